"""Workbooks: xlsx, xls, xlsb, ods, et. Every filled sheet is a table; cells come as text, as a person sees them."""

import errno
import json
import os
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
from pipelines.load import apart, layout, rowwise
from pipelines.load.parts import Part
from pipelines.load.table import Note, Rows, Table
from pipelines.load.trial import DAMAGED

SAMPLE = 500
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
_TRIAL = Path(__file__).with_name("trial.py")
PRECISION = 15  # digits that Excel keeps of a number
WHOLE = 1e15  # below it a whole number has no more than these


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """One table per filled sheet. Raises BadFile for a damaged or locked workbook."""
    refuse_bomb(source, name)
    if source.stat().st_size > SMALL:
        yield from _apart(source, name, work)
    else:
        _try(source, name)
        yield from tables(source, name)


def tables(source: Path, name: str) -> Iterator[Table]:
    """The same, read in this process, without any limit. Raises BadFile."""
    with _readable(name):
        book = CalamineWorkbook.from_path(str(source))
    kind = _format(source)
    sheets = [sheet for sheet in (_sheet(book, title, name) for title in book.sheet_names) if sheet is not None]
    filled = [(sheet, sample) for sheet in sheets if (sample := list(islice(_rows(sheet), SAMPLE)))]
    if not filled:
        raise BadFile(name, "empty", "holds no filled sheet; ask for the right file")
    for sheet, sample in filled:
        yield from _tables(sheet, sample, kind, sheet.name if len(filled) > 1 else None)


def _apart(source: Path, name: str, work: Path) -> Iterator[Table]:
    """The tables as a process of its own has staged them in ``work``."""
    weight = _weight(source)
    limits = [str(APART_BYTES + GROWTH * weight), str(TRIAL_SECONDS + (weight >> 20))]
    order = [sys.executable, "-P", "-m", apart.__name__, str(source), name, str(work), *limits]
    own = {"PYTHONPATH": str(Path(__file__).parents[2]), "ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
    ended = subprocess.run(
        order, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, env=os.environ | own
    )
    if ended.returncode == apart.FULL:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(work))
    if ended.returncode == apart.DAMAGED:
        raise BadFile(name, "workbook_damaged", _DAMAGED)
    if ended.returncode not in (0, apart.REFUSED):
        raise BadFile(name, "workbook_bomb", _TOO_MUCH)
    told = json.loads(ended.stdout)
    if ended.returncode:
        raise BadFile(name, told["code"], told["message"])
    for one in told:
        staged, found = work / one.pop("staged"), one.pop("layout")
        where = layout.Layout(**found | {"header": tuple(found["header"]), "stacked": tuple(map(tuple, found["stacked"]))})
        notes = [Note(**note) for note in one.pop("notes")]
        yield Table(**one, layout=where, rows=partial(rowwise.read, staged), notes=notes, staged=staged)


def _weight(source: Path) -> int:
    """Bytes of a workbook's sheets and texts; pictures take nothing to read."""
    if not zipfile.is_zipfile(source):
        return source.stat().st_size
    with zipfile.ZipFile(source) as archive:
        parts = [info for info in archive.infolist() if info.filename.lower().endswith((".xml", ".bin"))]
    return sum(min(part.file_size, MOST_GROWN * part.compress_size) for part in parts)


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


def _try(source: Path, name: str) -> None:
    """Have it opened elsewhere first: the reader takes what memory a file asks for, and a process that gets none ends."""
    order = [sys.executable, str(_TRIAL), str(source), str(TRIAL_BYTES), str(TRIAL_SECONDS)]
    ended = subprocess.run(order, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if ended.returncode == DAMAGED:
        raise BadFile(name, "workbook_damaged", _DAMAGED)
    if ended.returncode:
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
