"""Ranges of hashes: each hash in one."""

from itertools import pairwise

from pipelines.resolve.sets import ranges


def test_ranges_hold_every_hash_once() -> None:
    assert ranges(1) == [(0, 2**64 - 1)]
    found = ranges(3)
    assert found[0][0] == 0 and found[-1][1] == 2**64 - 1
    assert all(high + 1 == low for (_, high), (low, _) in pairwise(found))
