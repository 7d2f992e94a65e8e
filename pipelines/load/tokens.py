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

MAX_STRAY = 256  # cells of a row that are tried for a stray quote
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
    loose: re.Pattern[str] | None
    opening: re.Pattern[str] | None
    escaped: re.Pattern[str] | None = None


@lru_cache
def _patterns(dialect: Dialect) -> _Patterns:
    delimiter = re.escape(dialect.delimiter)
    end = rf"(?={delimiter}|\Z)" if delimiter else r"\Z"
    pad = r"[ \t]*" if dialect.delimiter not in (" ", "\t") else ("[ ]*" if dialect.delimiter == "\t" else "")
    body = rf"(?:(?!{delimiter}).)*" if delimiter else r".*"
    if dialect.escape == "\\":
        body = rf"(?:\\.|(?!{delimiter}).)*+" if delimiter else r".*"
    plain = re.compile(body, re.DOTALL)
    if not dialect.quote:
        return _Patterns(plain, None, None, None)
    q = re.escape(dialect.quote)
    inner = rf"(?:[^{q}\\]|\\.|{q}{q})*+" if dialect.escape == "\\" else rf"(?:[^{q}]|{q}{q})*+"
    quoted = re.compile(rf"{pad}{q}({inner}){q}{pad}{end}", re.DOTALL)
    loose = re.compile(rf"{pad}{q}(.*?){q}{pad}{end}", re.DOTALL)
    escaped = re.compile(rf"\\({q}|{delimiter or q}|[\\\r\n])") if dialect.escape == "\\" else None
    return _Patterns(plain, quoted, loose, re.compile(pad + q), escaped)


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
        cells, quoting = split(text, dialect)
        if quoting or (width and len(cells) != width):
            open_ended = quoting is Quoting.OPEN or (quoting is Quoting.LOOSE and text.count(dialect.quote) % 2 == 1)
            mended = _mended(text, dialect, width, quoting, len(cells)) if quoting else None
            least = width if mended or quoting is Quoting.LOOSE else 0
            continued = _continued(line, lines, buffer, dialect, least, patience) if open_ended else None
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


def _mended(text: str, dialect: Dialect, width: int, quoting: Quoting, found: int) -> list[str] | None:
    """The row cut into ``width`` cells by taking one stray quote, else every delimiter, for what it is; None when neither fits."""
    if not width or (quoting is not Quoting.OPEN and found == width):
        return None
    if text.count(dialect.quote) % 2 == 1:
        for stray in range(min(width, MAX_STRAY)):
            cells, other = split(text, dialect, stray)
            if other is Quoting.REGULAR and len(cells) == width:
                return cells
    literal = _literal(text, dialect)
    return literal if len(literal) == width else None


def split(text: str, dialect: Dialect, stray: int = -1) -> tuple[list[str], Quoting]:
    """(cells, quoting) of a row's text; OPEN when a quoted cell does not end in it, and that cell is then literal.

    The quote that cell number ``stray`` begins with is taken for a character of the cell.
    """
    if dialect.escape != "\\" and (not dialect.quote or dialect.quote not in text):
        return (text.split(dialect.delimiter) if dialect.delimiter else [text]), Quoting.REGULAR
    patterns, position, quoting = _patterns(dialect), 0, Quoting.REGULAR
    cells: list[str] = []
    while True:
        if len(cells) == stray and text.startswith(dialect.quote, position):
            cell, end, own = _cell(text, position + 1, dialect, patterns)
            cell = dialect.quote + cell
        else:
            cell, end, own = _cell(text, position, dialect, patterns)
        cells.append(cell)
        quoting = max(quoting, own)
        if end >= len(text):
            return cells, quoting
        position = end + len(dialect.delimiter)


def _continued(
    line: str, lines: Iterator[str], buffer: deque[str], dialect: Dialect, width: int, patience: int
) -> tuple[list[str], int] | None:
    """(cells, further lines used) when a quoted cell goes on over the next lines and ends as it should; None when it does not,
    or when the row is then not ``width`` cells wide (0: any width will do)."""
    text = line
    for used in range(1, patience + 1):
        if len(buffer) < used:
            more = next(lines, None)
            if more is None:
                return None
            buffer.append(more)
        text += buffer[used - 1]
        if dialect.quote not in buffer[used - 1]:
            continue
        cells, quoting = split(text.rstrip("\r\n"), dialect)
        if quoting is Quoting.REGULAR:
            return (cells, used) if width in (0, len(cells)) else None
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
    if patterns.quoted and patterns.opening and patterns.loose and patterns.opening.match(text, position):
        match = patterns.quoted.match(text, position)
        if match:
            return _unescaped(match[1], dialect), match.end(), Quoting.REGULAR
        match = patterns.loose.match(text, position)
        if match and "\n" not in match[1]:
            return _unescaped(match[1], dialect), match.end(), Quoting.LOOSE
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
