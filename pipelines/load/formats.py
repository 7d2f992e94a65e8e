"""The readers of formats, by the first bytes of a file. Endings lie: they are never asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.load import records, text, workbook
from pipelines.load.table import Table

Reader = Callable[[Path, str, Path], Iterator[Table]]
HEAD = 1 << 12


@dataclass(frozen=True)
class Format:
    """A format: whether a file's first bytes are of it, and its reader (file, name for messages, folder for work)."""

    name: str
    matches: Callable[[bytes], bool]
    read: Reader


FORMATS: tuple[Format, ...] = (
    Format("workbook", lambda head: head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), workbook.read),
    Format("sqlite", lambda head: head.startswith(records.SQLITE), records.read_sqlite),
    Format("json", records.looks_like_json, records.read_json),
    Format("text", lambda head: True, text.read),
)


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """Tables of a file by the first format that it is of. Raises BadFile when it cannot be read as that."""
    with source.open("rb") as file:
        head = file.read(HEAD)
    return next(f for f in FORMATS if f.matches(head)).read(source, name, work)
