"""Members of an archive of any format, and its volumes put together."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipelines.errors import BadFile
from pipelines.seal import streams, zips
from pipelines.seal.archives import PACKED, REMEDIES, Budget, Piece, Source, behind_program, kind_of
from pipelines.seal.workers import unpacked


def pieces(source: Source, budget: Budget) -> Iterator[Piece]:
    """The archive's files, links and devices. Raises BadFile, with a code, when it is not to be trusted."""
    if source.kind == "zip":
        return zips.pieces(source, budget)
    if source.kind.startswith("tar"):
        return streams.tar(source, budget)
    return streams.single(source, budget) if source.kind in PACKED else _apart(source, budget)


def _apart(source: Source, budget: Budget) -> Iterator[Piece]:
    """Members by the unpacking process, which would take a program that unpacks itself for a program: it gets what the program carries."""
    inside = None if source.volumes else behind_program(source.place)
    if inside is None:
        yield from unpacked(source, budget)
        return
    carried = source.work / f"carried-{source.place.name[:16]}"
    with source.place.open("rb") as program, carried.open("wb") as out:
        program.seek(inside[1])
        shutil.copyfileobj(program, out)
    try:
        yield from unpacked(replace(source, place=carried), budget)
    finally:
        carried.unlink()


def joined(source: Source) -> Source:
    """An archive that was cut into several files, as one file in its folder for work. Raises BadFile when it is none."""
    whole = source.work / "joined"
    with whole.open("wb") as out:
        for _, place in source.volumes:
            with place.open("rb") as part:
                shutil.copyfileobj(part, out)
    kind = kind_of(whole, Path(source.path).stem)
    if kind is None:
        raise BadFile(source.path, "archive_damaged", REMEDIES["archive_damaged"])
    return replace(source, place=whole, size=whole.stat().st_size, kind=kind, volumes=())
