"""Members of a tar, packed or not, and the one file of a gzip, bzip2, xz or zstd: read once from front to back."""

import contextlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from pipelines.seal.archives import FREE_BYTES, PACKED, Budget, Piece, Source, allowed, bomb, damage
from pipelines.seal.names import decoded

_ENDINGS = {"tgz": "tar", "tbz": "tar", "tbz2": "tar", "txz": "tar", "tzst": "tar", "svgz": "svg"}


_BROKEN = (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError)  # type: ignore[attr-defined]

_ABOUT_THE_NEXT = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
"""Types of headers whose bytes tell of the next member: they are read into memory."""
_LONGEST_NAME = 1 << 20


class _Measured(io.RawIOBase):
    """What a packed file becomes, held against what was read of it: a bomb shows long before its end."""

    def __init__(self, source: Source, packed: BinaryIO, stream: Any, budget: Budget) -> None:
        self._source, self._packed, self._stream, self._budget, self._out = source, packed, stream, budget, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read1(len(buffer))  # what there is: a torn end must not take with it what came before
        buffer[: len(data)] = data
        self._out += len(data)
        limits = self._budget.limits
        if self._out > FREE_BYTES and self._out > self._packed.tell() * limits.archive_ratio:
            raise bomb(self._source.path, f"expands to more than {limits.archive_ratio} times its size")
        return len(data)


@contextlib.contextmanager
def _opened(source: Source, budget: Budget, packing: str) -> Iterator[BinaryIO]:
    with source.place.open("rb") as packed:
        if not packing:
            yield packed
            return
        with damage(source.path), PACKED[packing](packed, "rb") as stream:
            yield io.BufferedReader(_Measured(source, packed, stream, budget), 1 << 16)


def single(source: Source, budget: Budget) -> Iterator[Piece]:
    """The one file, under the archive's name without its last ending."""
    with _opened(source, budget, source.kind) as stream:
        name = PurePosixPath(source.path.split("!")[-1])
        ending = name.suffix.lstrip(".").lower()
        base = (
            name.with_suffix(f".{_ENDINGS[ending]}").name
            if ending in _ENDINGS
            else name.stem
            if ending in PACKED
            else f"{name.name}.out"
        )
        yield Piece(base, 0, "file", stream)


def tar(source: Source, budget: Budget) -> Iterator[Piece]:
    """The tar's files, links and devices. Raises BadFile where it breaks off or turns out a bomb."""
    packing = source.kind.removeprefix("tar").lstrip(".")
    options: dict[str, Any] = {"tarinfo": _Header, "encoding": "utf-8", "errors": "surrogateescape", "ignore_zeros": True}
    longest = allowed(budget.limits, source.size) if packing else source.place.stat().st_size
    with (
        _opened(source, budget, packing) as stream,
        damage(source.path),
        tarfile.open(fileobj=stream, mode="r|", **options) as archive,
    ):
        for index, info in enumerate(_members(archive)):
            if index >= budget.limits.archive_members:
                raise bomb(source.path, f"holds more than {budget.limits.archive_members} members")
            name = decoded(info.name.encode("utf-8", "surrogateescape"))
            if info.size < 0:
                yield Piece(name, index, error="archive_damaged")
                raise tarfile.ReadError("a size below nothing")
            if info.isfile():
                yield Piece(name, index, "file", cast(BinaryIO, archive.extractfile(info)))
            elif info.issym() or info.islnk():
                yield Piece(name, index, "link")
            elif not info.isdir():
                yield Piece(name, index, "device")
            if archive.offset >= longest + tarfile.BLOCKSIZE:
                raise tarfile.ReadError("a member that says to be longer than the tar")


class _Header(tarfile.TarInfo):
    """A header whose successor must be a header, zeros or the end: the standard library takes a broken one for the end. After zeros another
    tar may begin."""

    @classmethod
    def frombuf(cls, buf: Any, encoding: str, errors: str) -> "_Header":
        header = super().frombuf(buf, encoding, errors)
        if header.type in _ABOUT_THE_NEXT and not 0 <= header.size <= _LONGEST_NAME:
            raise tarfile.ReadError("a name or note without end")
        return header

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> "_Header":
        try:
            return super().fromtarfile(archive)
        except _BROKEN as error:
            raise tarfile.ReadError(str(error)) from None


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (info := archive.next()) is not None:
        yield info
        archive.members = []  # type: ignore[attr-defined]  # else all headers stay in memory
