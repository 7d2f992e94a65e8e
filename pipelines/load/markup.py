"""Tables in web pages and in XML spreadsheets (SpreadsheetML 2003), which programs save as xls, html or xml. Cells are the text as a browser shows
it, numbers as they are written. No tree is built: memory is bounded whatever the file holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from lxml import etree

from pipelines import encodings
from pipelines.errors import BadFile, NoTable
from pipelines.load import apart, layout, text, workbook
from pipelines.load.grids import SPARE, Budget, Grid, spooled
from pipelines.load.sheets import SAMPLE
from pipelines.load.sheets import tables as tables_of
from pipelines.load.table import Note, Table
from pipelines.load.words import is_known

SMALL = 1 << 22
MOST_BYTES, MOST_SECONDS = 1 << 30, 10
"""Bytes up to which a file is read in this process; what the process that reads a larger one may take, and a second more for each MB."""
CHUNK = 1 << 16
MAX_DEPTH, MAX_NESTED, MAX_TABLES = 512, 32, 10_000
MAX_ABOVE = 1 << 16  # characters of text outside of tables that are kept
FEW = 10  # rows of a table without known header words that only tells of the list
_LEAD = r"\A\ufeff?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
_SPREADSHEET = re.compile(
    rf"(?is){_LEAD}(?:<\?mso-application[^>]*>\s*|<!--.*?-->\s*)*(?:<(?:\w+:)?workbook\b|<!doctype\s+(?!html)\w+[^>]*\[)"
)
_PAGE = re.compile(rf"(?is){_LEAD}<(?:!doctype\s+html|html|head|body|table)\b")
_FRAGMENT = re.compile(rf"(?is){_LEAD}<(?:meta|style|title|div|center|font|p|h\d|span|thead|tbody|tr|form)\b.*<t[dh]\b")
_DECLARED = re.compile(r"""(?i)(?:charset\s*=\s*|<\?xml[^>]*\sencoding\s*=\s*)["']?([\w-]+)""")
_BLANK = re.compile(r"[ \t\r\n\f]+")
_LINES = re.compile(r" *\n[ \n]*")
_EXPONENT = re.compile(r"[-+]?\d(?:\.\d+)?[Ee][+-]?\d{1,3}")
_BREAKS = frozenset({"br", "p", "div", "li", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "pre"})
_SILENT = frozenset({"script", "style", "template", "noscript", "Comment", "Styles"})


def is_markup(head: bytes, _: Path) -> bool:
    """Whether a file begins as a web page, a part of one with cells, or an XML spreadsheet does."""
    shown = encodings.glimpse(head)
    return any(pattern.match(shown) for pattern in (_SPREADSHEET, _PAGE, _FRAGMENT))


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """The tables of the file. Raises NoTable for a page without one, and BadFile."""
    size = source.stat().st_size
    if size <= SMALL:
        return tables(source, name, work)
    most = (MOST_BYTES, MOST_SECONDS + (size >> 20))
    damaged = BadFile(name, "markup_damaged", "is a damaged page or XML spreadsheet; ask for another copy, or save one as xlsx")
    too_much = BadFile(
        name,
        "markup_bomb",
        "asks for more memory or time than a page of its size needs: it is damaged or a trap; save a copy as xlsx",
    )
    return apart.read(__name__, source, name, work, most, damaged, too_much)


def tables(source: Path, name: str, work: Path) -> Iterator[Table]:
    """The same, read in this process. Raises NoTable and BadFile."""
    with source.open("rb") as file:
        head = encodings.glimpse(file.read(1 << 12))
    declared = _DECLARED.search(head)
    prepared = text.prepare(source, name, work, declared[1] if declared else "")
    budget = Budget(name, prepared.facts.size + SPARE)
    kind = "xml" if _SPREADSHEET.match(head) else "html"
    target = (_Workbook if kind == "xml" else _Page)(name, work, budget)
    if kind == "xml":
        parser = etree.XMLParser(target=target, encoding="utf-8", recover=True, resolve_entities=False, no_network=True)
    else:
        parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True)
    notes = [*prepared.notes, *_parsed(prepared, parser, target)]
    filled = [grid for grid in target.grids if grid.rows]
    if not filled:
        what = "holds no table: kept as a document; hand in the table as xlsx or CSV if there is one"
        raise NoTable(name, "no_table", f"is a page or XML spreadsheet that {what}")
    groups = _groups(filled) if kind == "html" else [_Group([grid.spool], grid.title) for grid in filled]
    for number, group in enumerate(groups, 1):
        title = (group.title or str(number)) if len(groups) > 1 else None
        for table in tables_of(partial(spooled, group.spools), kind, title, "\n".join(group.above)):
            table.encoding = prepared.encoding
            table.notes[:0], notes = notes, []
            yield table


