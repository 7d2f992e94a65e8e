"""Workbooks: xlsx, xls, xlsb, ods, et. Every filled sheet is a table; cells come as text, as a person sees them."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import dropwhile, islice
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, WorksheetNotFound

from pipelines.errors import BadFile
from pipelines.load import layout
from pipelines.load.parts import Part
from pipelines.load.table import Note, Rows, Table
from pipelines.load.trial import DAMAGED

SAMPLE = 500
MAX_RATIO = 200
MAX_BYTES = 16 << 30
TRIED, TRIAL_BYTES, TRIAL_SECONDS = 1 << 22, 640 << 20, 8
"""Bytes of a workbook that is opened in a process of its own first, and what that process may take."""
_DAMAGED = "is a damaged workbook; ask for another copy, or repair a copy of it"
_TRIAL = Path(__file__).with_name("trial.py")
PRECISION = 15  # digits that Excel keeps of a number
WHOLE = 1e15  # below it a whole number has no more than these


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """One table per filled sheet. Raises BadFile for a damaged or locked workbook."""
    book = _open(source, name)
    sheets = [sheet for sheet in (_sheet(book, title, name) for title in book.sheet_names) if sheet is not None]
    filled = [(sheet, sample) for sheet in sheets if (sample := list(islice(_rows(sheet), SAMPLE)))]
    if not filled:
        raise BadFile(name, "empty", "holds no filled sheet; ask for the right file")
    for sheet, sample in filled:
        yield from _tables(sheet, sample, _format(name), sheet.name if len(filled) > 1 else None)


def _tables(sheet: CalamineSheet, sample: Sequence[layout.Row], kind: str, title: str | None) -> Iterator[Table]:
    """The tables of a sheet, one below the other."""
    number = 1
    while sample:
        where = layout.find(sample)
        first = sample[where.start][0] if where.start < len(sample) else sheet.total_height + 1
        part = Part(partial(_from, sheet, first), where)
        notes = [] if where.header_line else [Note("no_header", "no header row was found; columns are named column_1, column_2, …")]
        if number > 1:
            notes.append(Note("another_table", f"table {number} of the sheet begins in row {where.header_line or first}"))
        yield Table(
            format=kind,
            layout=where,
            rows=part,
            sheet=title if number == 1 else f"{title} {number}" if title else str(number),
            preamble="\n".join("\t".join(cells).rstrip("\t") for _, cells in sample[: where.above]),
            notes=notes,
        )
        part.walk()
        sample = list(islice(_from(sheet, part.next_line), SAMPLE)) if part.next_line else []
        number += 1


def _from(sheet: CalamineSheet, first: int) -> Rows:
    return dropwhile(lambda row: row[0] < first, _rows(sheet))


def text(cell: object) -> str:
    """A cell as a person sees it: whole numbers without ``.0``, 15 digits of a number, dates in ISO 8601.

    An 18-digit ID that was stored as a number ends in 000 here, as it does in Excel: the damage is in the file.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""


def _number(value: float) -> str:
    if -WHOLE < value < WHOLE and value.is_integer():
        return str(int(value))
    return format(Decimal(f"{value:.{PRECISION}g}"), "f")


def _open(source: Path, name: str) -> CalamineWorkbook:
    refuse_bomb(source, name)
    _try(source, name)
    with _readable(name):
        return CalamineWorkbook.from_path(str(source))


def _try(source: Path, name: str) -> None:
    """Have it opened elsewhere first: the reader takes what memory a file asks for, and a process that gets none ends. Large files are
    not tried: their own bytes stand for what they ask."""
    if source.stat().st_size > TRIED:
        return
    order = [sys.executable, str(_TRIAL), str(source), str(TRIAL_BYTES), str(TRIAL_SECONDS)]
    ended = subprocess.run(order, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if ended.returncode == DAMAGED:
        raise BadFile(name, "workbook_damaged", _DAMAGED)
    if ended.returncode:
        message = (
            "asks for more memory or time than a workbook of its size needs: it is damaged or a trap, and was not opened; ask for "
            "another copy, or save it as CSV"
        )
        raise BadFile(name, "workbook_bomb", message)


def _sheet(book: CalamineWorkbook, title: str, name: str) -> CalamineSheet | None:
    try:
        with _readable(name):
            sheet = book.get_sheet_by_name(title)
            return sheet if sheet.height else None
    except WorksheetNotFound:
        return None  # a chart, not a table


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Turn what calamine raises, Rust panics included, into BadFile."""
    try:
        yield
    except (WorksheetNotFound, KeyboardInterrupt, SystemExit):
        raise
    except PasswordError as error:
        raise BadFile(name, "workbook_encrypted", "needs a password; save it without one and hand it in again") from error
    except BaseException as error:
        raise BadFile(name, "workbook_damaged", _DAMAGED) from error


def refuse_bomb(source: Path, name: str) -> None:
    """A workbook is a zip of XML that expands some ten times; one that says thousands of times is a trap."""
    if not zipfile.is_zipfile(source):
        return
    try:
        with zipfile.ZipFile(source) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadFile(name, "workbook_damaged", _DAMAGED) from error
    if size > MAX_BYTES or size > max(1 << 28, source.stat().st_size * MAX_RATIO):
        raise BadFile(name, "workbook_bomb", "would expand too far; it was not opened: save it again as CSV if it is genuine")


def _rows(sheet: CalamineSheet) -> Rows:
    """(sheet row from 1, cells) of the rows that hold anything."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = [cell if type(cell) is str else _number(cell) if type(cell) is float else text(cell) for cell in cells]
        if any(row):
            yield number, row


def _format(name: str) -> str:
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return ending if ending in ("xlsx", "xls", "xlsb", "xlsm", "ods", "et") else "xlsx"
