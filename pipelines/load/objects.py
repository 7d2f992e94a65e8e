"""JSON as programs and web interfaces write it: lists of objects or of arrays, an object a line, JSONP, several documents in one file.

A list is a table; the objects around it (``{"code": 0, "data": {"list": […]}}``) are its envelope. The file is walked twice, an element
at a time: once to find the lists and their columns, once to give their rows. What stands behind a place that is no JSON is not read.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines import encodings
from pipelines.errors import BadFile
from pipelines.load import layout, text
from pipelines.load.layout import Layout
from pipelines.load.stream import Broken, Stream
from pipelines.load.table import Note, Rows, Table

MAX_WIDTH, MAX_LISTS, MAX_DEPTH, MAX_ODD = 16_384, 256, 8, 1000
PEEKED = 1 << 20
"""Characters of an object that are read before it is taken for the envelope of something large."""
SAMPLE, SHOWN = 500, 200
"""Elements that show a list's header; characters of a plain value that are told."""
_PREFIX = (
    rb"(?:(?:(?:var|let|const)\s++)?[\w$.]{1,64}\s*+=(?!=)|[\w$.]{1,64}\s*+\(|\)\]\}',?|while\s*+\(1\);|for\s*+\(;;\);|/\*\*/|;)"
)
_BEGINS = re.compile(rb"\s*+(?:" + _PREFIX + rb"\s*+){0,3}(?:\[\s*[\[{\]]|\{\s*[\"}])")
_TO_VALUE = re.compile(r"[^\[{]*?(?=\[\s*[\[{\]]|\{\s*[\"}])")
_ENVELOPE = frozenset(
    ("code", "msg", "message", "status", "success", "ok", "data", "result", "results", "total", "count", "page", "pages", "pagenum", "pageno",
     "pagesize", "size", "limit", "offset", "current", "list", "rows", "items", "records", "ret", "retcode", "errno", "error", "err", "errmsg",
     "errcode", "info", "timestamp", "time", "requestid", "traceid", "response", "body", "content", "payload", "hits", "took", "timed_out",
     "timedout", "_shards", "has_more", "hasmore", "next", "cursor")
)  # fmt: skip
_NAMES = frozenset({"columns", "headers", "header", "fields", "titles", "cols"})


class _Rest(str):
    """What stands where an element should: no JSON."""

    __slots__ = ()


@dataclass
class _List:
    """A list of the document: physical line of its first element, its columns in the order met, elements of each kind."""

    line: int
    columns: dict[str, None] = field(default_factory=dict)
    objects: int = 0
    arrays: int = 0
    values: int = 0

    @property
    def good(self) -> int:
        """Elements that are JSON."""
        return self.objects + self.arrays + self.values


@dataclass(frozen=True)
class _Element:
    """An element of the list at ``path``, or, with no list (``path`` None), a plain value of the envelope."""

    path: str | None
    line: int
    value: Any
    key: str = ""


@dataclass
class _Found:
    """Lists by path, the plain values around them, where the document breaks, lines that are no JSON, columns of the widest list."""

    lists: dict[str, _List] = field(default_factory=dict)
    around: dict[str, Any] = field(default_factory=dict)
    broken: Broken | None = None
    odd: list[int] = field(default_factory=list)
    widest: int = 0

    @property
    def hardly_json(self) -> bool:
        """Whether little or nothing of it is JSON."""
        good = sum(it.good for it in self.lists.values())
        return len(self.odd) > max(MAX_ODD, good) or (bool(self.broken or self.odd) and not good)


def looks_like_json(head: bytes) -> bool:
    """Whether a file begins as a list of objects or arrays does, or an object; perhaps behind ``callback(`` or ``var x =``."""
    if encodings.bom(head) or b"\x00" in head[:64]:
        head = encodings.glimpse(head).encode("utf-8", "replace")
    return _BEGINS.match(head) is not None


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """One table for each list. What is no JSON after all is read as a text. Raises BadFile."""
    prepared = text.prepare(source, name, work)
    found = _survey(prepared, name)
    if found.hardly_json:
        yield from text.read(source, name, work)
        return
    tables = {path: it for path, it in found.lists.items() if it.columns or it.arrays} or {
        path: it for path, it in found.lists.items() if it.values
    }
    if not tables:
        raise BadFile(name, "no_table", "is JSON without a list of objects; hand it in as kind document")
    notes = [*prepared.notes, *_notes(found, len(found.lists) - len(tables))]
    for path, it in tables.items():
        where = _layout(prepared, path, it, found.around)
        yield Table(
            format="json",
            layout=where,
            rows=partial(_rows, prepared, path, it, where),
            encoding=prepared.encoding,
            sheet=(path or "list") if len(tables) > 1 else None,
            preamble="\n".join(f"{key}: {_cell(value)[:SHOWN]}" for key, value in found.around.items()),
            notes=notes if path == next(iter(tables)) else [],
            odd=prepared.odd,
        )


