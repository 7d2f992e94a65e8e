"""Slices of rows, in their order, so that no join of one outgrows DuckDB's memory. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

ALL = 2**40
"""No list has so many rows; sql/ counts on it too."""
LISTS = 2**22
"""No warehouse has so many lists; sql/ multiplies it by ALL."""

Slice = dict[str, int]
"""first_list, last_list, first_row, last_row: parameters of a statement, ends included."""


def cut(lists: Sequence[tuple[int, int, int]], most: int) -> Iterator[Slice]:
    """Slices of about ``most`` rows that hold all rows once, in order. ``lists``: (number, rows, last row number) in order.

    A slice is some whole lists, or a part of one.
    """
    start, held = 0, 0
    for i, (number, found, last) in enumerate(lists):
        if held and held + found > most:
            yield whole(lists[start][0], lists[i - 1][0])
            start, held = i, 0
        if found > most:
            parts = -(-found // most)
            ends = [last * k // parts for k in range(parts + 1)]
            for low, high in pairwise(ends):
                yield {"first_list": number, "last_list": number, "first_row": low + (low > 0), "last_row": high}
            start = i + 1
        else:
            held += found
    if held:
        yield whole(lists[start][0], lists[-1][0])


def whole(first: int, last: int) -> Slice:
    """All rows of these lists."""
    return {"first_list": first, "last_list": last, "first_row": 0, "last_row": ALL}
