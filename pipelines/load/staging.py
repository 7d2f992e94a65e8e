"""Staging: the rows of a table as Parquet, verbatim: row_no, line_no, reject, c0 … cN.

DuckDB reads a clean text; rows of every other table are written in batches. Which of the two it was cannot be seen in the file.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines import warehouse
from pipelines.load import rowwise
from pipelines.load.layout import Layout
from pipelines.load.table import Plain, Table
from pipelines.load.words import TOTAL, TOTAL_LABEL

NEVER = "\x01\x02\x01"  # no cell is this: every cell, the empty one too, stays text
MESSAGES = {
    "empty_row": "nothing in any cell; left out",
    "repeated_header": "the header again; left out",
    "long_row": "more cells than the header has, so that the columns cannot be told; mend a copy, or name the columns",
    "total_row": "a sum, or who made the table, and no record; left out",
    "stray_line": "a line of text and no row of the table; left out",
}


@dataclass(frozen=True)
class Balance:
    """rows_read = rows_accepted + rows_rejected; ``padded`` accepted rows had fewer cells than the header, ``first`` is the first."""

    rows_read: int
    rows_accepted: int
    rows_rejected: int
    padded: int = 0
    first: int | None = None


def write(con: warehouse.Connection, table: Table, target: Path) -> Balance:
    """Write the table to ``target`` (in place of what is there) and count it."""
    partial = target.with_name(target.name + ".part")
    table.proved = table.plain is not None and _by_duckdb(con, table.plain, table.layout, partial)
    if table.staged:
        shutil.copyfile(table.staged, partial)  # read in a process of its own
    elif not table.proved:
        rowwise.write(table, partial)
    counted = warehouse.rows(con, "load/balance", staging=str(partial), last=f"c{max(table.layout.width, 1) - 1}")[0]
    partial.replace(target)
    return Balance(**counted)


def _by_duckdb(con: warehouse.Connection, plain: Plain, where: Layout, target: Path) -> bool:
    """Whether DuckDB's strict reader found as many rows as the text has lines: then each line was one row, whole."""
    con.execute("SET SESSION preserve_insertion_order = true")  # of this connection alone
    try:
        written = warehouse.run(
            con,
            "load/stage_text",
            path=str(plain.path),
            skip=plain.skip,
            delimiter=plain.dialect.delimiter,
            quote=plain.dialect.quote,
            never=NEVER,
            columns={f"c{i}": "VARCHAR" for i in range(where.width)},
            header=list(where.header) if where.header_line else [NEVER],
            first_header=where.header[0] if where.header_line else NEVER,
            label=TOTAL_LABEL,
            total=TOTAL,
            staging=str(target),
        ).fetchone()
    except warehouse.Interrupted:
        raise
    except warehouse.Error:
        return False
    return written is not None and written[0] == plain.lines
