"""The custody ledger: append-only JSON lines, each holding the hash of the one before.

An event's ``hash`` is the SHA-256 of its canonical JSON (sorted keys, no spaces, UTF-8) without ``hash`` itself. A line is
whole only with its line feed. What a crash left of an append is mended by the next one, and an event says how: an event that
lacks its line feed alone gets it, anything less is put aside in ``quarantine/`` and taken out.
"""

import fcntl
import getpass
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from pipelines import __version__
from pipelines.errors import CustodyBroken
from pipelines.home import Home, private

GENESIS = "0" * 64
TOOL = "hopback"
_TAIL = 1 << 16
_DECODER = json.JSONDecoder()
_START = b'{"action":"'  # of every line: the keys are sorted


@dataclass(frozen=True)
class Event:
    """What was done. ``action``: receive, seal, extract, parse, normalise, resolve, derive, trace, assess, export, publish, exclude,
    destroy, query, reveal, repair.

    ``reason`` names ids and paths, never a person's value; ``actor`` defaults to ``$HOPBACK_ACTOR``, else the system user.
    """

    action: str
    evidence_id: str | None = None
    parent_ids: tuple[str, ...] = ()
    reason: str = ""
    in_sha256: str | None = None
    out_sha256: str | None = None
    rows_in: int | None = None
    rows_out: int | None = None
    rows_rejected: int | None = None
    actor: str | None = None

    @property
    def key(self) -> tuple[str, str | None, str]:
        """What makes two events the same act: action, evidence and reason."""
        return self.action, self.evidence_id, self.reason


_KEYS = {*Event.__dataclass_fields__, "seq", "prev_hash", "at", "tool", "version", "hash"}


@dataclass(frozen=True)
class Break:
    """A place where the ledger is not what was written. ``line`` counts from 1."""

    line: int
    what: str


def append(home: Home, events: Sequence[Event]) -> None:
    """Write ``events`` at the end, flushed to the disk before it returns; one writer at a time. Raises CustodyBroken."""
    if not events:
        return
    with private():
        home.ledger.parent.mkdir(parents=True, exist_ok=True)
        file = home.ledger.open("a+b")
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        torn = _mend_torn_line(home, file)
        seq, previous = _last(file, home.ledger, file.seek(0, os.SEEK_END))
        lines = []
        for event in (*torn, *events):
            seq += 1
            line, previous = _line(event, seq, previous)
            lines.append(line)
        file.write(b"".join(lines))
        file.flush()
        os.fsync(file.fileno())


def read(home: Home) -> Iterator[dict[str, Any]]:
    """The whole events, in order; a line that a crash cut off is left out. Raises CustodyBroken for a line that is no JSON."""
    if not home.ledger.exists():
        return
    with home.ledger.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            yield parsed(line, home.ledger, number)


def head(home: Home) -> tuple[int, str] | None:
    """(seq, hash) of the last whole event; None of an empty ledger. Raises CustodyBroken for one that was altered."""
    if not home.ledger.exists():
        return None
    with home.ledger.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        whole = size - len(_from_last_line(file, size))
        if not whole:
            return None
        return _last(file, home.ledger, whole)


def torn(home: Home) -> int:
    """Bytes at the end that are no whole line: what a crash left of an append."""
    if not home.ledger.exists():
        return 0
    with home.ledger.open("rb") as file:
        return len(_from_last_line(file, file.seek(0, os.SEEK_END)))


def verify(home: Home, seen: Callable[[dict[str, Any]], None] = lambda event: None) -> tuple[int, Break | None]:
    """Walk the chain: (whole events, the first break or None); ``seen`` is told each event that holds. A last line that is the beginning
    of one is no break, see ``torn``."""
    previous, count = GENESIS, 0
    if not home.ledger.exists():
        return 0, None
    with home.ledger.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                if not _may_be_torn(line, count, previous):
                    return count, Break(number, "holds bytes that no append wrote")
                break
            try:
                event = parsed(line, home.ledger, number)
            except CustodyBroken:
                return count, Break(number, "is not a ledger event")
            if event.get("seq") != number:
                return count, Break(number, f"has seq {event.get('seq')}: a line before it was removed, added or moved")
            if event.get("prev_hash") != previous:
                return count, Break(number, "does not follow from the line before it")
            if event.get("hash") != _hash(event) or _canonical(event) + b"\n" != line:
                return count, Break(number, "was altered: its hash does not match")
            previous, count = event["hash"], number
            seen(event)
    return count, None


