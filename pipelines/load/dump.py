"""SQL dumps: INSERT statements of MySQL, SQL Server, SQLite and others, and PostgreSQL's COPY. One table for each that has rows.

Nothing is executed. The text lies in UTF-8 in a mapped file, and every pattern is possessive, so that time is linear and memory
bounded whatever the file holds.
"""

import mmap
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipelines import encodings
from pipelines.errors import BadFile
from pipelines.load import text
from pipelines.load.layout import Layout
from pipelines.load.table import Note, Rows, Table

SEEN = 1 << 16
_VERB = rb"(?:INSERT|REPLACE|CREATE|COPY|SET|USE|DROP|PRAGMA|BEGIN|START|LOCK|GO|ALTER|SELECT|IF|DELETE|TRUNCATE|DECLARE|PRINT)"
_START = re.compile(rb"(?is)\A\s*(?:(?:--[^\n]*+\n|#[^\n]*+\n|/\*.*?\*/)[;\s]*+)*" + _VERB + rb"\b")
_HOLDS = re.compile(rb"(?im)(?:^|;)[ \t]*(?:INSERT\s|REPLACE\s+INTO\s|CREATE\s+TABLE\s|COPY\s[^;]*FROM\s+stdin)")

_IDENT = rb"(?:`[^`]++`|\"[^\"]++\"|\[[^\]]++\]|[\w$\x80-\xff]++)"
_NAME = rb"(?:" + _IDENT + rb"\s*+\.\s*+)*+" + _IDENT
_LIST = rb"\(\s*+" + _IDENT + rb"(?:\s*+,\s*+" + _IDENT + rb")*+\s*+\)"
_STATEMENT = re.compile(
    rb"(?im)(?:^|;)[ \t]*+(?:(?P<comment>--[^\n]*+|#[^\n]*+|/\*(?s:.*?)\*/)"
    rb"|CREATE\s+(?:TEMPORARY\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<created>" + _NAME + rb")\s*+\("
    rb"|(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+)\s+)*(?:INTO\s+)?(?P<into>" + _NAME
    + rb")\s*+(?P<columns>" + _LIST + rb")?\s*+(?:OVERRIDING\s+\w+\s+VALUE\s+)?(?P<how>VALUES?|SELECT|SET)\b"
    rb"|COPY\s+(?P<copied>" + _NAME + rb")\s*+(?P<fields>" + _LIST + rb")?\s+FROM\s+stdin[^;]*+;[^\n]*+\n)"
)  # fmt: skip
_DEFINED = re.compile(rb"(?i)\s*+(?!(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL)\b)(" + _IDENT + rb")")
_LITERAL = re.compile(rb"(?is)\A(?:N|E|_\w+\s*+)?'(.*)'\Z|\A\"(.*)\"\Z")
_CAST = re.compile(rb"(?is)\A(?:CAST|TRY_CAST)\s*+\((.*)\bAS\b[^']*\)\Z|\ACONVERT\s*+\([^,']*,(.*?)(?:,\s*+\d++\s*+)?\)\Z")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"0": "\x00", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_COPY_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass(frozen=True)
class _Grammar:
    """Patterns of row and value; ``backslash``: whether it escapes within a string, as in MySQL."""

    backslash: bool
    row: re.Pattern[bytes]
    value: re.Pattern[bytes]


def _grammar(backslash: bool) -> _Grammar:
    body = rb"[^'\\]++|\\.|''" if backslash else rb"[^']++|''"
    string = rb"'(?:" + body + rb")*+'" + (rb'|"(?:[^"\\]++|\\.|"")*+"' if backslash else rb'|"(?:[^"]++|"")*+"')
    inner = rb"\((?:" + string + rb"|[^()'\"]++)*+\)"
    nested = rb"\((?:" + string + rb"|[^()'\"]++|" + inner + rb")*+\)"
    return _Grammar(
        backslash,
        re.compile(rb"(?s)\s*+\(((?:" + string + rb"|[^()'\"]++|" + nested + rb")*+)\)\s*+(,?)"),
        re.compile(rb"(?s)((?:" + string + rb"|[^,()'\"]++|" + nested + rb")*+)(?:,|\Z|(?=\)))"),
    )


_MYSQL, _STANDARD = _grammar(True), _grammar(False)


