"""Rows of INSERT statements and of COPY as columns, a window of the dump at a time. Pure.

Where strings begin and end, and which marks stand outside of them, is counted over all bytes at once; what is left is a CSV that
Arrow reads. It takes rows of plain values (strings, numbers, words) only, and stops before the first row that is anything else:
load.dump reads that one by its patterns. Both give the same rows; a test holds them against each other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

WINDOW = 1 << 18
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

_OTHER, _PLAIN, _BLANK, _MARK, _BEFORE, _AFTER = 0, 1, 2, 4, 8, 16
_QUOTE, _SLASH, _OPEN, _CLOSE, _COMMA, _SEMICOLON, _MINUS = b"'\\(),;-"
_BASES = np.frombuffer(b"xXbB", np.uint8)
_NULLS = ["".join(letters) for letters in product("Nn", "Uu", "Ll", "Ll")]
_CAST = re.compile(rb"CAST\((?=N?')|(?<=') AS \w++(?:\(\d++(?:, ?\d++)?+\))?+\)", re.IGNORECASE)
_MANY = 16  # ways to write a cast in one window, after which it is read row by row


_KINDS = np.zeros(256, np.uint8)
"""What a byte is outside of strings: a set of the above. A value may stand before some marks, and after some."""
for members, kind in (
    (b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.+-_", _PLAIN), (b" \t\r\n", _BLANK),
    (b"(", _MARK | _BEFORE), (b",", _MARK | _BEFORE | _AFTER), (b")", _MARK | _AFTER), (b";", _MARK),
):  # fmt: skip
    _KINDS[list(members)] = kind
_ESCAPES = np.arange(256, dtype=np.uint8)
_ESCAPES[list(b"0bnrtZ")] = list(b"\x00\b\n\r\t\x1a")


@dataclass(frozen=True)
class Found:
    """Rows as columns of text; where each begins in the window, and how many bytes of it they take, separator included."""

    columns: list[pa.Array]
    begins: Places
    used: int


@dataclass(frozen=True)
class _Live:
    """The bytes that count: all but blanks between values, what a cast says around a string, and statements said again. ``kinds`` is 0
    within strings and at their quotes; ``gaps``: bytes after which some do not count."""

    at: Places
    chars: Bytes
    kinds: Bytes
    inside: Flags
    quote: Flags
    gaps: Places


def inserted(window: bytes, width: int, glue: bytes, backslash: bool) -> Found | None:
    """The rows that the window begins with and that are followed by a comma or by ``glue`` (the same statement's head again);
    None when there is none of ``width`` plain values. ``backslash``: it escapes within strings."""
    data = np.frombuffer(window, np.uint8)
    quote = data == _QUOTE
    escapes = _escapes(data, quote) if backslash and b"\\" in window else np.empty(0, np.intp)
    inside = (np.cumsum(quote, dtype=np.uint8) & 1).view(np.bool_)
    live = _live(window, data, inside, quote, glue)
    places = np.flatnonzero(live.kinds & _MARK)
    prefixes, limit = _limits(live, backslash)
    rows = _regular(live.chars[places], places, width, limit)
    if not len(rows):
        return None
    last = int(rows[-1, -1])
    chars, keep = live.chars[: last + 1].copy(), np.ones(last + 1, np.bool_)
    chars[rows[:, -1]] = ord("\n")
    keep[rows[:, 0]] = keep[rows[:, -2]] = keep[prefixes[prefixes <= last]] = False
    _unescape(chars, keep, np.searchsorted(live.at, escapes))
    columns = _parsed(
        chars[keep].tobytes(), len(rows), width, csv.ParseOptions(delimiter=",", quote_char="'", newlines_in_values=True)
    )
    end = int(live.at[last])
    used = end + 1 if window[end] == _COMMA else end + len(glue)
    return Found(columns, live.at[rows[:, 0]], used) if columns else None


def copied(window: bytes, width: int) -> Found | None:
    """Rows of COPY, one a whole line of the window; None when a cell is escaped or a row has another width."""
    whole = window[: window.rfind(b"\n") + 1]
    if not whole or b"\r" in whole or b"\\" in whole.replace(b"\\N", b""):
        return None
    ends = np.flatnonzero(np.frombuffer(whole, np.uint8) == ord("\n"))
    options = csv.ParseOptions(delimiter="\t", quote_char=False, ignore_empty_lines=False)
    columns = _parsed(whole, len(ends), width, options, ["\\N"])
    return Found(columns, np.concatenate(([0], ends[:-1] + 1)), len(whole)) if columns else None


def _escapes(data: Bytes, quote: Flags) -> Places:
    """Places of the backslashes that escape: the first, third, … of a run. Escaped quotes are taken out of ``quote``."""
    slashes = np.flatnonzero(data == _SLASH)
    begins = np.concatenate(([True], np.diff(slashes) > 1))
    first = np.flatnonzero(begins)[np.cumsum(begins) - 1]
    escapes: Places = slashes[(np.arange(len(slashes)) - first) % 2 == 0]
    escapes = escapes[escapes + 1 < len(data)]
    quote[escapes + 1] = False
    return escapes


def _live(window: bytes, data: Bytes, inside: Flags, quote: Flags, glue: bytes) -> _Live:
    kinds = _KINDS[data]
    kinds[inside | quote] = _PLAIN
    again = _places(window, glue)
    again = again[(again > 0) & ~inside[again] & (data[again - 1] == _CLOSE)]
    ways = sorted(set(_CAST.findall(window)) if b"CAST" in window else ())[:_MANY]
    casts = [found[~(inside | quote)[found]] for found in (_places(window, way) for way in ways)]
    drop = kinds == _BLANK
    if len(again) or casts:
        begins, sizes = [again, *casts], [len(glue), *map(len, ways)]
        drop |= _spans(len(data), np.concatenate(begins), np.concatenate([b + n for b, n in zip(begins, sizes, strict=True)]))
        drop[again] = False
        data = data.copy()
        data[again], kinds[again] = _COMMA, _KINDS[_COMMA]
    gone = np.flatnonzero(drop)
    if not len(gone):
        return _Live(np.arange(len(data)), data, kinds, inside, quote, gone)
    at = np.flatnonzero(~drop)
    gaps = np.searchsorted(at, gone[np.append(True, np.diff(gone) > 1)]) - 1
    return _Live(at, data[at], kinds[at], inside[at], quote[at], gaps[(gaps >= 0) & (gaps + 1 < len(at))])


def _places(window: bytes, glue: bytes) -> Places:
    """Where the glue stands."""
    parts = window.split(glue) if glue else [window]
    sizes = np.fromiter(map(len, parts[:-1]), np.intp, len(parts) - 1)
    places: Places = np.cumsum(sizes) + np.arange(len(sizes)) * len(glue)
    return places


def _spans(size: int, begins: Places, ends: Places) -> Flags:
    """Flags that are set from each begin up to its end; spans do not overlap."""
    turns = np.zeros(size + 1, np.int8)
    turns[begins] += 1
    turns[ends] -= 1
    return np.cumsum(turns[:-1], dtype=np.int8) > 0


def _limits(live: _Live, mysql: bool) -> tuple[Places, int]:
    """(places of the N before strings, the first place where something stands that is no plain value; of MySQL, 0x41 and 0b1 are none)."""
    chars, kinds, size = live.chars, live.kinds, len(live.chars)
    bad = kinds == _OTHER
    bad[live.gaps[((kinds[live.gaps] & _MARK) | (kinds[live.gaps + 1] & (_MARK | _AFTER))) == 0]] = True
    minus = np.flatnonzero((chars == _MINUS) & ~live.inside)
    bad[minus[:-1][np.diff(minus) == 1]] = True  # a comment
    if mysql:
        zero = np.flatnonzero((chars == ord("0")) & ~live.inside)
        zero = zero[(zero > 0) & (zero + 1 < size)]
        bad[zero[np.isin(chars[zero + 1], _BASES) & ((kinds[zero - 1] & _BEFORE) > 0)]] = True
    closing = np.flatnonzero(live.quote & ~live.inside)
    closing = closing[closing + 1 < size]
    bad[closing[((kinds[closing + 1] & _AFTER) == 0) & ~live.quote[closing + 1]]] = True
    opening = np.flatnonzero(live.quote & live.inside)
    opening = opening[opening > 1]
    prefixed = opening[((kinds[opening - 1] & _BEFORE) == 0) & ~live.quote[opening - 1]]
    letters = chars[prefixed - 1]
    national = ((letters == ord("N")) | (letters == ord("n"))) & ((kinds[prefixed - 2] & _BEFORE) > 0)
    bad[prefixed[~national]] = True
    first = int(np.argmax(bad)) if size else 0
    return prefixed[national] - 1, first if size and bad[first] else size


def _regular(marks: Bytes, places: Places, width: int, limit: int) -> Places:
    """Places of the marks of each row, one row a line: bracket, commas, bracket, comma; up to the first that is not so."""
    pattern = np.frombuffer(b"(" + b"," * (width - 1) + b"),", np.uint8)
    count = len(marks) // len(pattern)
    shape = (count, len(pattern))
    grid: Places = places[: count * len(pattern)].reshape(shape)
    good = (marks[: count * len(pattern)].reshape(shape) == pattern).all(axis=1) & (grid[:, -1] < limit)
    good &= (grid[:, -1] == grid[:, -2] + 1) & (np.diff(grid[:, :-1], axis=1) > 1).all(axis=1)  # no value is empty
    good &= grid[:, 0] == np.concatenate(([0], grid[:-1, -1] + 1))[:count]
    wrong = np.flatnonzero(~good)
    return grid[: wrong[0]] if len(wrong) else grid


def _unescape(chars: Bytes, keep: Flags, escapes: Places) -> None:
    """Put the characters in place of the escapes: a quote becomes two, what is no escape keeps its backslash."""
    escapes = escapes[escapes + 1 < len(chars)]
    said = chars[escapes + 1]
    chars[escapes[said == _QUOTE]] = _QUOTE
    real = escapes[~np.isin(said, (_QUOTE, ord("%"), ord("_")))]
    keep[real] = False
    chars[real + 1] = _ESCAPES[chars[real + 1]]


def _parsed(text: bytes, rows: int, width: int, options: csv.ParseOptions, nulls: Sequence[str] = tuple(_NULLS)) -> list[pa.Array]:
    """The columns of a CSV; none when it has other rows or is no text."""
    names = [str(i) for i in range(width)]
    convert = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=list(nulls),
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    read = csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names)
    try:
        table = csv.read_csv(pa.BufferReader(text), read, options, convert)
    except pa.ArrowInvalid:
        return []
    if table.num_rows != rows:
        return []
    return [column.combine_chunks().fill_null("") for column in table.columns]