def _notes(found: _Found, left: int) -> Iterator[Note]:
    if broken := found.broken:
        place = f"line {broken.line}, character {broken.column}"
        yield Note("json_cut", f"is no JSON from {place} on ({broken.why}); what stands before was read: ask for the whole file")
    if found.odd:
        yield Note("json_lines", f"{len(found.odd)} lines are no JSON, the first is line {found.odd[0]}; each is a row of one cell")
    if left:
        yield Note("json_values", f"{left} lists of plain values beside the tables were not read as tables; look at the original")


def _survey(prepared: text.Text, name: str) -> _Found:
    """What the document holds. Raises BadFile for a trap."""
    found = _Found()
    try:
        for element in _walk(prepared):
            _count(found, element)
            if found.hardly_json:
                break
            width = max(found.widest, len(found.around))
            if width > MAX_WIDTH:
                raise BadFile(
                    name, "too_wide", f"has more than {MAX_WIDTH} columns; hand it in as kind document, or export it anew"
                )
            if len(found.lists) > MAX_LISTS:
                raise BadFile(name, "too_many_tables", f"holds more than {MAX_LISTS} lists; hand it in as CSV, or an object a line")
    except Broken as broken:
        found.broken = broken
    except RecursionError:
        raise BadFile(name, "too_deep", "holds values within values without end: it is damaged or a trap") from None
    return found


def _count(found: _Found, element: _Element) -> None:
    if element.path is None:
        found.around[element.key] = element.value
        return
    it = found.lists.setdefault(element.path, _List(element.line))
    value = element.value
    if isinstance(value, dict):
        it.objects += 1
        it.columns.update(dict.fromkeys(_flat(value)))
        found.widest = max(found.widest, len(it.columns))
    elif isinstance(value, list):
        it.arrays += 1
        found.widest = max(found.widest, len(value))
    elif isinstance(value, _Rest):
        found.odd.append(element.line)
    else:
        it.values += 1


def _layout(prepared: text.Text, path: str, it: _List, around: dict[str, Any]) -> Layout:
    if it.arrays > it.objects:
        where = layout.find(list(islice(_arrays(prepared, path), SAMPLE)))
        beside = path.rpartition(".")[0]
        for key in _NAMES:
            names = around.get(f"{beside}.{key}".lstrip("."))
            if isinstance(names, list) and len(names) == where.width:
                return Layout(tuple(map(_cell, names)), it.line, 0, where.width)
        return where
    header = (*it.columns, *(("value",) if it.values or it.arrays else ()))
    return Layout(header, it.line, 0, len(header))


def _rows(prepared: text.Text, path: str, it: _List, where: Layout) -> Rows:
    if it.arrays > it.objects:
        return islice(_arrays(prepared, path), where.start, None)
    return _records(prepared, path, tuple(it.columns), bool(it.values or it.arrays))


def _arrays(prepared: text.Text, path: str) -> Rows:
    for element in _walked(prepared):
        if element.path == path:
            value = element.value
            yield element.line, list(map(_cell, value)) if isinstance(value, list) else [_cell(value)]


def _records(prepared: text.Text, path: str, header: tuple[str, ...], valued: bool) -> Rows:
    for element in _walked(prepared):
        if element.path != path:
            continue
        value = element.value
        if isinstance(value, _Rest):
            yield element.line, [value]
            continue
        row = _flat(value) if isinstance(value, dict) else {}
        cells = [row.get(key, "") for key in header]
        yield element.line, [*cells, "" if isinstance(value, dict) else _cell(value)] if valued else cells