@dataclass
class _Found:
    """A table of the dump: header, where its first statement begins and its last ends, rows, statements that could not be read."""

    header: list[str]
    begin: int
    line: int
    end: int = 0
    rows: int = 0
    skipped: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Statement:
    """A statement that brings rows: its table, columns (None: as created), physical line, and its rows with their lines."""

    table: str
    columns: list[str] | None
    line: int
    begin: int
    end: int
    how: str


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
            encoding=prepared.encoding,
            sheet=table if len(filled) > 1 else None,
            notes=notes,
            odd=prepared.odd,
        )


def _skipped(line: int) -> Note:
    message = f"line {line}: rows that a query or SET makes are not read; hand in a dump with VALUES, or the table as CSV"
    return Note("sql_skipped", message)


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        yield mapped


def _tables(dump: mmap.mmap, offset: int) -> dict[str, _Found]:
    """Tables by name, in the order of their first statement."""
    created: dict[str, list[str]] = {}
    found: dict[str, _Found] = {}
    for statement in _statements(dump, offset, created):
        it = found.setdefault(statement.table, _Found([], statement.begin, statement.line))
        known = statement.columns or created.get(statement.table, [])
        it.header += [c for c in known if c not in it.header]
        it.end = statement.end
        if statement.how in ("values", "copy"):
            it.rows += 1
        else:
            it.skipped.append(statement.line)
    return found


def _statements(dump: mmap.mmap, start: int, created: dict[str, list[str]], end: int | None = None) -> Iterator[_Statement]:
    """The statements that bring rows, in their order; columns of created tables are noted on the way."""
    grammar, line, counted, position = _dialect(dump, start), 1, start, start
    if start:
        line += dump[:start].count(b"\n")
    while match := _STATEMENT.search(dump, position, len(dump) if end is None else end):
        line += dump[counted : match.start()].count(b"\n")
        counted, position = match.start(), match.end()
        here = line + match.group(0)[: len(match.group(0)) - len(match.group(0).lstrip())].count(b"\n")
        if match["created"]:
            created[_plain(match["created"])] = _defined(dump, match.end(), grammar)
        elif match["into"]:
            how = "values" if match["how"].lower().startswith(b"value") else "query"
            position = _end_of_rows(dump, match.end(), grammar) if how == "values" else match.end()
            yield _Statement(_plain(match["into"]), _names(match["columns"]), here, match.start(), position, how)
        elif match["copied"]:
            position = _end_of_copy(dump, match.end())
            yield _Statement(_plain(match["copied"]), _names(match["fields"]), here, match.start(), position, "copy")


def _dialect(dump: mmap.mmap, start: int) -> _Grammar:
    """Backslashes escape in MySQL's dumps, which quote names with ` or say so; nowhere else."""
    head = dump[start : start + SEEN]
    return _MYSQL if b"`" in head or re.search(rb"(?i)mysql|mariadb|phpmyadmin|navicat", head) else _STANDARD


def _end_of_rows(dump: mmap.mmap, position: int, grammar: _Grammar) -> int:
    while row := grammar.row.match(dump, position):
        position = row.end()
        if not row[2]:
            return position
    return _rest(dump, position)[1]  # broken off


def _rest(dump: mmap.mmap, position: int) -> tuple[int, int]:
    """Begin and end of the line on which rows break off."""
    ahead = dump[position : position + 4096]
    begin = position + len(ahead) - len(ahead.lstrip())
    end = dump.find(b"\n", begin)
    return begin, len(dump) if end < 0 else end


def _end_of_copy(dump: mmap.mmap, position: int) -> int:
    if dump[position : position + 2] == b"\\.":
        return position
    end = dump.find(b"\n\\.", position)
    return len(dump) if end < 0 else end + 1


def _defined(dump: mmap.mmap, position: int, grammar: _Grammar) -> list[str]:
    """Names of the columns of a CREATE TABLE from behind its bracket."""
    names = []
    while value := grammar.value.match(dump, position):
        if column := _DEFINED.match(value[1]):
            names.append(_plain(column[1]))
        position = value.end()
        if value[0][-1:] != b",":
            break
    return names


def _names(columns: bytes | None) -> list[str] | None:
    return [_plain(c) for c in re.findall(_IDENT, columns[1:-1])] if columns else None


