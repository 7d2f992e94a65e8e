"""What an archive is, what it may become, and its members one after the other, whatever its format.

Formats: zip, tar, gzip, bzip2, xz and zstd (a tar inside or a single file), 7z, rar, cab; volumes of rar, 7z and zip.
A member's stream is good until the next one is asked for. Every limit is counted over an archive with all that is nested in it.
"""

import bz2
import contextlib
import errno
import gzip
import lzma
import mmap
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal

from backports import zstd

from pipelines.errors import BadFile
from pipelines.home import Settings
from pipelines.seal import headers

FREE_BYTES = 1 << 26
"""Below this no ratio is too high."""
MOST_REFUSED = 16
"""Archives inside one that may be refused before it is refused itself: a bomb of bombs."""
DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, zstd.ZstdError, struct.error, EOFError, OSError, ValueError,
    LookupError, NotImplementedError, RecursionError, MemoryError,
)  # fmt: skip
"""What the standard library raises for archives that are not as they should be."""
REMEDIES = {
    "archive_damaged": "is damaged inside its archive; ask for another copy",
    "archive_encrypted": "needs a password that is not known: write it into the manifest's note (密码: …, password=…) or into passwords.txt",
    "archive_unsupported": "is packed by a method that is not supported; unpack it by hand and hand in the files",
    "archive_memory": "needs more memory to unpack than is allowed; unpack it by hand and hand in the files",
}
"""Code → what is wrong with an archive or a member, and what to do."""

