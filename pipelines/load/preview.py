"""How a file will be read, and the table as read."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq

from pipelines import warehouse
from pipelines.errors import BadFile
from pipelines.load import formats, staging
from pipelines.load.layout import judge
from pipelines.load.run import notes_of
from pipelines.load.table import Table

_SHOWN = 12


Explain = Callable[[warehouse.Connection, Path, Table], Iterable[str]]
"""What else is to be said of a table that was staged, line by line."""


def preview(path: Path, out_dir: Path | None, say: Callable[[str], None], explain: Explain | None = None) -> int:
    """Say how the file will be read; with ``out_dir`` write each table there as CSV (UTF-8, header line, then every row).

    The first table has the file's own name, a further one has its sheet added. A table without a header is written without one.
    Returns 0, or 1 when the file cannot be read or rows are rejected. Never says a value of a row, only headers and counts.
    """
    say(f"{path}")
    try:
        with warehouse.scratch() as con, tempfile.TemporaryDirectory(prefix="hopback-") as work:
            folder = Path(work)
            return max(
                _table(con, table, number, path, folder, out_dir, say, explain)
                for number, table in enumerate(formats.read(path, path.name, folder))
            )
    except BadFile as error:
        say(f"  cannot be read  {error.code}: {error.message}")
        if error.code == "empty" and out_dir is not None:
            _write(out_dir / path.name, iter(()))  # the table of nothing
        return 1


def _table(
    con: warehouse.Connection, table: Table, number: int, path: Path, work: Path, out_dir: Path | None, say: Callable[[str], None],
    explain: Explain | None,
) -> int:  # fmt: skip
    staged = work / f"{number}.parquet"
    balance = staging.write(con, table, staged)
    where = f"line {table.layout.header_line}" if table.layout.header_line else "none"
    say(f"  table       {table.sheet or number + 1}")
    say(f"  format      {table.format}, encoding {table.encoding or 'none'}, delimiter {table.delimiter!r}")
    say(f"  header      {where}, {len(table.layout.header)} columns: {', '.join(table.layout.shown)}")
    say(f"  rows        {balance.rows_read} read = {balance.rows_accepted} accepted + {balance.rows_rejected} rejected")
    for line in explain(con, staged, table) if explain else ():
        say(f"  columns     {line}")
    for note in notes_of(table, balance):
        say(f"  note        {note.code}{f', row {note.row}' if note.row else ''}: {note.message}")
    rejected = warehouse.rows(con, "load/rejects", staging=str(staged)) if balance.rows_rejected else []
    for row in rejected[:_SHOWN]:
        say(f"  rejected    line {row['line_no']}, {row['reject']}: {staging.MESSAGES[row['reject']]}")
    if len(rejected) > _SHOWN:
        say(f"  rejected    … and {len(rejected) - _SHOWN} more")
    if out_dir is not None:
        name = path.name if number == 0 else f"{path.stem}#{table.sheet or number + 1}{path.suffix}"
        header = [table.layout.shown] if table.layout.header_line else []
        _write(out_dir / name, chain(header, _staged(staged) if balance.rows_rejected == 0 else _verbatim(table)))
        say(f"  written     {out_dir / name}")
    return int(balance.rows_rejected > 0)


def _write(target: Path, rows: Iterator[Sequence[str]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    with partial.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    partial.replace(target)


def _staged(staged: Path) -> Iterator[Sequence[str]]:
    """Rows in order; a cell that a short row lacks is empty."""
    with pq.ParquetFile(staged) as file:
        for batch in file.iter_batches():
            columns = [column.fill_null("").to_pylist() for column in batch.columns[3:]]
            yield from zip(*columns, strict=True)


def _verbatim(table: Table) -> Iterator[Sequence[str]]:
    """Rows in order, rejected ones with all their cells too; lines that are no row of the table are left out."""
    for _, cells in table.rows():
        _, code = judge(cells, table.layout, table.delimiter or "\t")
        if code not in ("stray_line", "repeated_header"):
            width = table.layout.width
            if len(cells) == width + table.layout.tail and not any(c.strip() for c in cells[width:]):
                cells = cells[:width]
            yield [*cells, *[""] * (width - len(cells))]