def _flat(item: dict[str, Any]) -> dict[str, str]:
    """Cells by column; those of an object within are ``outer.inner``, and a name that comes twice gets a mark."""
    row: dict[str, str] = {}
    _flatten(item, "", 1, row)
    return row


def _flatten(item: dict[str, Any], prefix: str, depth: int, row: dict[str, str]) -> None:
    for key, value in item.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and depth < MAX_DEPTH:
            only = next(iter(value))
            if len(value) == 1 and only.startswith("$") and not isinstance(value[only], dict):
                value = value[only]  # MongoDB: {"$oid": …}, {"$numberLong": …}
            else:
                _flatten(value, f"{name}.", depth + 1, row)
                continue
        while name in row:
            name += "'"
        row[name] = value if isinstance(value, str) else _cell(value)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _walked(prepared: text.Text) -> Iterator[_Element]:
    """The same walk again; where the document breaks it ends."""
    with suppress(Broken):
        yield from _walk(prepared)


def _walk(prepared: text.Text) -> Iterator[_Element]:
    """Every element of every list of the document, in its order. Raises Broken where it ends too early."""
    with Stream.opened(prepared) as stream:
        stream.skip(_TO_VALUE)
        records = False
        while mark := stream.next():
            if mark == "[" and not records:
                yield from _list(stream, "")
            elif mark == "{" and (records or not _is_envelope(stream)):
                yield from _record(stream)
                records = True
            elif mark == "{":
                yield from _envelope(stream, "", 1)
            elif stream.is_over():
                return
            elif records:
                yield _Element("", stream.line, _Rest(stream.rest_of_line()))
            else:
                raise stream.broken("neither a list nor an object")


def _record(stream: Stream) -> Iterator[_Element]:
    """An object; what is none is shown up to the end of its line, where the next one may begin."""
    line = stream.line
    try:
        yield _Element("", line, stream.value())
    except Broken:
        yield _Element("", line, _Rest(stream.rest_of_line()))
        if not stream.next():
            raise


def _is_envelope(stream: Stream) -> bool:
    """Whether an object stands around others: it is large, or holds a list and is the only one or made of an envelope's words, or is
    keyed by number."""
    item, end = stream.peek(PEEKED)
    if not isinstance(item, dict):
        return True
    if item and all(map(_is_keyed, item.keys(), item.values())):
        return True
    return _holds_list(item, 1) and (stream.is_last(end) or all(key.lower() in _ENVELOPE for key in item))


def _is_keyed(key: str, value: object) -> bool:
    """Whether a key is a number or an id, and its value a record: ``{"1001": {…}, "1002": {…}}``."""
    return isinstance(value, dict) and len(value) > 1 and any(map(str.isdigit, key)) and not _holds_list(value, 1)


def _holds_list(item: dict[str, Any], depth: int) -> bool:
    return any(
        (isinstance(value, list) and bool(value) and isinstance(value[0], dict | list))
        or (isinstance(value, dict) and depth < MAX_DEPTH and _holds_list(value, depth + 1))
        for value in item.values()
    )


def _envelope(stream: Stream, path: str, depth: int) -> Iterator[_Element]:
    """Lists within an object, at ``path.key``, records keyed by number, and its plain values."""
    stream.enter("{")
    while (mark := stream.next()) != "}":
        if mark != '"':
            raise stream.broken("no key" if mark else "the object does not end")
        key = str(stream.value())
        stream.enter(":")
        place = f"{path}.{key}" if path else key
        mark = stream.next()
        if mark == "[" and key.lower() not in _NAMES:
            yield from _list(stream, place)
        elif mark == "{" and any(map(str.isdigit, key)) and _is_keyed(key, (item := stream.peek(PEEKED)[0])):
            yield _Element(path, stream.line, {"key": key} | item)
            stream.value()
        elif mark == "{" and depth < MAX_DEPTH:
            yield from _envelope(stream, place, depth + 1)
        else:
            line, value = stream.line, stream.value()
            yield _Element(None, line, value, place)
    stream.enter("}")


def _list(stream: Stream, path: str) -> Iterator[_Element]:
    stream.enter("[")
    while mark := stream.next():
        if mark == "]":
            stream.enter("]")
            return
        line = stream.line
        try:
            value = stream.value()
        except Broken:
            yield _Element(path, line, _Rest(stream.rest_of_line()))
            raise
        yield _Element(path, line, value)
    raise stream.broken("the list does not end")
