"""The distinct sets of identity values, made slice by slice of the rows, so that no join of them outgrows DuckDB's memory."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines import warehouse

ROW = 1250
"""Bytes of ``memory_limit`` for each row of a slice: its hashes, the joins that find them, and the tables of all slices that stay beside them."""
ALL = 2**40
"""No list has so many rows; sql/ counts on it too."""
LISTS = 2**22
"""No warehouse has so many lists; sql/ multiplies it by ALL."""

Slice = dict[str, int]
"""first_list, last_list, first_row, last_row: parameters of sql/resolve/sets.sql, ends included."""


def make(con: warehouse.Connection) -> None:
    """Fill resolve_nodes and resolve_spellings from resolve_rows."""
    warehouse.run(con, "resolve/nodes")
    fill(con, parts(con))


def fill(con: warehouse.Connection, parts: Sequence[Slice]) -> None:
    """The same once the tables are there."""
    for part in parts:
        warehouse.run(con, "resolve/sets", **part)


def parts(con: warehouse.Connection) -> list[Slice]:
    """Slices of resolve_rows of a size that suits the memory."""
    if con is not warehouse.behind(con):  # Spark cuts the work by itself
        return [_whole(0, LISTS)]
    lists = [(r["dataset_no"], r["found"], r["last_row"]) for r in warehouse.rows(con, "resolve/row_numbers")]
    return list(slices(lists, max(1, warehouse.memory(con) // ROW)))


def number(con: warehouse.Connection, rows: int) -> int:
    """Parts of so many rows that suit the memory; one at least."""
    return 1 if con is not warehouse.behind(con) else rows // max(1, warehouse.memory(con) // ROW) + 1


def slices(lists: Sequence[tuple[int, int, int]], most: int) -> Iterator[Slice]:
    """Slices of about ``most`` rows that hold all rows once, in order. ``lists``: (number, rows, last row number) in order.

    A slice is some whole lists, or a part of one.
    """
    start, held = 0, 0
    for i, (number, found, last) in enumerate(lists):
        if held and held + found > most:
            yield _whole(lists[start][0], lists[i - 1][0])
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
        yield _whole(lists[start][0], lists[-1][0])


def ranges(parts: int) -> list[tuple[int, int]]:
    """So many ranges that hold all hashes once, ends included."""
    ends = [2**64 * k // parts for k in range(parts + 1)]
    return [(low, high - 1) for low, high in pairwise(ends)]


def _whole(first: int, last: int) -> Slice:
    return {"first_list": first, "last_list": last, "first_row": 0, "last_row": ALL}
