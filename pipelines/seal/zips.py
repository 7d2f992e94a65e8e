"""Members of a zip, by the standard library; those that it cannot read (encrypted, rare methods) by the unpacking process.

Members that the zip's directory does not list come last; a zip whose directory is cut off or damaged is read by its local headers.
"""

import contextlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, pairwise
from typing import Literal

from pipelines.errors import BadFile
from pipelines.seal import headers
from pipelines.seal.archives import DAMAGED, Budget, Piece, Source, bomb, damage
from pipelines.seal.names import decoded
from pipelines.seal.workers import unpacked

_READ_HERE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def pieces(source: Source, budget: Budget) -> Iterator[Piece]:
    """The zip's files. Raises BadFile for one that is damaged, a bomb, or that refuses to be read."""
    if source.volumes:
        yield from unpacked(source, budget)
        return
    try:
        _count(source, budget)
        archive = zipfile.ZipFile(source.place)
    except DAMAGED as error:
        yield from _unlisted(source, budget, (), source.place.stat().st_size)
        what = (
            "its list of members is cut off or damaged; what stands before was taken, as far as it is whole: ask for another copy"
        )
        raise BadFile(source.path, "archive_damaged", what) from error
    with archive:
        yield from _listed(archive, source, budget)
        with source.place.open("rb") as file:
            spans = headers.ends(file, archive.infolist())
        for piece in _unlisted(source, budget, spans, archive.start_dir):
            yield replace(piece, hidden=True)


def _count(source: Source, budget: Budget) -> None:
    """Refuse a list of a million members before it is read."""
    with source.place.open("rb") as file:
        if sum(1 for _ in islice(headers.names(file), budget.members + 1)) > budget.members:
            raise bomb(source.path, f"holds more than {budget.members} members")


def _listed(archive: zipfile.ZipFile, source: Source, budget: Budget) -> Iterator[Piece]:
    infos = [(i, info) for i, info in enumerate(archive.infolist()) if not _is_folder(info)]
    _hold(source, budget, [info for _, info in infos])
    hard = {i for i, info in infos if _type(info) == "file" and (info.flag_bits & 1 or info.compress_type not in _READ_HERE)}
    for index, info in infos:
        kind = _type(info)
        if kind != "file":
            yield Piece(name_of(info), index, kind)
        elif index not in hard:
            with contextlib.ExitStack() as stack:
                try:
                    stream = stack.enter_context(archive.open(info))
                except (*DAMAGED, RuntimeError):
                    hard.add(index)  # a local header that says otherwise than the list: 7-Zip goes by the list
                else:
                    yield Piece(name_of(info), index, "file", stream)  # type: ignore[arg-type]
    names = {i: name_of(info) for i, info in infos}
    for piece in unpacked(source, budget, hard) if hard else ():
        yield replace(piece, name=names[piece.index])


def _unlisted(source: Source, budget: Budget, spans: Iterable[tuple[int, int]], until: int) -> Iterator[Piece]:
    """Members outside the ``spans``; those that break off too, as damaged."""
    found = list(islice(headers.unlisted(source.place, spans, until), budget.members + 1))
    if len(found) > budget.members:
        raise bomb(source.path, f"holds more than {budget.members} members")
    if whole := [member for member in found if member.end]:
        place = source.work / f"gathered-{source.place.name[:16]}"
        headers.gathered(source.place, whole, place)
        with damage(source.path):
            archive = zipfile.ZipFile(place)
        with archive:
            yield from _listed(archive, replace(source, place=place), budget)
        place.unlink()
    for member in found:
        if not member.end:
            name = member.name.decode("utf-8", "replace") if member.flags & 0x800 else decoded(member.name)
            yield Piece(name, member.start, error="archive_damaged")


def _hold(source: Source, budget: Budget, infos: list[zipfile.ZipInfo]) -> None:
    """Hold what the zip declares against the limits before anything comes out."""
    if len(infos) > budget.members:
        raise bomb(source.path, f"holds {len(infos)} members, more than {budget.members}")
    total = sum(i.file_size for i in infos)
    if total > budget.left(source):
        raise bomb(source.path, f"would expand to {total} bytes, more than {budget.left(source)}")
    spans = sorted(
        (i.header_offset, i.header_offset + headers.LOCAL.size + len(i.orig_filename) + i.compress_size)
        for i in infos
        if i.compress_size
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