def _line(event: Event, seq: int, previous: str) -> tuple[bytes, str]:
    record: dict[str, Any] = asdict(event)
    record |= {
        "seq": seq,
        "prev_hash": previous,
        "parent_ids": list(event.parent_ids),
        "actor": event.actor or os.environ.get("HOPBACK_ACTOR") or getpass.getuser(),
        "at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        "tool": TOOL,
        "version": __version__,
    }
    record["hash"] = _hash(record)
    return _canonical(record) + b"\n", record["hash"]


def _hash(record: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical({k: v for k, v in record.items() if k != "hash"})).hexdigest()


def _canonical(record: dict[str, Any]) -> bytes:
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def parsed(line: bytes, path: Path, number: int = 0) -> dict[str, Any]:
    """The event of a line, of which ``number`` 0 does not know the place. Raises CustodyBroken when it is none."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict) or not event.keys() >= _KEYS:
        raise CustodyBroken(
            f"{path}, {f'line {number}' if number else 'a line'}: is not a ledger event; restore the ledger from the backup, see 'hopback verify'"
        )
    return event


def _last(file: BinaryIO, path: Path, size: int) -> tuple[int, str]:
    """(seq, hash) of the last line of the first ``size`` bytes; (0, GENESIS) of an empty ledger."""
    if not size:
        return 0, GENESIS
    event = parsed(_from_last_line(file, size - 1).split(b"\n")[0], path, 0)
    if event.get("hash") != _hash(event):
        raise CustodyBroken(f"{path}: the last line was altered; run 'hopback verify' and restore the ledger from the backup")
    return int(event["seq"]), str(event["hash"])


def _mend_torn_line(home: Home, file: BinaryIO) -> list[Event]:
    """Complete or remove a last line without its line feed; returns the event that says so."""
    size = file.seek(0, os.SEEK_END)
    rest = _from_last_line(file, size)
    if not rest:
        return []
    if _follows(rest, *_last(file, home.ledger, size - len(rest))):
        file.write(b"\n")
        return [Event("repair", reason="added the line feed of an append that a crash cut off")]
    digest = hashlib.sha256(rest).hexdigest()
    with private():
        home.quarantine.mkdir(exist_ok=True)
        (home.quarantine / f"{digest[:12]}-ledger.torn").write_bytes(rest)
    file.truncate(size - len(rest))
    return [Event("repair", reason=f"removed {len(rest)} bytes of an append that a crash cut off", in_sha256=digest)]


def _follows(line: bytes, seq: int, previous: str) -> bool:
    """Whether these bytes are the event after number ``seq`` of hash ``previous``, with a sound hash and as it is written."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return False
    linked = isinstance(event, dict) and (event.get("seq"), event.get("prev_hash")) == (seq + 1, previous)
    return linked and event.get("hash") == _hash(event) and _canonical(event) == line


def _may_be_torn(line: bytes, seq: int, previous: str) -> bool:
    """Whether a crash in the middle of an append can have left this: the beginning of a line, or all but its line feed."""
    if line[: len(_START)] != _START[: len(line)]:
        return False
    try:
        _DECODER.raw_decode(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return True
    return _follows(line, seq, previous)


def _from_last_line(file: BinaryIO, end: int) -> bytes:
    """Bytes between the last line feed before ``end`` and the end of the file."""
    step = _TAIL
    while True:
        start = max(0, end - step)
        file.seek(start)
        cut = file.read(end - start).rfind(b"\n")
        if cut >= 0 or start == 0:
            file.seek(start + cut + 1 if cut >= 0 else 0)
            return file.read()
        step *= 4
