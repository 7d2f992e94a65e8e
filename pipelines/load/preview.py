"""``hopback read``: how a file will be read, and the table as read."""

import csv
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq

from pipelines import warehouse
from pipelines.errors import BadFile
from pipelines.load import formats, staging
from pipelines.load.run import notes_of
from pipelines.load.table import Table

_SHOWN = 12


def preview(path: Path, out_dir: Path | None, say: Callable[[str], None]) -> int:
    """Say how the file will be read; with ``out_dir`` write each table there as CSV (UTF-8, header line, then every row).

    The first table has the file's own name, a further one has its sheet added. Returns 0, or 1 when the file cannot be read or
    rows are rejected. Never says a value of a row, only headers and counts.
    """
    say(f"{path}")
    try:
        with warehouse.scratch() as con, tempfile.TemporaryDirectory(prefix="hopback-") as work:
            folder = Path(work)
            return max(
                _table(con, table, number, path, folder, out_dir, say)
                for number, table in enumerate(formats.read(path, path.name, folder))
            )
    except BadFile as error:
        say(f"  cannot be read  {error.code}: {error.message}")
        return 1


def _table(
    con: warehouse.Connection, table: Table, number: int, path: Path, work: Path, out_dir: Path | None, say: Callable[[str], None]
) -> int:
    staged = work / f"{number}.parquet"
    balance = staging.write(con, table, staged)
    where = f"line {table.layout.header_line}" if table.layout.header_line else "none"
    say(f"  table       {table.sheet or number + 1}")
    say(f"  format      {table.format}, encoding {table.encoding or 'none'}, delimiter {table.delimiter!r}")
    say(f"  header      {where}, {len(table.layout.header)} columns: {', '.join(table.layout.header)}")
    say(f"  rows        {balance.rows_read} read = {balance.rows_accepted} accepted + {balance.rows_rejected} rejected")
    for note in notes_of(table, balance):
        say(f"  note        {note.code}{f', row {note.row}' if note.row else ''}: {note.message}")
    rejected = warehouse.rows(con, "load/rejects", staging=str(staged)) if balance.rows_rejected else []
    for row in rejected[:_SHOWN]:
        say(f"  rejected    line {row['line_no']}, {row['reject']}: {staging.MESSAGES[row['reject']]}")
    if len(rejected) > _SHOWN:
        say(f"  rejected    … and {len(rejected) - _SHOWN} more")
    if out_dir is not None:
        out_dir.mkdir(parents=True, exist_ok=True)
        name = path.name if number == 0 else f"{path.stem}#{table.sheet or number + 1}{path.suffix}"
        _write(out_dir / name, table, staged)
        say(f"  written     {out_dir / name}")
    return int(balance.rows_rejected > 0)


def _write(target: Path, table: Table, staged: Path) -> None:
    partial = target.with_name(target.name + ".part")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.layout.header)
        writer.writerows(_cells(staged))
    partial.replace(target)


def _cells(staged: Path) -> Iterator[tuple[str, ...]]:
    """Accepted rows in order; a cell that a short row lacks is empty."""
    with pq.ParquetFile(staged) as file:
        for batch in file.iter_batches():
            columns = [column.fill_null("").to_pylist() for column in batch.columns[3:]]
            kept = (code is None for code in batch.column("reject").to_pylist())
            yield from (row for row, keep in zip(zip(*columns, strict=True), kept, strict=True) if keep)
