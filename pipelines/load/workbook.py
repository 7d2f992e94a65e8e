"""Workbooks: xlsx, xls, xlsb, ods, et. Every filled sheet is a table; cells come as text, as a person sees them."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, WorksheetNotFound

from pipelines import child
from pipelines.errors import BadFile
from pipelines.load import apart, trial
from pipelines.load.sheets import tables as tables_of
from pipelines.load.table import Rows, Table

MAX_RATIO = 200
MAX_BYTES = 16 << 30
SMALL, TRIAL_BYTES, TRIAL_SECONDS = 1 << 22, 640 << 20, 8
"""Bytes up to which a workbook is opened in a process of its own first, and what that process may take; a larger one is read in one."""
APART_BYTES, GROWTH, MOST_GROWN = 1 << 30, 4, 20
"""What a large one may take: this much, and so many times its sheets' bytes, which count for this many times what they are packed."""
_DAMAGED = "is a damaged workbook; ask for another copy, or repair a copy of it"
_TOO_MUCH = (
    "asks for more memory or time than a workbook of its size needs: it is damaged or a trap, and was not opened; ask for another copy, or "
    "save it as CSV"
)
PRECISION = 15  # digits that Excel keeps of a number
WHOLE = 1e15  # below it a whole number has no more than these


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """One table per filled sheet. Raises BadFile for a damaged or locked workbook."""
    refuse_bomb(source, name)
    if source.stat().st_size > SMALL:
        yield from _apart(source, name, work)
    else:
        _try(source, name)
        yield from tables(source, name, work)


def tables(source: Path, name: str, _: Path) -> Iterator[Table]:
    """The same, read in this process, without any limit. Raises BadFile."""
    with _readable(name):
        book = CalamineWorkbook.from_path(str(source))
    kind = _format(source)
    sheets = [sheet for sheet in (_sheet(book, title, name) for title in book.sheet_names) if sheet is not None]
    filled = [sheet for sheet in sheets if next(_rows(sheet), None)]
    if not filled:
        raise BadFile(name, "empty", "holds no filled sheet; ask for the right file")
    for sheet in filled:
        yield from tables_of(partial(_rows, sheet), kind, sheet.name if len(filled) > 1 else None)


def _apart(source: Path, name: str, work: Path) -> Iterator[Table]:
    """The tables as a process of its own has staged them in ``work``."""
    weight = _weight(source)
    most = (APART_BYTES + GROWTH * weight, TRIAL_SECONDS + (weight >> 20))
    damaged, too_much = BadFile(name, "workbook_damaged", _DAMAGED), BadFile(name, "workbook_bomb", _TOO_MUCH)
    return apart.read(__name__, source, name, work, most, damaged, too_much)


def _weight(source: Path) -> int:
    """Bytes of a workbook's sheets and texts; pictures take nothing to read."""
    if not zipfile.is_zipfile(source):
        return source.stat().st_size
    with zipfile.ZipFile(source) as archive:
        parts = [info for info in archive.infolist() if info.filename.lower().endswith((".xml", ".bin"))]
    return sum(min(part.file_size, MOST_GROWN * part.compress_size) for part in parts)


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


def _try(source: Path, name: str) -> None:
    """Have it opened elsewhere first: the reader takes what memory a file asks for, and a process that gets none ends."""
    code, _ = child.run(trial.__name__, source, TRIAL_BYTES, TRIAL_SECONDS)
    if code == child.DAMAGED:
        raise BadFile(name, "workbook_damaged", _DAMAGED)
    if code:
        raise BadFile(name, "workbook_bomb", _TOO_MUCH)


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


def _format(source: Path) -> str:
    """What the bytes are, whatever the ending says: WPS writes et as xls is written."""
    if not zipfile.is_zipfile(source):
        return "xls"
    with zipfile.ZipFile(source) as archive:
        parts = {info.filename.lower().replace("\\", "/") for info in archive.infolist()}
    if "content.xml" in parts:
        return "ods"
    return "xlsb" if "xl/workbook.bin" in parts else "xlsm" if "xl/vbaproject.bin" in parts else "xlsx"
