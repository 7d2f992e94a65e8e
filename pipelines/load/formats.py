"""The readers of formats, by the first bytes of a file. Endings lie: they are never asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import BadFile
from pipelines.load import chats, contacts, documents, dump, markup, objects, records, text, workbook
from pipelines.load.table import Table

Reader = Callable[[Path, str, Path], Iterator[Table]]
HEAD = 1 << 12
ACCESS = (b"\x00\x01\x00\x00Standard Jet DB", b"\x00\x01\x00\x00Standard ACE DB")


def _refuse_access(source: Path, name: str, _: Path) -> Iterator[Table]:
    """No library that is kept up reads Access files; mdb-export of mdbtools does."""
    raise BadFile(
        name, "access_database", "is an Access database; export its tables to CSV (mdb-export) and hand them in beside it"
    )


@dataclass(frozen=True)
class Format:
    """A format: whether a file is of it, by its first bytes and a look inside; and its reader (file, name for messages, folder for
    work)."""

    name: str
    matches: Callable[[bytes, Path], bool]
    read: Reader


FORMATS: tuple[Format, ...] = (
    Format("word", documents.is_word, documents.read_word),
    Format("workbook", lambda head, _: head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), workbook.read),
    Format("sqlite", lambda head, _: head.startswith(records.SQLITE), records.read_sqlite),
    Format("json", lambda head, _: objects.looks_like_json(head), objects.read),
    Format("access", lambda head, _: head.startswith(ACCESS), _refuse_access),
    Format("markup", markup.is_markup, markup.read),
    Format("pdf", lambda head, _: b"%PDF-" in head[:1024], documents.read_pdf),
    Format("contacts", lambda head, _: contacts.looks_like_contacts(head), contacts.read),
    Format("sql", dump.looks_like_dump, dump.read),
    Format("chat", chats.looks_like_chat, chats.read),
    Format("text", lambda *_: True, text.read),
)


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """Tables of a file by the first format that it is of. Raises BadFile when it cannot be read as that."""
    with source.open("rb") as file:
        head = file.read(HEAD)
    return next(f for f in FORMATS if f.matches(head, source)).read(source, name, work)
