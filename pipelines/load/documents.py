"""Tables in Word documents (docx) and PDF files. What holds no table is kept as a document, and an issue says so."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from pipelines import child
from pipelines.errors import BadFile, NoTable
from pipelines.load import apart, layout, pages
from pipelines.load.pages import LOCKED, LONG, Found
from pipelines.load.table import Note, Rows, Table
from pipelines.load.workbook import refuse_bomb

MAX_PAGES, MAX_WIDTH = 5_000, 16_384
WORD_BYTES, WORD_SECONDS = 1 << 30, 8
"""What the process that reads a Word document may take: address space, and processor time besides four seconds a megabyte."""
PDF_BYTES, PDF_SECONDS = 1 << 30, 8
"""What the process that reads a PDF may take: address space, and processor time besides a second a page."""
WORD = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REFUSED = {
    child.DAMAGED: ("document_damaged", "is a damaged PDF; ask for another copy"),
    LOCKED: ("document_encrypted", "needs a password; hand in a copy without one beside it"),
    LONG: ("too_many_pages", "has too many pages; split a copy, or ask for the table as xlsx"),
}
_TOO_MUCH = (
    "document_too_dear",
    "asks for more memory or time than a PDF of its pages needs; ask for the table as xlsx, or split a copy",
)


def is_word(head: bytes, source: Path) -> bool:
    """Whether a file is a zip that holds a Word document."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(source) as archive:
            return WORD in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # a damaged workbook, says its reader


def read_word(source: Path, name: str, work: Path) -> Iterator[Table]:
    """The tables of a Word document, nested ones apart, read in a process of its own. Raises NoTable, and BadFile for a damaged one."""
    refuse_bomb(source, name)
    damaged = BadFile(name, "document_damaged", "is a damaged Word document; ask for another copy")
    too_much = BadFile(
        name, "document_too_dear", "asks for more memory or time than a Word document of its size needs; ask for the table as xlsx"
    )
    most = (WORD_BYTES, WORD_SECONDS + (source.stat().st_size >> 18))
    return apart.read(__name__, source, name, work, most, damaged, too_much)


def tables(source: Path, name: str, _: Path) -> Iterator[Table]:
    """The same, read in this process, without any limit."""
    import docx  # it costs a quarter of a second, which most nights need not pay

    try:
        found = [_word_rows(table, name) for table in docx.Document(str(source)).element.body.iter(_W + "tbl")]
    except (BadFile, MemoryError):
        raise
    except Exception as error:  # python-docx, lxml and zipfile each raise their own
        raise BadFile(name, "document_damaged", "is a damaged Word document; ask for another copy") from error
    yield from _tables("docx", name, [t for t in found if t], "Word document")


def _word_rows(table: Any, name: str) -> Found:
    return [row for tr in table.tr_lst if any(row := _word_cells(tr, name))]


def _word_cells(tr: Any, name: str) -> list[str]:
    cells: list[str] = []
    for tc in tr.tc_lst:
        if len(cells) + (span := tc.grid_span) > MAX_WIDTH:
            raise BadFile(name, "too_wide", f"has more than {MAX_WIDTH} columns; hand it in as kind document, or export it anew")
        paragraphs = ("".join(node.text or "" for node in p.iter(_W + "t")) for p in tc.p_lst)
        cells += ["\n".join(paragraphs).strip(), *[""] * (span - 1)]
    return cells


def read_pdf(source: Path, name: str, _: Path) -> Iterator[Table]:
    """The tables of a PDF; one that goes on on the next page is one table. Raises NoTable, and BadFile."""
    code, output = child.run(pages.__name__, source, PDF_BYTES, PDF_SECONDS, MAX_PAGES)
    if code:
        raise BadFile(name, *_REFUSED.get(code, _TOO_MUCH))
    read = json.loads(output)
    if not read["written"]:
        raise NoTable(
            name, "no_text", "is a PDF of pictures without text: kept as a document; have it transcribed, and hand in the table"
        )
    found: list[Found] = []
    for rows in chain.from_iterable(read["pages"]):
        if found and _goes_on(found[-1], rows):
            found[-1] += rows  # the next page; a header that stands there again is a row to leave out
        else:
            found.append(rows)
    yield from _tables("pdf", name, found, "PDF")


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
