"""Staging: the rows of a table as Parquet, verbatim: row_no, line_no, reject, c0 … cN.

DuckDB reads a clean text; rows of every other table are written in batches. Which of the two it was cannot be seen in the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import warehouse
from pipelines.load.layout import Layout, judge
from pipelines.load.table import Block, Plain, Rows, Table

ROWS, CELLS = 256, 1 << 18
"""Rows, and cells at most, that become columns in one go: so few that the processor's cache holds them and the garbage
collector, which counts what lives, is never called."""
GROUP = 1 << 24
"""Bytes of a row group."""
NEVER = "\x01\x02\x01"  # no cell is this: every cell, the empty one too, stays text
MESSAGES = {
    "empty_row": "nothing in any cell; left out",
    "repeated_header": "the header again; left out",
    "long_row": "more cells than the header has, so that the columns cannot be told; mend a copy, or name the columns",
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
    if not table.proved:
        _by_rows(table, partial)
    counted = warehouse.rows(con, "load/balance", staging=str(partial), last=f"c{max(table.layout.width, 1) - 1}")[0]
    partial.replace(target)
    return Balance(**counted)


def _by_duckdb(con: warehouse.Connection, plain: Plain, where: Layout, target: Path) -> bool:
    """Whether DuckDB's strict reader found as many rows as the text has lines: then each line was one row, whole."""
    con.execute("SET preserve_insertion_order = true")
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
            staging=str(target),
        ).fetchone()
    except warehouse.Error:
        return False
    finally:
        con.execute("SET preserve_insertion_order = false")
    return written is not None and written[0] == plain.lines


def _by_rows(table: Table, target: Path) -> None:
    width = table.layout.width
    schema = pa.schema(
        [("row_no", pa.int64()), ("line_no", pa.int64()), ("reject", pa.string()), *((f"c{i}", pa.string()) for i in range(width))]
    )
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        size = 0
        for batch in _batches(table, schema):
            held.append(batch)
            size += batch.nbytes
            if size >= GROUP:
                writer.write_table(pa.Table.from_batches(held, schema))
                held, size = [], 0
        writer.write_table(pa.Table.from_batches(held, schema))


def _batches(table: Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    width, delimiter, row_no = table.layout.width, table.delimiter or "\t", 0
    for block in table.blocks() if table.blocks else _several(table.rows(), max(1, min(ROWS, CELLS // max(1, width)))):
        if isinstance(block, Block) and (len(block.columns) != width or _may_be_odd(block, table.layout)):
            cells = zip(*(column.to_pylist() for column in block.columns), strict=True)
            block = list(zip(block.lines.to_pylist(), map(list, cells), strict=True))
        count = len(block.lines) if isinstance(block, Block) else len(block)
        if isinstance(block, Block):
            columns = [block.lines, pa.nulls(count, pa.string()), *block.columns]
        else:
            lines, rows = zip(*block, strict=True)
            judged, codes = _judged(rows, table.layout, delimiter)
            columns = [lines, codes, *zip(*judged, strict=True)]
        numbers = range(row_no + 1, row_no + 1 + count)
        arrays = [c if isinstance(c, pa.Array) else pa.array(c, t) for c, t in zip((numbers, *columns), schema.types, strict=True)]
        yield pa.record_batch(arrays, schema)
        row_no += count


def _several(rows: Rows, size: int) -> Iterator[list[tuple[int, list[str]]]]:
    while batch := list(islice(rows, size)):
        yield batch


def _may_be_odd(block: Block, where: Layout) -> bool:
    """Whether a row of a block may be blank or the header again: ``judge`` is then asked row by row."""
    return bool(pc.any(pc.is_in(block.columns[0], pa.array(["", where.header[0]]))).as_py())


def _judged(cells: Sequence[Sequence[str]], where: Layout, delimiter: str) -> tuple[list[Sequence[str | None]], list[str | None]]:
    """(rows, codes) as ``judge`` gives them; it is asked about the few rows that are not like the others."""
    rows: list[Sequence[str | None]] = list(cells)
    codes: list[str | None] = [None] * len(cells)
    width, odd = where.width, ("", where.header[0] if where.header else "")
    for number, row in enumerate(cells):
        if len(row) != width or row[0] in odd:
            rows[number], codes[number] = judge(row, where, delimiter)
    return rows, codes
