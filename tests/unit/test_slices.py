"""Slices of the rows: each row in one, in order, none much larger than asked for."""

import pytest

from pipelines.slices import cut


@pytest.mark.parametrize(
    ("lists", "most", "expected"),
    [
        ([], 10, []),
        ([(1, 4, 4), (2, 5, 9)], 10, [(1, 2, None)]),
        ([(1, 4, 4), (2, 7, 9), (5, 1, 3)], 10, [(1, 1, None), (2, 5, None)]),
        (
            [(1, 4, 4), (2, 25, 30), (3, 1, 1)],
            10,
            [(1, 1, None), (2, 2, (0, 10)), (2, 2, (11, 20)), (2, 2, (21, 30)), (3, 3, None)],
        ),
        ([(2, 11, 11)], 10, [(2, 2, (0, 5)), (2, 2, (6, 11))]),
    ],
)
def test_lists_are_put_together_and_long_ones_cut(
    lists: list[tuple[int, int, int]], most: int, expected: list[tuple[int, int, tuple[int, int] | None]]
) -> None:
    found = list(cut(lists, most))
    whole = (0, 2**40)
    assert [(s["first_list"], s["last_list"], (s["first_row"], s["last_row"])) for s in found] == [
        (first, last, rows or whole) for first, last, rows in expected
    ]
