"""A file as load stages it: its tables by sheet, with format, header, cells, lines and reasons of rejection."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from pipelines import warehouse
from pipelines.load import formats, staging


@dataclass(frozen=True)
class Staged:
    format: str
    header: list[str]
    cells: list[list[str | None]]
    lines: list[int]
    rejects: list[str | None]
    notes: list[str]


def read(path: Path) -> dict[str | None, Staged]:
    found = {}
    with warehouse.scratch() as con:
        for table in formats.read(path, path.name, path.parent):
            target = path.parent / "staged.parquet"
            staging.write(con, table, target)
            staged = pq.read_table(target).to_pydict()
            cells = [list(row) for row in zip(*(staged[f"c{i}"] for i in range(table.layout.width)), strict=True)]
            notes = [note.code for note in table.notes]
            found[table.sheet] = Staged(table.format, list(table.layout.header), cells, staged["line_no"], staged["reject"], notes)
    return found
