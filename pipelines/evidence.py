"""The evidence store: originals by SHA-256, written once, read-only; see docs/evidence_handling.md.

A file comes in under ``.incoming/<sha256>`` and moves to its place when the ledger has its event, so that a crash at any
point leaves either an unfinished copy (thrown away) or a promised one (put in place by the next run), never a stranger.
"""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import BinaryIO

from pipelines.home import Home

CHUNK = 1 << 20
_HOLE = bytes(CHUNK)
_AT_ONCE = 16


@dataclass(frozen=True)
class Stored:
    """A file in the store: SHA-256 in hex, size in bytes, and where it lies now."""

    sha256: str
    size: int
    path: Path


def put(home: Home, stream: BinaryIO, limit: int | None = None) -> Stored:
    """Copy and hash a stream in one pass; ``flush`` brings it to the disk. Raises OverflowError when it gives more than ``limit`` bytes.

    Several threads may do so at once, with one stream each.
    """
    folder = _incoming(home)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"partial-{get_ident()}"
    digest, size = hashlib.sha256(), 0
    with ThreadPoolExecutor(1, thread_name_prefix="hash") as hasher, partial.open("wb") as out:
        hashing = hasher.submit(digest.update, b"")  # one chunk ahead at most, so that memory stays bounded
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if limit is not None and size > limit:
                raise OverflowError(size)
            hashing.result()
            hashing = hasher.submit(digest.update, chunk)  # while it is written
            if chunk == _HOLE:
                out.seek(CHUNK, os.SEEK_CUR)  # a sparse file stays sparse
            else:
                out.write(chunk)
        hashing.result()
        out.truncate(size)
    sha256 = digest.hexdigest()
    present = find(home, sha256)
    if present:
        partial.unlink()
        return Stored(sha256, size, present)
    partial.chmod(0o400)
    return Stored(sha256, size, partial.replace(folder / sha256))


def find(home: Home, sha256: str) -> Path | None:
    """Where the original lies: in its place, or still incoming; None when it is nowhere."""
    return next((p for p in (home.evidence_file(sha256), _incoming(home) / sha256) if p.exists()), None)


def incoming(home: Home) -> list[str]:
    """Names of the files on their way: SHA-256 of what is whole."""
    return [path.name for path in _incoming(home).iterdir()] if _incoming(home).exists() else []


def flush(home: Home) -> None:
    """Bring what is incoming, and its names, to the disk, before the ledger promises it. Many at once: the disk then writes in turn."""
    folder = _incoming(home)
    if names := incoming(home):
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(_sync, (folder / name for name in names)))
        _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(home: Home, promised: set[str]) -> None:
    """Put the incoming files that the ledger promises in their places; throw the others away."""
    folder = _incoming(home)
    if not folder.exists():
        return
    for path in folder.iterdir():
        if path.name in promised:
            target = home.evidence_file(path.name)
            target.parent.mkdir(exist_ok=True)
            path.replace(target)
        else:
            path.unlink()


def files(home: Home) -> Iterator[Path]:
    """Every file in the store's folders, in order, whatever its name; incoming files, the ledger and its checkpoints are left out."""
    for folder in sorted(home.evidence.iterdir()) if home.evidence.exists() else ():
        if folder.is_dir() and folder.name != ".incoming":
            yield from sorted(p for p in folder.rglob("*") if not p.is_dir())
        elif not folder.is_dir() and folder not in (home.ledger, home.checkpoints):
            yield folder


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _incoming(home: Home) -> Path:
    return home.evidence / ".incoming"
