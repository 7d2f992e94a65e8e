"""SQLite files: columns become the header."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pipelines import encodings
from pipelines.errors import BadFile
from pipelines.load.layout import Layout
from pipelines.load.table import Rows, Table

SQLITE = b"SQLite format 3\x00"
DAMAGED = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file raises: names and SQLite's own words on a schema need not be UTF-8."""
MAX_VALUE, EXPANSION = 1 << 25, 64
"""Bytes of one value; how many times as long as the file its rows may be, besides one such value: columns that are computed make more of nothing."""


def read_sqlite(source: Path, name: str, work: Path) -> Iterator[Table]:
    """Every table of a SQLite file that has rows, opened read-only; blobs in hex. Raises BadFile."""
    damaged = BadFile(name, "database_damaged", "is a damaged or locked SQLite file; ask for another copy")
    bomb = BadFile(name, "database_bomb", "makes more of its rows than a file of its size holds: it is a trap; ask how it was made")
    try:
        with sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True) as con:
            con.execute("PRAGMA trusted_schema = OFF")
            con.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
            con.text_factory = encodings.decode_line
            tables = con.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid")
            filled = [(title, columns) for (title,) in tables.fetchall() if (columns := _columns(con, title))]
            for title, columns in filled:
                yield Table(
                    format="sqlite",
                    layout=Layout(columns, 1, 0, len(columns)),
                    rows=partial(_records, con, title, damaged, bomb, EXPANSION * source.stat().st_size + MAX_VALUE),
                    sheet=title if len(filled) > 1 else None,
                )
    except sqlite3.DataError as error:
        raise bomb from error
    except DAMAGED as error:
        raise damaged from error
    if not filled:
        raise BadFile(name, "empty", "is a SQLite file without rows; ask for the right file")


def _columns(con: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """Names of the columns of a table; none when it has no rows."""
    cursor = con.execute(_everything(table))
    return tuple(column[0] for column in cursor.description) if cursor.fetchone() else ()


def _records(con: sqlite3.Connection, table: str, damaged: BadFile, bomb: BadFile, left: int) -> Rows:
    try:
        for number, row in enumerate(con.execute(_everything(table)), 1):
            cells = ["" if c is None else c.hex() if isinstance(c, bytes) else str(c) for c in row]
            left -= sum(map(len, cells))
            if left < 0:
                raise bomb
            yield number, cells
    except sqlite3.DataError as error:
        raise bomb from error
    except DAMAGED as error:
        raise damaged from error


def _everything(table: str) -> str:
    """A table's name cannot be a parameter of SQLite; quoted, it is only a name."""
    return 'SELECT * FROM "{}"'.format(table.replace('"', '""'))
