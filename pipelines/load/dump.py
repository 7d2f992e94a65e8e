"""SQL dumps: INSERT statements of MySQL, SQL Server, SQLite and others, and PostgreSQL's COPY. One table for each that has rows.

Nothing is executed. The text lies in UTF-8 in a mapped file, and every pattern is possessive, so that time is linear and memory
bounded whatever the file holds. Rows of plain values are taken as columns (load.inserts), the others one by one.
"""

import mmap
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines import encodings
from pipelines.errors import BadFile
from pipelines.load import inserts, literals, text
from pipelines.load.layout import Layout
from pipelines.load.statements import SEEN, Statement, end_of, end_of_copy, feeds, rest_of_line, statements
from pipelines.load.table import Block, Blocks, Note, Rows, Table

FEW, MANY = 16, 2048  # rows that are read one by one before columns are tried
_VERB = rb"(?:INSERT|REPLACE|CREATE|COPY|SET|USE|DROP|PRAGMA|BEGIN|START|LOCK|GO|ALTER|SELECT|IF|DELETE|TRUNCATE|DECLARE|PRINT)"
_START = re.compile(rb"(?is)\A\s*(?:(?:--[^\n]*+\n|#[^\n]*+\n|/\*.*?\*/)[;\s]*+)*" + _VERB + rb"\b")
_HOLDS = re.compile(rb"(?im)(?:^|;)[ \t]*(?:INSERT\s|REPLACE\s+INTO\s|CREATE\s+TABLE\s|COPY\s[^;]*FROM\s+stdin)")


@dataclass
class _Found:
    """A table of the dump: header, where its first statement begins and its last ends, rows, statements that could not be read."""

    header: list[str]
    begin: int
    line: int
    end: int = 0
    rows: int = 0
    skipped: list[int] = field(default_factory=list)


def looks_like_dump(head: bytes, source: Path) -> bool:
    """Whether a file begins as SQL does and creates a table or inserts rows."""
    if b"\x00" in head[:64] or encodings.bom(head):
        with source.open("rb") as file:
            return _is_dump(encodings.decode(file.read(SEEN))[0].encode())
    if not _START.match(head) and not head.lstrip().startswith((b"--", b"/*", b"#")):
        return False
    with source.open("rb") as file:
        return _is_dump(file.read(SEEN))


def _is_dump(data: bytes) -> bool:
    return _START.match(data) is not None and _HOLDS.search(data) is not None


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """Every table that rows go into. Raises BadFile for a dump without any."""
    prepared = text.prepare(source, name, work)
    with _mapped(prepared.path) as dump:
        found = _tables(dump, prepared.offset)
    filled = {table: it for table, it in found.items() if it.rows or it.skipped}
    if not filled:
        raise BadFile(name, "empty", "is a SQL dump without rows; ask for one with data")
    for table, it in filled.items():
        notes = [*prepared.notes, *(_skipped(line) for line in it.skipped[:1])]
        if not it.header:
            notes.append(Note("no_header", "the dump does not name the table's columns; they are named column_1, column_2, …"))
        width = len(it.header) or _width(prepared.path, it)
        header = tuple(it.header) or tuple(f"column_{i}" for i in range(1, width + 1))
        yield Table(
            format="sql",
            layout=Layout(header, it.line if it.header else 0, 0, width),
            rows=partial(_rows, prepared.path, table, it),
            blocks=partial(_blocks, prepared.path, table, it),
            encoding=prepared.encoding,
            sheet=table if len(filled) > 1 else None,
            notes=notes,
            odd=prepared.odd,
        )


def _skipped(line: int) -> Note:
    message = (
        f"line {line}: rows that a query, SET or COPY as CSV brings are not read; hand in a dump with VALUES, or the table as CSV"
    )
    return Note("sql_skipped", message)


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        yield mapped


def _tables(dump: mmap.mmap, offset: int) -> dict[str, _Found]:
    """Tables by name, in the order of their first statement."""
    created: dict[str, list[str]] = {}
    found: dict[str, _Found] = {}
    for statement in statements(dump, offset, created):
        it = found.setdefault(statement.table, _Found([], statement.begin, statement.line))
        known = statement.columns or created.get(statement.table, [])
        it.header += [c for c in known if c not in it.header]
        it.end = statement.end = statement.end if statement.end >= 0 else end_of(dump, statement)
        if statement.how in ("values", "copy"):
            it.rows += 1
        else:
            it.skipped.append(statement.line)
    return found


def _width(path: Path, it: _Found) -> int:
    return max((len(cells) for (_, cells), _ in zip(_rows(path, None, it), range(text.SAMPLE_ROWS), strict=False)), default=1)


def _rows(path: Path, table: str | None, it: _Found) -> Rows:
    """(line, cells) of the table's rows, each cell under its column of the header."""
    with _mapped(path) as dump:
        for statement, places in _own(dump, table, it):
            walk = _Walk(dump, statement)
            while row := walk.row():
                yield row[0], _placed(row[1], places, len(it.header)) if places else row[1]


