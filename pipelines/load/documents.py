"""Tables in Word documents (docx) and PDF files. What holds no table is kept as a document, and an issue says so."""

import logging
import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import BadFile, NoTable
from pipelines.load import layout
from pipelines.load.table import Note, Rows, Table
from pipelines.load.workbook import refuse_bomb

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

MAX_PAGES = 5_000
WORD = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORDS = {"vertical_strategy": "text", "horizontal_strategy": "text"}
logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)  # its warnings quote what it could not read
Found = list[list[str]]


def is_word(head: bytes, source: Path) -> bool:
    """Whether a file is a zip that holds a Word document."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(source) as archive:
            return WORD in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # a damaged workbook, says its reader


def read_word(source: Path, name: str, _: Path) -> Iterator[Table]:
    """The tables of a Word document, nested ones apart. Raises NoTable, and BadFile for a damaged one."""
    import docx  # this and pdfplumber cost half a second, which most nights need not pay

    refuse_bomb(source, name)
    try:
        tables = [_word_rows(table) for table in docx.Document(str(source)).element.body.iter(_W + "tbl")]
    except Exception as error:  # python-docx, lxml and zipfile each raise their own
        raise BadFile(name, "document_damaged", "is a damaged Word document; ask for another copy") from error
    yield from _tables("docx", name, [t for t in tables if t], "Word document")


def _word_rows(table: Any) -> Found:
    return [row for tr in table.tr_lst if any(row := _word_cells(tr))]


def _word_cells(tr: Any) -> list[str]:
    cells: list[str] = []
    for tc in tr.tc_lst:
        paragraphs = ("".join(node.text or "" for node in p.iter(_W + "t")) for p in tc.p_lst)
        cells += ["\n".join(paragraphs).strip(), *[""] * (tc.grid_span - 1)]
    return cells


def read_pdf(source: Path, name: str, _: Path) -> Iterator[Table]:
    """The tables of a PDF; one that goes on on the next page is one table. Raises NoTable, and BadFile."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with pdfplumber.open(source) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise BadFile(
                    name, "too_many_pages", f"has more than {MAX_PAGES} pages; split a copy, or ask for the table as xlsx"
                )
            found, written = _pdf_tables(pdf, {}), any(page.chars for page in pdf.pages[:20])
            if not found and written:
                found = [t for t in _pdf_tables(pdf, _WORDS) if len(t) > 2 and len(t[0]) > 1]
    except BadFile:
        raise
    except Exception as error:
        locked = any(isinstance(e, PDFPasswordIncorrect) for e in (error, error.__cause__, error.__context__, *error.args))
        if locked:
            raise BadFile(name, "document_encrypted", "needs a password; hand in a copy without one beside it") from error
        raise BadFile(name, "document_damaged", "is a damaged PDF; ask for another copy") from error
    if not written:
        raise NoTable(
            name, "no_text", "is a PDF of pictures without text: kept as a document; have it transcribed, and hand in the table"
        )
    yield from _tables("pdf", name, found, "PDF")


def _pdf_tables(pdf: "PDF", settings: dict[str, str]) -> list[Found]:
    found: list[Found] = []
    for page in pdf.pages:
        for table in page.extract_tables(settings):
            rows = [row for cells in table if any(row := [(cell or "").strip() for cell in cells])]
            if rows and found and _goes_on(found[-1], rows):
                found[-1] += rows  # the next page; a header that stands there again is a row to leave out
            elif rows:
                found.append(rows)
        page.close()
    return found


def _goes_on(table: Found, rows: Found) -> bool:
    """Whether rows are the table's on the next page: as wide, and without a header or with the same."""
    if len(table[-1]) != len(rows[0]):
        return False
    where = layout.find(list(enumerate(rows, 1)))
    return not where.header_line or list(where.header) in table[:20]


def _tables(kind: str, name: str, found: Sequence[Found], what: str) -> Iterator[Table]:
    if not found:
        raise NoTable(
            name, "no_table", f"is a {what} without a table: kept as a document; hand in the table as xlsx or CSV if there is one"
        )
    for number, rows in enumerate(found, 1):
        sample = list(enumerate(rows, 1))
        where = layout.find(sample)
        notes = [] if where.header_line else [Note("no_header", "no header row was found; columns are named column_1, column_2, …")]
        yield Table(
            format=kind,
            layout=where,
            rows=partial(_rows, sample, where.start),
            sheet=str(number) if len(found) > 1 else None,
            preamble="\n".join("\t".join(cells) for cells in rows[: where.above]),
            notes=notes,
        )


def _rows(sample: list[tuple[int, list[str]]], start: int) -> Rows:
    return iter(sample[start:])
