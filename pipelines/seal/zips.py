"""Members of a zip, by the standard library; those that it cannot read (encrypted, rare methods) by the unpacking process."""

import contextlib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from pipelines.errors import BadFile
from pipelines.seal.archives import DAMAGED, Budget, Piece, Source, bomb
from pipelines.seal.names import decoded
from pipelines.seal.workers import unpacked

_READ_HERE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_LOCAL = 30
"""Bytes of a local header without name and extra field."""


def pieces(source: Source, budget: Budget) -> Iterator[Piece]:
    """The zip's files. Raises BadFile for one that is damaged, a bomb, or that refuses to be read."""
    if source.volumes:
        yield from unpacked(source, budget)
        return
    try:
        archive = zipfile.ZipFile(source.place)
    except DAMAGED as error:
        raise BadFile(
            source.path, "archive_damaged", "is a damaged archive; ask for another copy, or repair a copy of it"
        ) from error
    with archive:
        infos = [(i, info) for i, info in enumerate(archive.infolist()) if not _is_folder(info)]
        _hold(source, budget, [info for _, info in infos])
        hard = {i for i, info in infos if _type(info) == "file" and (info.flag_bits & 1 or info.compress_type not in _READ_HERE)}
        for index, info in infos:
            kind = _type(info)
            if kind != "file":
                yield Piece(name_of(info), index, kind)
            elif index not in hard:
                yield from _read(archive, info, index)
        names = {i: name_of(info) for i, info in infos}
        for piece in unpacked(source, budget, hard) if hard else ():
            yield replace(piece, name=names[piece.index])


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, index: int) -> Iterator[Piece]:
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(archive.open(info))
        except (*DAMAGED, RuntimeError):
            yield Piece(name_of(info), index, error="archive_damaged")
        else:
            yield Piece(name_of(info), index, "file", stream)  # type: ignore[arg-type]


def _hold(source: Source, budget: Budget, infos: list[zipfile.ZipInfo]) -> None:
    """Hold what the zip declares against the limits before anything comes out."""
    if len(infos) > budget.members:
        raise bomb(source.path, f"holds {len(infos)} members, more than {budget.members}")
    total = sum(i.file_size for i in infos)
    if total > budget.left(source):
        raise bomb(source.path, f"would expand to {total} bytes, more than {budget.left(source)}")
    spans = sorted(
        (i.header_offset, i.header_offset + _LOCAL + len(i.orig_filename) + i.compress_size) for i in infos if i.compress_size
    )
    if any(end > start for (_, end), (start, _) in pairwise(spans)):
        raise bomb(source.path, "has members that lie over each other")


def name_of(info: zipfile.ZipInfo) -> str:
    """The member's name. Without the UTF-8 flag the bytes are UTF-8 or GB18030 more often than the CP437 of the standard."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    return decoded(raw)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return name_of(info).endswith(("/", "\\")) and not info.file_size


def _type(info: zipfile.ZipInfo) -> Literal["file", "link", "device"]:
    mode = (info.external_attr >> 16) & 0o170000
    return "link" if mode == 0o120000 else "device" if mode in (0o010000, 0o020000, 0o060000, 0o140000) else "file"