def _blocks(path: Path, table: str, it: _Found) -> Blocks:
    """The same rows, as columns where they are of plain values; the others one by one."""
    with _mapped(path) as dump:
        for statement, places in _own(dump, table, it):
            width = len(places) if places else len(it.header) or _width(path, it)
            walk, singly = _Walk(dump, statement), FEW
            while True:
                rows = [row for _ in range(singly) if (row := walk.row())]
                if rows:
                    yield [(line, _placed(cells, places, len(it.header)) if places else cells) for line, cells in rows]
                if len(rows) < singly:
                    break
                gained = 0
                while (block := walk.block(width)) is not None:
                    gained += len(block.lines)
                    yield _spread(block, places, len(it.header)) if places else block
                singly = 1 if gained > MANY else min(2 * singly, MANY)


def _own(dump: mmap.mmap, table: str | None, it: _Found) -> Iterator[tuple[Statement, Sequence[int] | None]]:
    """The table's statements, and the places of their columns in the header where they name others."""
    for statement in statements(dump, it.begin, {}, it.end + 1):
        if (table is None or statement.table == table) and statement.how in ("copy", "values"):
            named = statement.columns if statement.columns and statement.columns != it.header else None
            yield statement, [it.header.index(c) for c in named] if named else None


def _placed(cells: list[str], places: Sequence[int], width: int) -> list[str]:
    if len(cells) != len(places):
        return cells
    row = [""] * width
    for place, cell in zip(places, cells, strict=True):
        row[place] = cell
    return row


def _spread(block: Block, places: Sequence[int], width: int) -> Block:
    nothing = pa.repeat(pa.scalar("", pa.string()), len(block.lines))
    columns = [nothing] * width
    for place, column in zip(places, block.columns, strict=True):
        columns[place] = column
    return Block(block.lines, columns)


class _Walk:
    """A statement's rows one after the other, from where the last one ended; at its end the statement is told."""

    def __init__(self, dump: mmap.mmap, statement: Statement) -> None:
        self._dump, self._statement = dump, statement
        self._position = self._counted = statement.rows_at
        self._line = statement.line + dump[statement.begin : statement.rows_at].lstrip().count(b"\n")
        self._stop = end_of_copy(dump, statement.rows_at) if statement.how == "copy" else len(dump)
        self._more = self._position < self._stop

    def row(self) -> tuple[int, list[str]] | None:
        """(line, cells) of the next row; None after the last. What is cut off is a row of one cell, which will be rejected."""
        if not self._more:
            self._statement.end = self._position
            return None
        return self._copied() if self._statement.how == "copy" else self._inserted()

    def block(self, width: int) -> Block | None:
        """The next rows, as many as are of plain values in a window of the dump; None when there is none."""
        statement, at = self._statement, self._position
        window = self._dump[at : min(at + inserts.WINDOW, self._stop)] if self._more else b""
        if statement.how == "copy":
            found = inserts.copied(window, width)
        else:
            found = inserts.inserted(window, width, statement.glue, statement.grammar.backslash)
        if found is None:
            return None
        feeds = np.flatnonzero(np.frombuffer(window, np.uint8) == ord("\n"))
        first = self._at(at)
        lines = pa.array(first + np.searchsorted(feeds, found.begins), pa.int64())
        self._position = at + found.used
        self._more = self._position < self._stop
        return Block(lines, found.columns)

    def _inserted(self) -> tuple[int, list[str]] | None:
        dump, grammar = self._dump, self._statement.grammar
        row = grammar.row.match(dump, self._position)
        if row is None:  # cut off, or no row at all: what stands there is shown
            begin, self._position = rest_of_line(dump, self._position)
            self._more = False
            rest = dump[begin : self._position].decode("utf-8", "replace").strip()
            return (self._at(begin), [rest]) if rest else self.row()
        self._position = self._statement.after(dump, row.end())
        self._more = self._position > row.end()
        values = grammar.value.finditer(row[1])
        return self._at(row.start(1)), [literals.cell(v[1], grammar.backslash) for v in values if v[0] or v.start() == 0]

    def _copied(self) -> tuple[int, list[str]]:
        begin = self._position
        stop = self._dump.find(b"\n", begin, self._stop)
        stop = self._stop if stop < 0 else stop
        data = self._dump[begin:stop].rstrip(b"\r").decode("utf-8", "surrogatepass")
        self._position = stop + 1
        self._more = self._position < self._stop
        return self._at(begin), list(map(literals.copied, data.split("\t")))

    def _at(self, place: int) -> int:
        """The physical line of a place, not before the last one asked for."""
        self._line += feeds(self._dump, self._counted, place)
        self._counted = place
        return self._line
