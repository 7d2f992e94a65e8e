"""JSON (a list of objects, an object of such lists, or an object a line) and SQLite: keys or columns become the header."""

import json
import re
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pipelines import encodings
from pipelines.errors import BadFile
from pipelines.load import text
from pipelines.load.layout import Layout
from pipelines.load.table import Rows, Table

SQLITE = b"SQLite format 3\x00"
MAX_JSON = 1 << 28  # bytes: JSON is read whole
_JSON = re.compile(rb"\s*(\[\s*[{\]]|\{\s*[\"}])")
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)  # numbers stay as they are written
Objects = list[tuple[int, dict[str, Any]]]


def looks_like_json(head: bytes) -> bool:
    """Whether a file begins as a list of objects or an object does; in UTF-8 or an encoding like it."""
    return _JSON.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read_json(source: Path, name: str, work: Path) -> Iterator[Table]:
    """One table for each list of objects. What is no JSON after all is read as a text. Raises BadFile."""
    if source.stat().st_size > MAX_JSON:
        raise BadFile(name, "json_too_large", f"is JSON of more than {MAX_JSON >> 20} MB; hand it in as CSV, or an object a line")
    prepared = text.prepare(source, name, work)
    try:
        found = _lists("".join(prepared.lines()))
    except (ValueError, RecursionError):
        yield from text.read(source, name, work)
        return
    if not found:
        raise BadFile(name, "no_table", "is JSON without a list of objects; hand it in as kind document")
    for title, objects in found.items():
        header = tuple(dict.fromkeys(key for _, item in objects for key in item))
        yield Table(
            format="json",
            layout=Layout(header, objects[0][0], 0, len(header)),
            rows=partial(_rows, objects, header),
            encoding=prepared.encoding,
            sheet=title if len(found) > 1 else None,
            notes=list(prepared.notes),
        )


def _lists(content: str) -> dict[str, Objects]:
    """Lists of objects by their key; (line, object) each. Raises ValueError for what is no JSON."""
    start = content.find("[")
    if not content[:start].strip() and start >= 0:
        return {"": objects} if (objects := _objects(content, start + 1, "]")) else {}
    objects = _objects(content, 0, "")
    if len(objects) == 1:
        inner = {key: [(objects[0][0], item) for item in value] for key, value in objects[0][1].items() if _is_table(value)}
        return inner or {"": objects}
    return {"": objects} if objects else {}


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _objects(content: str, position: int, end: str) -> Objects:
    found: Objects = []
    line, counted = 1, 0
    while True:
        position = between.end() if (between := _BETWEEN.match(content, position)) else position
        if position >= len(content) or (end and content.startswith(end, position)):
            if end and position >= len(content):
                raise ValueError("the list does not end")
            return found
        line += content.count("\n", counted, position)
        counted = position
        item, position = _DECODER.raw_decode(content, position)
        if not isinstance(item, dict):
            raise ValueError("something else than an object")
        found.append((line, item))


def _rows(objects: Objects, header: tuple[str, ...]) -> Rows:
    return ((line, [_cell(item.get(key)) for key in header]) for line, item in objects)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def read_sqlite(source: Path, name: str, work: Path) -> Iterator[Table]:
    """Every table of a SQLite file that has rows, opened read-only; blobs in hex. Raises BadFile."""
    damaged = BadFile(name, "database_damaged", "is a damaged or locked SQLite file; ask for another copy")
    try:
        with sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True) as con:
            con.execute("PRAGMA trusted_schema = OFF")
            con.text_factory = encodings.decode_line
            tables = con.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid")
            filled = [(title, columns) for (title,) in tables.fetchall() if (columns := _columns(con, title))]
            for title, columns in filled:
                yield Table(
                    format="sqlite",
                    layout=Layout(columns, 1, 0, len(columns)),
                    rows=partial(_records, con, title, damaged),
                    sheet=title if len(filled) > 1 else None,
                )
    except sqlite3.Error as error:
        raise damaged from error
    if not filled:
        raise BadFile(name, "empty", "is a SQLite file without rows; ask for the right file")


def _columns(con: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """Names of the columns of a table; none when it has no rows."""
    cursor = con.execute(_everything(table))
    return tuple(column[0] for column in cursor.description) if cursor.fetchone() else ()


def _records(con: sqlite3.Connection, table: str, damaged: BadFile) -> Rows:
    try:
        for number, row in enumerate(con.execute(_everything(table)), 1):
            yield number, ["" if c is None else c.hex() if isinstance(c, bytes) else str(c) for c in row]
    except sqlite3.Error as error:
        raise damaged from error


def _everything(table: str) -> str:
    """A table's name cannot be a parameter of SQLite; quoted, it is only a name."""
    return 'SELECT * FROM "{}"'.format(table.replace('"', '""'))