def _parsed(prepared: text.Text, parser: etree.XMLParser | etree.HTMLParser, target: "_Target") -> Iterator[Note]:
    """Feed the text to the parser; yields what was wrong with it."""
    with prepared.path.open("rb") as file:
        file.seek(prepared.offset)
        while chunk := file.read(CHUNK):
            parser.feed(chunk)
    whole = target.depth == 0 or not (target.inside or isinstance(target, _Workbook)) or target.implied
    parser.close()
    if not whole or (isinstance(target, _Workbook) and len(parser.error_log)):
        yield Note("markup_broken", "is not whole or not well formed; what could be read was: compare the rows with the original")


@dataclass
class _Group:
    """Tables of a page that are one: its spools; ``above``: what stands above and between."""

    spools: list[Path]
    title: str = ""
    above: list[str] = field(default_factory=list)
    width: int = 0
    headers: set[tuple[str, ...]] = field(default_factory=set)


def _groups(grids: Sequence[Grid]) -> list[_Group]:
    """Tables that go on where the one before ends (a page's end) are one; those that only tell of the list are text above it."""
    most = max(grid.rows for grid in grids)
    found = [(grid, layout.find(list(islice(spooled([grid.spool]), SAMPLE)))) for grid in grids]
    listed = any(_is_list(where) for grid, where in found if grid.rows == most)
    groups: list[_Group] = []
    above: list[str] = []
    for grid, where in found:
        above += filter(None, [grid.above])
        if groups and groups[-1].width == where.width and (not where.header_line or where.header in groups[-1].headers):
            groups[-1].spools.append(grid.spool)
        elif grid.rows < most and (grid.holds or (listed and grid.rows <= FEW and not _is_list(where))):
            above += ("\t".join(cells).strip("\t") for _, cells in spooled([grid.spool]))
            continue
        else:
            groups.append(_Group([grid.spool], width=where.width))
        groups[-1].headers.add(where.header)
        groups[-1].above += above
        above = []
    return groups


def _is_list(where: layout.Layout) -> bool:
    """Whether a table's header has words that lists have."""
    return where.header_line > 0 and sum(map(is_known, where.header)) >= 2


class _Target:
    """What an XML or HTML parser tells: grids of what it holds, in the order in which they begin."""

    def __init__(self, name: str, folder: Path, budget: Budget) -> None:
        self.grids: list[Grid] = []
        self.inside: list[Grid] = []
        self.depth = 0
        self.implied = False
        self._name, self._folder, self._budget = name, folder, budget
        self._silent = 0

    def _enter(self, tag: str) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._too_deep()
        self._silent += tag in _SILENT

    def _leave(self, tag: str) -> None:
        self.depth -= 1
        self._silent -= tag in _SILENT

    def _too_deep(self) -> BadFile:
        message = (
            "nests its tags or tables deeper than any list does: it is damaged or a trap; save a copy as xlsx if it is genuine"
        )
        return BadFile(self._name, "markup_bomb", message)

    def _begin_table(self, title: str, above: str) -> None:
        if len(self.inside) >= MAX_NESTED:
            raise self._too_deep()
        if len(self.grids) >= MAX_TABLES:
            raise BadFile(self._name, "too_many_tables", f"holds more than {MAX_TABLES} tables; hand in the list as xlsx or CSV")
        for grid in self.inside:
            grid.holds = True
        self.inside.append(Grid(self._folder / f"grid{len(self.grids)}.jsonl", self._budget, title, above))
        self.grids.append(self.inside[-1])

    def close(self) -> None:
        """The file has ended."""
        while self.inside:
            self.inside.pop().close()


@dataclass
class _Cell:
    pieces: list[str]
    across: int
    down: int
    number: str = ""


