"""Physical lines to rows of cells, for any dialect; made for dirty files, where DuckDB's strict reader gives up.

A cell that starts with a quote and never ends as a quoted cell does is taken literally, quote and all: one stray quote costs
one cell, not the rest of the file.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

MAX_STRAY = 8  # stray quotes that are looked for in a row
MAX_IRREGULAR = 256  # cells not quoted as they should be, after which the rest of a row is literal
MAX_CONTINUED = 1 << 20  # characters of a row that goes on over several lines
LOOK_AHEAD = 64  # lines that a quoted cell may go on for; halved each time that one does not end, whole again when one does


@dataclass(frozen=True)
class Dialect:
    """How cells are separated. ``delimiter`` "" = one column; ``quote`` "" = none; ``escape``: the quote doubled, or a backslash."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'


@dataclass(frozen=True)
class _Patterns:
    plain: re.Pattern[str]
    quoted: re.Pattern[str] | None
    closing: re.Pattern[str] | None
    opening: re.Pattern[str] | None
    inner: re.Pattern[str] | None = None
    escaped: re.Pattern[str] | None = None


@lru_cache
def _patterns(dialect: Dialect) -> _Patterns:
    delimiter = re.escape(dialect.delimiter)
    end = rf"(?={delimiter}|\Z)" if delimiter else r"\Z"
    pad = r"[ \t]*" if dialect.delimiter not in (" ", "\t") else ("[ ]*" if dialect.delimiter == "\t" else "")
    first = re.escape(
        dialect.delimiter[:1]
    )  # characters that can end nothing are passed by the run: a line may be of many megabytes
    body = rf"[^{first}]*+(?:(?!{delimiter}).[^{first}]*+)*+" if delimiter else r".*"
    if dialect.escape == "\\":
        body = rf"[^{first}\\]*+(?:(?:\\.|(?!{delimiter}).)[^{first}\\]*+)*+" if delimiter else r".*"
    plain = re.compile(body, re.DOTALL)
    if not dialect.quote:
        return _Patterns(plain, None, None, None)
    q = re.escape(dialect.quote)
    inner = rf"[^{q}\\]*+(?:(?:\\.|{q}{q})[^{q}\\]*+)*+" if dialect.escape == "\\" else rf"[^{q}]*+(?:{q}{q}[^{q}]*+)*+"
    quoted = re.compile(rf"{pad}{q}({inner}){q}{pad}{end}", re.DOTALL)
    closing = re.compile(rf"{q}{pad}{end}", re.DOTALL)
    escaped = re.compile(rf"\\({q}|{delimiter or q}|[\\\r\n])") if dialect.escape == "\\" else None
    inside = re.compile(f"{pad}{q}{inner}", re.DOTALL)
    return _Patterns(plain, quoted, closing, re.compile(pad + q), inside, escaped)


class Quoting(IntEnum):
    """How a quoted cell ends: as the dialect says, at the last quote before a delimiter, or not at all."""

    REGULAR = 0
    LOOSE = 1
    OPEN = 2


class Row(NamedTuple):
    """A row: its first physical line, its cells, and whether each quoted cell of it is quoted as the dialect says."""

    line: int
    cells: list[str]
    regular: bool


class Cut(NamedTuple):
    """A row's text cut into cells: how its worst cell is quoted; number and position of the first not quoted as it should be."""

    cells: list[str]
    quoting: Quoting
    irregular: int = -1
    position: int = 0


