"""A zip as its headers tell it: names of its directory without reading all of it, and members that no directory lists.

A member has a local header before its bytes and an entry in the directory at the end. Members taken off the list, and those of a zip whose
directory is cut off or damaged, are found by their local headers and get a directory of their own: ``gathered``.
"""

import mmap
import os
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

LOCAL = struct.Struct("<4s5H3L2H")
"""Mark, version, flags, method, time, date, CRC, packed size, size, length of the name and of the extra field."""
_MARK, _ENTRY, _DESCRIPTOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x07\x08"
_METHODS = {0, 1, 6, 8, 9, 12, 14, 93, 95, 96, 97, 98, 99}
_LONG = 0xFFFFFFFF
_ZIP64 = 1


@dataclass(frozen=True)
class Local:
    """A member by its local header: raw name, and where it begins and ends; ``end`` 0: its bytes break off."""

    name: bytes
    start: int
    end: int
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    extra: bytes


def names(file: BinaryIO) -> Iterator[str]:
    """Names of the directory in its order, one after the other: a million entries cost no more than are asked for. Raises
    BadZipFile and what else zipfile does."""
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if not end:
        raise zipfile.BadZipFile("no end of a directory")
    size, offset, place = end[5], end[6], end[9]
    start = place - size - (76 if end[0] == b"PK\x06\x06" else 0)
    file.seek(start if start >= 0 else offset)
    left = size
    while left >= 46:
        entry = file.read(46)
        if entry[:4] != _ENTRY or len(entry) < 46:
            return
        name, extra, comment = struct.unpack_from("<3H", entry, 28)
        yield file.read(name).decode("utf-8", "replace")
        file.seek(extra + comment, os.SEEK_CUR)
        left -= 46 + name + extra + comment


def ends(file: BinaryIO, infos: Iterable[zipfile.ZipInfo]) -> list[tuple[int, int]]:
    """Where listed members begin and end, in order."""
    spans = []
    for info in infos:
        file.seek(info.header_offset)
        header = file.read(LOCAL.size)
        lengths = LOCAL.unpack(header)[-2:] if len(header) == LOCAL.size and header[:4] == _MARK else (0, 0)
        spans.append((info.header_offset, info.header_offset + LOCAL.size + sum(lengths) + info.compress_size))
    return sorted(spans)


def unlisted(place: Path, spans: Iterable[tuple[int, int]], until: int) -> Iterator[Local]:
    """Members before ``until`` that lie outside the ``spans``, which are in order."""
    if not until:
        return
    with place.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = behind = 0
        for start, end in [*spans, (until, until)]:
            while (at := data.find(_MARK, at, max(at, start))) >= 0:
                found = _local(data, at, start)
                if found:
                    yield found
                at = found.end if found and found.end else at + len(_MARK)
            at = behind = max(end, behind)


def gathered(place: Path, members: Iterable[Local], out: Path) -> None:
    """Write a zip of these members of ``place``, byte for byte as they lie there, with a directory."""
    with place.open("rb") as file, zipfile.ZipFile(out, "w", allowZip64=True) as archive:
        target: Any = archive.fp
        for member in members:
            archive.filelist.append(_Listed(member, target.tell()))
            file.seek(member.start)
            _copy(file, target, member.end - member.start)
        archive.start_dir = target.tell()


class _Listed(zipfile.ZipInfo):
    """A member whose name stays the bytes that it has."""

    def __init__(self, member: Local, offset: int) -> None:
        super().__init__("x")
        self._raw = member.name
        self.flag_bits, self.compress_type, self.CRC = _flags(member), member.method, member.crc
        self.compress_size, self.file_size, self.header_offset = member.packed, member.size, offset
        self.extra, self.create_system = _without_sizes(member.extra), 0

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # zipfile's
        return self._raw, self.flag_bits


def _flags(member: Local) -> int:
    """Its flags, without the one of UTF-8 where the name is none."""
    try:
        member.name.decode()
    except UnicodeDecodeError:
        return member.flags & ~0x800
    return member.flags


def _local(data: mmap.mmap, at: int, until: int) -> Local | None:
    """The member whose header stands here, if it is one and not four bytes that look so."""
    if at + LOCAL.size > until:
        return None
    _, version, flags, method, _, _, crc, packed, size, length, more = LOCAL.unpack_from(data, at)
    body = at + LOCAL.size + length + more
    name = data[at + LOCAL.size : at + LOCAL.size + length]
    if version & 255 > 63 or method not in _METHODS or not name or min(name) < 32 or body > until:
        return None
    extra = data[body - more : body]
    if size == _LONG or packed == _LONG:
        size, packed = _long_sizes(extra, size, packed)
    end = body + packed
    if flags & 8 and not packed:
        crc, packed, size, end = _described(data, body, until) or (0, 0, 0, 0)
    return Local(name, at, end if end <= until else 0, flags, method, crc, packed, size, extra)


def _described(data: mmap.mmap, body: int, until: int) -> tuple[int, int, int, int] | None:
    """(CRC, packed size, size, end) of a member that tells them after its bytes: the packed size there must be the distance."""
    at = body - 1
    while (at := data.find(_DESCRIPTOR, at + 1, until)) >= 0:
        for form in ("<3L", "<LQQ"):
            length = struct.calcsize(form)
            if at + 4 + length <= until:
                crc, packed, size = struct.unpack_from(form, data, at + 4)
                if packed == at - body:
                    return crc, packed, size, at + 4 + length
    return None


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if len(extra) >= 4 + length:
            yield kind, extra[: 4 + length]
        extra = extra[4 + length :]


def _long_sizes(extra: bytes, size: int, packed: int) -> tuple[int, int]:
    for kind, field in _fields(extra):
        if kind == _ZIP64 and len(field) >= 20:
            return struct.unpack_from("<QQ", field, 4)
    return size, packed


def _without_sizes(extra: bytes) -> bytes:
    return b"".join(field for kind, field in _fields(extra) if kind != _ZIP64)


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size and (chunk := source.read(min(size, 1 << 20))):
        target.write(chunk)
        size -= len(chunk)