class _Page(_Target):
    """A web page. Cells that are not closed end where the next one begins."""

    def __init__(self, name: str, folder: Path, budget: Budget) -> None:
        super().__init__(name, folder, budget)
        self._cells: list[_Cell | None] = []
        self._outside: list[str] = []
        self._kept = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        self._enter(tag)
        if tag == "td" or tag == "th":
            if not self.inside:
                self.implied = True  # a part of a page, from the middle of a table
                self._begin_page_table()
            self._end_cell()
            down = _span(attributes.get("rowspan"), 65_534)
            self._cells[-1] = _Cell([], _span(attributes.get("colspan"), 1_000), down, attributes.get("x:num", ""))
        elif tag == "tr" and self.inside:
            self._end_cell()
            self.inside[-1].begin()
        elif tag == "table":
            self._begin_page_table()
        elif tag in _BREAKS:
            self._put("\n")

    def end(self, tag: str) -> None:
        """A tag closes, or is closed by what comes."""
        self._leave(tag)
        if tag in ("td", "th", "tr", "table"):
            if self.inside:
                self._end_cell()
                if tag == "tr":
                    self.inside[-1].end()
                elif tag == "table":
                    self.inside.pop().close()
                    self._cells.pop()
        elif tag in _BREAKS:
            self._put("\n")

    def _begin_page_table(self) -> None:
        self._begin_table("", _shown(self._outside))
        self._cells.append(None)
        self._outside = []

    def data(self, content: str) -> None:
        """Text."""
        if not self._silent:
            self._put(_BLANK.sub(" ", content) if not content.isalnum() else content)

    def _put(self, content: str) -> None:
        cell = self._cells[-1] if self._cells else None
        if cell:
            cell.pieces.append(content)
        elif self._kept < MAX_ABOVE:
            self._kept += len(content)
            self._outside.append(content)

    def _end_cell(self) -> None:
        cell, self._cells[-1] = self._cells[-1], None
        if cell:
            content = _shown(cell.pieces)
            if cell.number and _EXPONENT.fullmatch(content):
                content = cell.number  # Excel's page shows 1.3E+17 and holds the digits beside it
            self.inside[-1].cell(content, cell.across, cell.down)


class _Workbook(_Target):
    """An XML spreadsheet."""

    def __init__(self, name: str, folder: Path, budget: Budget) -> None:
        super().__init__(name, folder, budget)
        self._title = ""
        self._at: Mapping[str, str] = {}
        self._type: str | None = None
        self._pieces: list[str] = []

    def doctype(self, *_: object) -> None:
        """A spreadsheet has none, and one may declare entities that expand without end."""
        raise BadFile(
            self._name, "markup_bomb", "declares a document type as no spreadsheet does: it is a trap; save a copy as xlsx"
        )

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        tag = _local(tag)
        self._enter(tag)
        own = {_local(key): value for key, value in attributes.items()} if attributes else {}
        if tag == "Worksheet":
            self._title = own.get("Name", "")
        elif tag == "Table":
            self._begin_table(self._title, "")
        elif tag == "Row" and self.inside:
            self.inside[-1].begin(_span(own.get("Index"), 1 << 20, 0) or None)
        elif tag == "Cell":
            self._at, self._pieces, self._type = own, [], None
        elif tag == "Data" and not self._silent:
            self._type = own.get("Type", "String")

    def end(self, tag: str) -> None:
        """A tag closes."""
        tag = _local(tag)
        self._leave(tag)
        if tag == "Cell" and self.inside:
            across, down = (_span(self._at.get(key), 1 << 20, 0) + 1 for key in ("MergeAcross", "MergeDown"))
            self.inside[-1].cell(self._value(), across, down, _span(self._at.get("Index"), 1 << 20, 0))
        elif tag == "Row" and self.inside:
            self.inside[-1].end()
        elif tag == "Table" and self.inside:
            self.inside.pop().close()
        elif tag == "Data" and not self._silent:
            self._type = None if self._type is None else f"{self._type}."  # what follows is no part of it

    def data(self, content: str) -> None:
        """Text."""
        if self._type and not self._silent and not self._type.endswith("."):
            self._pieces.append(content)

    def _value(self) -> str:
        value, kind = "".join(self._pieces), (self._type or "").rstrip(".")
        if kind == "DateTime":
            return value.removesuffix(".000").removesuffix("T00:00:00")
        if kind == "Boolean":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        return workbook.text(float(value)) if kind == "Number" and _EXPONENT.fullmatch(value) else value


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def _span(value: str | None, most: int, usual: int = 1) -> int:
    """A span as written, at least 1, at most so many."""
    return min(max(int(value), usual), most) if value and value.isdecimal() and len(value) < 8 else usual


def _shown(pieces: Sequence[str]) -> str:
    """Text as a browser shows it, without blanks around."""
    joined = "".join(pieces)
    if "  " in joined:
        joined = re.sub(" +", " ", joined)
    return (_LINES.sub("\n", joined) if "\n" in joined else joined).strip(" \n\xa0")