def _plain(name: bytes) -> str:
    """The last part of a name, without its quotes."""
    last: bytes = re.findall(_IDENT, name)[-1]
    return last.strip(b'`"[]').decode("utf-8", "replace")


def _width(path: Path, it: _Found) -> int:
    return max((len(cells) for (_, cells), _ in zip(_raw_rows(path, None, it), range(text.SAMPLE_ROWS), strict=False)), default=1)


def _rows(path: Path, table: str, it: _Found) -> Rows:
    yield from _raw_rows(path, table, it)


def _raw_rows(path: Path, table: str | None, it: _Found) -> Rows:
    """(line, cells) of the table's rows, each cell under its column of the header."""
    with _mapped(path) as dump:
        grammar, created = _dialect(dump, 0), {}  # type: _Grammar, dict[str, list[str]]
        for statement in _statements(dump, it.begin, created, it.end + 1):
            if table is not None and statement.table != table:
                continue
            named = statement.columns if statement.columns and statement.columns != it.header else None
            places = [it.header.index(c) for c in named] if named else None
            read = _copied if statement.how == "copy" else _inserted
            if statement.how in ("copy", "values"):
                for line, cells in read(dump, statement, grammar):
                    yield line, _placed(cells, places, len(it.header)) if places else cells


def _placed(cells: list[str], places: Sequence[int], width: int) -> list[str]:
    if len(cells) != len(places):
        return cells
    row = [""] * width
    for place, cell in zip(places, cells, strict=True):
        row[place] = cell
    return row


def _inserted(dump: mmap.mmap, statement: _Statement, grammar: _Grammar) -> Rows:
    head = _STATEMENT.search(dump, statement.begin)
    assert head is not None
    position, line, counted, more = head.end(), statement.line, head.end(), True
    line += dump[statement.begin : position].lstrip().count(b"\n")
    while more and (row := grammar.row.match(dump, position)):
        begin = row.start(1)
        line += dump[counted:begin].count(b"\n")
        counted, position, more = begin, row.end(), bool(row[2])
        yield (
            line,
            [_cell(value[1], grammar.backslash) for value in grammar.value.finditer(row[1]) if value[0] or value.start() == 0],
        )
    if more:  # cut off, or no row at all: what stands there is shown, and rejected
        begin, end = _rest(dump, position)
        if rest := dump[begin:end].decode("utf-8", "replace").strip():
            yield line + dump[counted:begin].count(b"\n"), [rest]


def _copied(dump: mmap.mmap, statement: _Statement, grammar: _Grammar) -> Rows:
    head = _STATEMENT.search(dump, statement.begin)
    assert head is not None
    position, line = head.end(), statement.line + dump[statement.begin : head.end()].lstrip().count(b"\n")
    while position < statement.end:
        stop = dump.find(b"\n", position, statement.end)
        stop = statement.end if stop < 0 else stop
        data = dump[position:stop].rstrip(b"\r").decode("utf-8", "surrogatepass")
        yield line, ["" if cell == "\\N" else _unescaped(cell, _COPY_ESCAPES) for cell in data.split("\t")]
        position, line = stop + 1, line + 1


def _cell(value: bytes, backslash: bool) -> str:
    """A value as text: strings without quotes, NULL as nothing, what a CAST holds; all else as it is written."""
    value = value.strip()
    if value[:1] == b"'" == value[-1:] and value.count(b"'") == 2 and b"\\" not in value:
        return value[1:-1].decode("utf-8", "surrogatepass")  # nearly every one
    if value.isdigit():
        return value.decode()
    if literal := _LITERAL.match(value):
        inner = literal[1] if literal[1] is not None else literal[2]
        quote = "'" if literal[1] is not None else '"'
        read = inner.decode("utf-8", "surrogatepass").replace(quote * 2, quote)
        return _unescaped(read, _ESCAPES) if (backslash or value[:1] in b"Ee") and "\\" in read else read
    if value.upper() == b"NULL":
        return ""
    if cast := _CAST.match(value):
        return _cell(cast[1] if cast[1] is not None else cast[2], backslash)
    return value.decode("utf-8", "surrogatepass")


def _unescaped(cell: str, escapes: dict[str, str]) -> str:
    return _ESCAPED.sub(lambda m: escapes.get(m[1], m[1]), cell) if "\\" in cell else cell
