"""The backup of a home: what cannot be made again, copied to another folder; see docs/operations.md."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from pipelines import evidence
from pipelines.errors import CustodyBroken
from pipelines.home import Home, private

CHUNK = 1 << 20


def back_up(home: Home, to: Path) -> str:
    """Copy to ``to`` what cannot be made again: evidence, ledger, checkpoints, inbox, settings. Copies only what is new there.

    Evidence is hashed while it is copied. Returns what was done, in a sentence. Raises CustodyBroken, and keeps the backup
    as it is, when a file is not what its name says or when the ledger in ``to`` is no beginning of the ledger here.
    """
    with private():
        return _back_up(home, to)


def _back_up(home: Home, to: Path) -> str:
    to.mkdir(parents=True, exist_ok=True)
    kept = to / "evidence" / home.ledger.name
    if kept.exists() and not _begins_with(home.ledger, kept):
        raise CustodyBroken(f"{kept} is no beginning of {home.ledger}: one of them was altered; compare them before anything else")
    files = size = 0
    for source in evidence.files(home):
        target = to / source.relative_to(home.root)
        if not target.exists():
            digest = _copy(source, target)
            if digest != source.name:
                target.unlink()
                raise CustodyBroken(f"{source}: is not what was sealed, see 'hopback verify'; the backup was kept as it is")
            files, size = files + 1, size + source.stat().st_size
    for source in _files_of_inbox(home):
        target = to / source.relative_to(home.root)
        if not target.exists() or _stamp(target) != _stamp(source):
            _copy(source, target)
            os.utime(target, ns=(_stamp(source)[1],) * 2)
    for source in (home.ledger, home.checkpoints, home.root / "hopback.toml"):
        if source.exists():
            _copy(source, to / source.relative_to(home.root))
    return f"{files} new evidence files, {size:,} bytes, copied to {to}; ledger, inbox and settings are up to date there"


def _files_of_inbox(home: Home) -> Iterator[Path]:
    return (p for p in sorted(home.inbox.rglob("*")) if p.is_file())


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _begins_with(path: Path, beginning: Path) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as whole, beginning.open("rb") as start:
        while expected := start.read(CHUNK):
            if whole.read(len(expected)) != expected:
                return False
    return True


def _copy(source: Path, target: Path) -> str:
    """Copy through a temporary name, flushed to the disk before the swap; returns the SHA-256 of what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    digest = hashlib.sha256()
    with source.open("rb") as data, partial.open("wb") as out:
        while chunk := data.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(target)
    return digest.hexdigest()
