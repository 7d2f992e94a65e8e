"""Staging of tables that are read row by row: each row is judged, and they become Parquet by the batch."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.load.layout import Layout, judge
from pipelines.load.table import Block, Rows, Table
from pipelines.load.words import INITIALS, TOTAL_LABEL

ROWS, CELLS = 256, 1 << 18
"""Rows, and cells at most, that become columns in one go: so few that the processor's cache holds them and the garbage
collector, which counts what lives, is never called."""
GROUP = 1 << 24
"""Bytes of a row group."""


def write(table: Table, target: Path) -> None:
    """Write the rows of a table, each judged; while one row group is packed the next one is gathered."""
    width = table.layout.width
    schema = pa.schema(
        [("row_no", pa.int64()), ("line_no", pa.int64()), ("reject", pa.string()), *((f"c{i}", pa.string()) for i in range(width))]
    )
    with pq.ParquetWriter(target, schema, compression="zstd") as writer, ThreadPoolExecutor(1) as packer:
        held: list[pa.RecordBatch] = []
        size, packed = 0, packer.submit(lambda: None)
        for batch in _batches(table, schema):
            held.append(batch)
            size += batch.nbytes
            if size >= GROUP:
                packed.result()
                packed = packer.submit(writer.write_table, pa.Table.from_batches(held, schema))
                held, size = [], 0
        packed.result()
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
        arrays = [c if isinstance(c, pa.Array) else _array(c, t) for c, t in zip((numbers, *columns), schema.types, strict=True)]
        yield pa.record_batch(arrays, schema)
        row_no += count


def _array(column: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """What ``pa.array`` gives, which would load pandas to see whether a column is one of its own: most of a second."""
    if kind == pa.int64():
        return pa.Array.from_buffers(kind, len(column), [None, pa.py_buffer(np.fromiter(column, np.int64, len(column)))])
    if None not in column:
        joined = "\x00".join(column).encode("utf-8")
        marks = np.flatnonzero(np.frombuffer(joined, np.uint8) == 0)
        if len(marks) == len(column) - 1:  # else a cell holds NUL
            ends = np.empty(len(column) + 1, np.int32)
            ends[0], ends[-1] = 0, len(joined) - len(marks)
            ends[1:-1] = marks - np.arange(len(marks))
            return pa.StringArray.from_buffers(len(column), pa.py_buffer(ends), pa.py_buffer(joined.replace(b"\x00", b"")))
    builder = pa.lib.StringBuilder()
    builder.append_values(column)
    return builder.finish()


def _several(rows: Rows, size: int) -> Iterator[list[tuple[int, list[str]]]]:
    while batch := list(islice(rows, size)):
        yield batch


def _may_be_odd(block: Block, where: Layout) -> bool:
    """Whether a row of a block may be blank, a sum or the header again: ``judge`` is then asked row by row."""
    first = block.columns[0]
    return bool(pc.any(pc.or_(pc.is_in(first, pa.array(_odd(where))), pc.match_substring_regex(first, TOTAL_LABEL))).as_py())


def _odd(where: Layout) -> list[str]:
    """First cells of blank rows and of the header's rows."""
    return ["", *(row[0] for row in (where.header, *(where.stacked if where.is_composed else ())) if row)]


def _judged(cells: Sequence[Sequence[str]], where: Layout, delimiter: str) -> tuple[list[Sequence[str | None]], list[str | None]]:
    """(rows, codes) as ``judge`` gives them; it is asked about the few rows that are not like the others."""
    rows: list[Sequence[str | None]] = list(cells)
    codes: list[str | None] = [None] * len(cells)
    width, odd = where.width, _odd(where)
    for number, row in enumerate(cells):
        if len(row) != width or row[0] in odd or row[0][:1] in INITIALS:
            rows[number], codes[number] = judge(row, where, delimiter)
    return rows, codes


def read(staged: Path) -> Rows:
    """(line, cells) of rows as they were written; what was too long for the table is apart again."""
    with pq.ParquetFile(staged) as file:
        for batch in file.iter_batches():
            _, lines, codes, *columns = (column.to_pylist() for column in batch.columns)
            for line, code, *cells in zip(lines, codes, *columns, strict=True):
                row = [cell for cell in cells if cell is not None]
                yield line, [*row[:-1], *row[-1].split("\t")] if code == "long_row" else row
