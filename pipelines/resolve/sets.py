"""The distinct sets of identity values, made slice by slice of the rows, so that no join of them outgrows DuckDB's memory."""

from collections.abc import Sequence
from itertools import pairwise

from pipelines import slices, warehouse

ROW = 1250
"""Bytes of ``memory_limit`` for each row of a slice: its hashes, the joins that find them, and the tables of all slices that stay beside them."""


def make(con: warehouse.Connection) -> None:
    """Fill resolve_nodes and resolve_spellings from resolve_rows."""
    warehouse.run(con, "resolve/nodes")
    fill(con, parts(con))


def fill(con: warehouse.Connection, parts: Sequence[slices.Slice]) -> None:
    """The same once the tables are there."""
    for part in parts:
        warehouse.run(con, "resolve/sets", **part)


def parts(con: warehouse.Connection) -> list[slices.Slice]:
    """Slices of resolve_rows of a size that suits the memory."""
    if con is not warehouse.behind(con):  # Spark cuts the work by itself
        return [slices.whole(0, slices.LISTS)]
    lists = [(r["dataset_no"], r["found"], r["last_row"]) for r in warehouse.rows(con, "resolve/row_numbers")]
    return list(slices.cut(lists, max(1, warehouse.memory(con) // ROW)))


def number(con: warehouse.Connection, rows: int) -> int:
    """Parts of so many rows that suit the memory; one at least."""
    return 1 if con is not warehouse.behind(con) else rows // max(1, warehouse.memory(con) // ROW) + 1


def ranges(parts: int) -> list[tuple[int, int]]:
    """So many ranges that hold all hashes once, ends included."""
    ends = [2**64 * k // parts for k in range(parts + 1)]
    return [(low, high - 1) for low, high in pairwise(ends)]


def kinds(parts: int, first: int, last: int) -> list[tuple[int, int]]:
    """Ranges of these kinds of keys, ends included: one for all, or where there are several parts of the rows, one for each."""
    return [(first, last)] if parts == 1 else [(kind, kind) for kind in range(first, last + 1)]