_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EACCES, errno.ENOMEM}
_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")  # OOXML, ODF, Java: zip is only their wrapping
_OFFICE = (".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".ods", ".odt", ".et", ".wps")
_MARKS = {
    b"Rar!\x1a\x07": "rar", b"7z\xbc\xaf\x27\x1c": "7z", b"MSCF\x00\x00\x00\x00": "cab", b"\x1f\x8b": "gz", b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zst", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"PK00PK\x03\x04": "zip", b"PK\x07\x08": "zip",
}  # fmt: skip
_OTHERS = {b"\x1f\x9d": "compress", b"\x04\x22\x4d\x18": "lz4", b"\x60\xea": "arj", b"**ACE**": "ace"}
_PROGRAM = b"MZ"
_MAY_HIDE_A_ZIP = (".zip", ".exe")
_ENDINGS = (".zip", ".7z", ".rar", ".cab", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
HEAD = 512


@dataclass(frozen=True)
class Piece:
    """A member: name as found, place in the archive, what it is, its bytes (None: ``error`` says why), which password, and whether
    the archive's own list leaves it out."""

    name: str
    index: int
    type: Literal["file", "link", "device"] = "file"
    stream: BinaryIO | None = None
    error: str = ""
    password: int = 0
    hidden: bool = False


@dataclass(frozen=True)
class Source:
    """An archive to unpack. ``volumes``: further parts, (name, place); ``work``: a folder for what must be unpacked aside."""

    path: str
    place: Path
    size: int
    kind: str
    volumes: Sequence[tuple[str, Path]] = ()
    passwords: Sequence[str] = ()
    work: Path = Path()


@dataclass
class Budget:
    """What may still come out of an outermost archive: bytes, members, and archives refused."""

    limits: Settings
    bytes: int
    members: int
    refusals: int = MOST_REFUSED

    @classmethod
    def of(cls, limits: Settings, size: int) -> "Budget":
        """For an outermost archive of this size."""
        return cls(limits, allowed(limits, size), limits.archive_members)

    def left(self, source: Source) -> int:
        """Bytes that may still come out of this archive, outermost or nested."""
        return min(self.bytes, allowed(self.limits, source.size))


def allowed(limits: Settings, size: int) -> int:
    """Bytes that an archive of this size may expand to."""
    return min(limits.archive_bytes, max(FREE_BYTES, size * limits.archive_ratio))


def bomb(path: str, what: str) -> BadFile:
    """The error of an archive that is not unpacked, because it would become too much."""
    remedy = "it was not unpacked: raise the limit in hopback.toml if it is genuine"
    return BadFile(path, "archive_bomb", f"{what}; {remedy}")


def kind_of(place: Path, name: str) -> str | None:
    """The format of an archive that is to be unpacked, by its bytes; None for anything else, office documents included."""
    with place.open("rb") as file:
        head = file.read(HEAD)
    kind = next((k for mark, k in _MARKS.items() if head.startswith(mark)), None)
    if kind == "zip":
        return None if _is_document(place, name) else "zip"
    if kind in PACKED:
        return f"tar.{kind}" if _is_tar(_first_bytes(place, kind)) else kind
    program = head.startswith(_PROGRAM)
    if kind is None and (program or name.lower().endswith(_MAY_HIDE_A_ZIP)) and zipfile.is_zipfile(place):
        return "zip"  # something stands before it: a program that unpacks itself, a torn head
    if program and (inside := behind_program(place)):
        return inside[0]
    return kind or ("tar" if _is_tar(head) else None)


def behind_program(place: Path) -> tuple[str, int] | None:
    """(format, where it begins) of the 7z or rar that a program carries to unpack itself; None for a program, even one that knows the marks,
    and for what is no program. A mark counts when the checksum after it holds."""
    with place.open("rb") as file:
        if file.read(2) != _PROGRAM:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for mark, kind, sound in ((b"7z\xbc\xaf\x27\x1c", "7z", _sound_7z), (b"Rar!\x1a\x07", "rar", _sound_rar)):
                at = 0
                while (at := data.find(mark, at + 1)) >= 0:
                    if sound(data[at : at + HEAD]):
                        return kind, at
    return None


def _sound_7z(head: bytes) -> bool:
    return len(head) > 32 and int.from_bytes(head[8:12], "little") == zlib.crc32(head[12:32])


def _sound_rar(head: bytes) -> bool:
    """Whether the first header after the mark is one, of rar 4 (16 bits of a CRC) or 5 (32)."""
    if head[6:7] == b"\x00":
        return head[9:10] == b"\x73" and int.from_bytes(head[7:9], "little") == zlib.crc32(head[9:20]) & 0xFFFF
    long = 13 if head[12:13] < b"\x80" else 14
    size = sum((byte & 127) << 7 * i for i, byte in enumerate(head[12:long]))
    return head[6:8] == b"\x01\x00" and int.from_bytes(head[8:12], "little") == zlib.crc32(head[12 : long + size])


def is_named_as_one(name: str) -> bool:
    """Whether the name promises an archive."""
    return name.lower().endswith(_ENDINGS)


def other_archive(place: Path) -> str | None:
    """The name of an archive format that is recognised and cannot be unpacked."""
    with place.open("rb") as file:
        head = file.read(HEAD)
    return next((kind for mark, kind in _OTHERS.items() if head.startswith(mark) or head[7:].startswith(mark)), None)


@contextlib.contextmanager
def damage(path: str) -> Iterator[None]:
    """Tell what goes wrong inside as damage of ``path``; a full disk and the like are the machine's, and pass."""
    try:
        yield
    except DAMAGED as error:
        if isinstance(error, OSError) and error.errno in _MACHINE:
            raise
        raise BadFile(path, "archive_damaged", REMEDIES["archive_damaged"]) from error


PACKED: dict[str, Callable[..., Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open, "zst": zstd.open}
"""Format of one packed file → what opens it."""


def _first_bytes(place: Path, kind: str) -> bytes:
    try:
        with PACKED[kind](place, "rb") as stream:
            return bytes(stream.read(HEAD))
    except DAMAGED:
        return b""


def _is_tar(head: bytes) -> bool:
    """Whether a tar header with its checksum stands here."""
    try:
        tarfile.TarInfo.frombuf(head[:HEAD], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def _is_document(place: Path, name: str) -> bool:
    """Whether a zip is the wrapping of a document: by its members, or by its name when it is damaged."""
    try:
        with place.open("rb") as file:
            return any(member in _DOCUMENTS for member in islice(headers.names(file), 20))
    except DAMAGED:
        return name.lower().endswith(_OFFICE)  # damaged: opening it will say so