def rows(lines: Iterator[str], dialect: Dialect, width: int = 0, first_line: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Yield (physical line number, cells). ``lines`` carry their line ends; ``width`` is the expected number of cells, if known.

    A line with nothing on it is no row.
    """
    return ((row.line, row.cells) for row in scan(lines, dialect, width, first_line))


def scan(lines: Iterator[str], dialect: Dialect, width: int = 0, first_line: int = 1) -> Iterator[Row]:
    """Yield the rows, as ``rows`` does."""
    buffer: deque[str] = deque()
    number, patience = first_line, LOOK_AHEAD
    while True:
        line = buffer.popleft() if buffer else next(lines, None)
        if line is None:
            return
        text = line.rstrip("\r\n")
        start, number = number, number + 1
        if not text:
            continue
        cut = split(text, dialect)
        cells, quoting = cut.cells, cut.quoting
        if quoting:
            open_ended = quoting is Quoting.OPEN or (quoting is Quoting.LOOSE and text.count(dialect.quote) % 2 == 1)
            mended = _mended(text, dialect, width, cut)
            least = width if mended or quoting is Quoting.LOOSE else 0
            continued = _continued(line, lines, buffer, dialect, least, patience, cut.position) if open_ended else None
            if open_ended:
                patience = LOOK_AHEAD if continued else max(1, patience // 2)
            if continued:
                cells, used = continued
                quoting = Quoting.REGULAR
                number += used
                for _ in range(used):
                    buffer.popleft()
            elif mended:
                cells = mended
        yield Row(start, cells, quoting is Quoting.REGULAR)


def _mended(text: str, dialect: Dialect, width: int, cut: Cut) -> list[str] | None:
    """The row cut into ``width`` cells by taking stray quotes, else every delimiter, for what they are; None when neither fits."""
    if not width or len(text) > MAX_CONTINUED or (cut.quoting is not Quoting.OPEN and len(cut.cells) == width):
        return None
    stray: set[int] = set()
    while cut.quoting and len(stray) < MAX_STRAY and cut.irregular not in stray:
        stray.add(cut.irregular)
        cut = split(text, dialect, frozenset(stray))
        if cut.quoting is Quoting.REGULAR and len(cut.cells) == width:
            return cut.cells
    literal = _literal(text, dialect)
    return literal if len(literal) == width else None


def split(text: str, dialect: Dialect, stray: frozenset[int] = frozenset()) -> Cut:
    """Cut a row's text; OPEN when a quoted cell does not end in it, and that cell is then literal.

    The quotes that the cells of these numbers begin with are taken for characters. In a row of many cells that are not quoted as
    they should be the rest is literal, so that the time is linear in the text.
    """
    if dialect.escape != "\\" and (not dialect.quote or dialect.quote not in text):
        return Cut(text.split(dialect.delimiter) if dialect.delimiter else [text], Quoting.REGULAR)
    patterns, position, quoting, first, at, irregular = _patterns(dialect), 0, Quoting.REGULAR, -1, 0, 0
    cells: list[str] = []
    while True:
        if irregular > MAX_IRREGULAR:
            return Cut(cells + _literal(text[position:], dialect), Quoting.OPEN, first, at)
        opening = patterns.opening.match(text, position) if patterns.opening and len(cells) in stray else None
        if opening:
            cell, end, own = _cell(text, opening.end(), dialect, patterns)
            cell = opening[0] + cell
        else:
            cell, end, own = _cell(text, position, dialect, patterns)
        if own:
            first, at = (len(cells), position) if first < 0 else (first, at)
            quoting = max(quoting, own)
            irregular += 1
        cells.append(cell)
        if end >= len(text):
            return Cut(cells, quoting, first, at)
        position = end + len(dialect.delimiter)


def _continued(
    line: str, lines: Iterator[str], buffer: deque[str], dialect: Dialect, width: int, patience: int, position: int
) -> tuple[list[str], int] | None:
    """(cells, further lines used) when the quoted cell at ``position`` goes on over the next lines and ends as it should; None
    when it does not, or when the row is then not ``width`` cells wide (0: any width will do)."""
    text, used, patterns = line, 0, _patterns(dialect)
    assert patterns.inner and patterns.closing, "only a quoted cell can go on"
    while len(text) <= MAX_CONTINUED:
        body = text.rstrip("\r\n")
        inside = patterns.inner.match(body, position)
        end = inside.end() if inside else len(body)
        if end < len(body):
            if not patterns.closing.match(body, end):
                return None  # its quote stands in the middle of a cell, whatever follows
            cut = split(body, dialect)
            if not cut.quoting:
                return (cut.cells, used) if width in (0, len(cut.cells)) else None
            if cut.position == position:
                return None
            position = cut.position
            continue
        if used == patience:
            return None
        if len(buffer) == used:
            more = next(lines, None)
            if more is None:
                return None
            buffer.append(more)
        text += buffer[used]
        used += 1
    return None


def _literal(text: str, dialect: Dialect) -> list[str]:
    """Cells cut at every delimiter; those that are quoted by themselves are unquoted."""
    parts = text.split(dialect.delimiter) if dialect.delimiter else [text]
    quoted = _patterns(dialect).quoted
    matches = ((part, quoted.fullmatch(part) if quoted else None) for part in parts)
    return [_unescaped(match[1], dialect) if match else part for part, match in matches]


def _cell(text: str, position: int, dialect: Dialect, patterns: _Patterns) -> tuple[str, int, Quoting]:
    """(cell, position of the delimiter after it, how it is quoted)."""
    quoting = Quoting.REGULAR
    opening = patterns.opening.match(text, position) if patterns.opening else None
    if opening and patterns.quoted and patterns.closing:
        match = patterns.quoted.match(text, position)
        if match:
            return _unescaped(match[1], dialect), match.end(), Quoting.REGULAR
        match = patterns.closing.search(text, opening.end())
        if match and "\n" not in (inside := text[opening.end() : match.start()]):
            return _unescaped(inside, dialect), match.end(), Quoting.LOOSE
        quoting = Quoting.OPEN
    match = patterns.plain.match(text, position)
    end = match.end() if match else len(text)
    cell = text[position:end]
    if dialect.escape == "\\" and "\\" in cell and patterns.escaped:
        cell = patterns.escaped.sub(r"\1", cell)
    return cell, end, quoting


def _unescaped(text: str, dialect: Dialect) -> str:
    """A quoted cell's text. A backslash before anything but a quote, a delimiter, a line end or a backslash is a character."""
    escaped = _patterns(dialect).escaped
    if escaped:
        return escaped.sub(r"\1", text.replace(dialect.quote * 2, "\\" + dialect.quote))
    return text.replace(dialect.quote * 2, dialect.quote)
