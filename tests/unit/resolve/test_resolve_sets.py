"""Ranges of hashes and of kinds: each in one."""

import re
from itertools import pairwise

import pytest

from pipelines import warehouse
from pipelines.resolve.run import OTHER_KEYS, SPOTS
from pipelines.resolve.sets import kinds, ranges


def test_ranges_hold_every_hash_once() -> None:
    assert ranges(1) == [(0, 2**64 - 1)]
    found = ranges(3)
    assert found[0][0] == 0 and found[-1][1] == 2**64 - 1
    assert all(high + 1 == low for (_, high), (low, _) in pairwise(found))


@pytest.mark.parametrize(("name", "ends"), [("resolve/keys", (1, OTHER_KEYS[1])), ("resolve/spots", SPOTS)])
def test_every_kind_is_counted_once_in_one_statement_or_in_one_for_each(name: str, ends: tuple[int, int]) -> None:
    written = sorted({int(kind) for kind in re.findall(r"(\d+)::UTINYINT", warehouse.text(name))})
    assert OTHER_KEYS[0] == 2, "the ID number is counted by itself"
    assert (written[0], written[-1]) == ends
    for parts in (1, 3):
        assert [kind for first, last in kinds(parts, *ends) for kind in range(first, last + 1)] == written
    assert len(kinds(1, *ends)) == 1
    assert len(kinds(3, *ends)) == len(written)
