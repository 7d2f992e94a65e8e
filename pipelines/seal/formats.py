"""Members of an archive of any format, and its volumes put together."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipelines.errors import BadFile
from pipelines.seal import streams, zips
from pipelines.seal.archives import PACKED, REMEDIES, Budget, Piece, Source, kind_of
from pipelines.seal.workers import unpacked


def pieces(source: Source, budget: Budget) -> Iterator[Piece]:
    """The archive's files, links and devices. Raises BadFile, with a code, when it is not to be trusted."""
    if source.kind == "zip":
        return zips.pieces(source, budget)
    if source.kind.startswith("tar"):
        return streams.tar(source, budget)
    return streams.single(source, budget) if source.kind in PACKED else unpacked(source, budget)


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
