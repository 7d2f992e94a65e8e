"""Members of an archive, with limits. Names are only names here: members are stored by hash, so none can lead out of a folder."""

import contextlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from pipelines.errors import BadFile
from pipelines.seal.manifest import clean_path

MAX_DEPTH = 4
MAX_MEMBERS = 20_000
MAX_RATIO = 200
FREE_BYTES = 1 << 26  # below this no ratio is too high
MAX_BYTES = 200 << 30
_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")  # OOXML, ODF, Java: zip is only their wrapping

DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, LookupError, NotImplementedError,
)  # fmt: skip
"""What the standard library raises for zips that are not as they should be."""
_OFFICE = (".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".ods", ".odt", ".et", ".wps")


@dataclass(frozen=True)
class Member:
    """A file in an archive: its cleaned name, whether the name as found was unsafe, its position and its declared size."""

    name: str
    unsafe: bool
    index: int
    size: int


def is_archive(stream: BinaryIO, name: str) -> bool:
    """Whether the file is an archive to unpack: a zip that is no office document, by its members, or its name when damaged."""
    head = stream.read(4)
    stream.seek(0)
    if head not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            return not any(name in archive.namelist()[:20] for name in _DOCUMENTS)
    except DAMAGED:
        return not name.lower().endswith(_OFFICE)  # damaged: opening it will say so
    finally:
        stream.seek(0)


def other_archive(head: bytes) -> str | None:
    """The name of an archive format that is recognised and cannot be unpacked yet."""
    marks = {b"Rar!\x1a\x07": "rar", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
    return next((name for mark, name in marks.items() if head.startswith(mark)), None) or (
        "tar" if head[257:262] == b"ustar" else None
    )


class Archive:
    """An open zip archive. Every method raises BadFile, with a code, when the archive is not to be trusted."""

    def __init__(self, stream: BinaryIO, path: str, size: int) -> None:
        self.path = path
        self._left = min(MAX_BYTES, max(FREE_BYTES, size * MAX_RATIO))
        try:
            self._zip = zipfile.ZipFile(stream)
        except DAMAGED as error:
            raise BadFile(path, "archive_damaged", "is a damaged archive; ask for another copy, or repair a copy of it") from error
        self._infos = self._zip.infolist()
        if len(self._infos) > MAX_MEMBERS:
            raise self._bomb(f"holds {len(self._infos)} members, more than {MAX_MEMBERS}")
        if sum(i.file_size for i in self._infos) > self._left:
            raise self._bomb(f"would expand to more than {MAX_RATIO} times its size")

    def members(self) -> list[Member]:
        """Its files in the archive's order; folders are left out."""
        found = []
        for index, info in enumerate(self._infos):
            name = _name(info)
            if name.endswith(("/", "\\")):
                continue
            clean = clean_path(name)
            fallback = PurePosixPath(name.replace("\\", "/")).name or f"member-{index}"
            found.append(Member(clean or fallback, clean is None or _is_link(info), index, info.file_size))
        return found

    @contextlib.contextmanager
    def open(self, member: Member) -> Iterator[BinaryIO]:
        """The member's bytes, counted against the archive's limit."""
        path = f"{self.path}!{member.name}"
        try:
            with self._zip.open(self._infos[member.index]) as stream:
                yield stream  # type: ignore[misc]
        except NotImplementedError as error:
            raise BadFile(path, "archive_unsupported", "is packed by a method that is not supported; unpack it by hand") from error
        except RuntimeError as error:
            raise BadFile(path, "archive_encrypted", "needs a password; unpack it by hand and hand in the files") from error
        except DAMAGED as error:
            raise BadFile(path, "archive_damaged", "is damaged inside its archive; ask for another copy") from error

    def left(self) -> int:
        """Bytes that may still come out."""
        return self._left

    def took(self, size: int) -> None:
        """Count bytes that came out."""
        self._left -= size

    def bomb(self) -> BadFile:
        """The error to raise when a member gives more bytes than are left, whatever its header said."""
        return self._bomb(f"expands to more than {MAX_RATIO} times its size")

    def _bomb(self, what: str) -> BadFile:
        return BadFile(self.path, "archive_bomb", f"{what}; it was not unpacked: unpack it by hand if it is genuine")


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name. Without the UTF-8 flag the bytes are UTF-8 or GB18030 more often than the CP437 of the standard."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return info.orig_filename


def _is_link(info: zipfile.ZipInfo) -> bool:
    return (info.external_attr >> 16) & 0o170000 == 0o120000
