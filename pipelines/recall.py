"""What the ledger says of a file, a list or a case, found without walking it: the cost of a night follows what is new.

``.ledger.index`` in the home points from hashes of what events are about (their evidence; their reason up to its first colon) to the places
of their lines. It is brought up to date from where it ended, holds no fact itself (events are read from the ledger, and compared), and is
made anew when it is gone, damaged, or no longer fits the ledger. No part of custody: ``hopback verify`` walks the ledger itself.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pipelines import ledger
from pipelines.errors import MachineRefused
from pipelines.home import Home, private

_TABLES = """
CREATE TABLE IF NOT EXISTS places (key INTEGER, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ended (start INTEGER, place INTEGER, hash TEXT);
"""
_BATCH = 100_000
_WAIT = 120.0
"""Seconds to wait for another process that brings the index up to date."""


def events(home: Home, subjects: Iterable[str] = (), evidence: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The events, in their order, whose reason is one of ``subjects`` (or one up to its first colon), or that are about one of the files
    ``evidence``. Raises CustodyBroken for a line that is no event, and MachineRefused."""
    reasons, files = set(subjects), set(evidence)
    if not home.ledger.exists() or not (reasons or files):
        return []
    wanted = {_key("reason", _subject(r)) for r in reasons} | {_key("evidence", f) for f in files}
    found = []
    with _index(home) as index, home.ledger.open("rb") as file:
        places: set[int] = set()
        for key in wanted:
            places.update(place for (place,) in index.execute("SELECT place FROM places WHERE key = ?", (key,)))
        for place in sorted(places):
            file.seek(place)
            event = ledger.parsed(file.readline(), home.ledger)
            if event["evidence_id"] in files or event["reason"] in reasons or _subject(event["reason"]) in reasons:
                found.append(event)
    return found


def unwritten(home: Home, wanted: Sequence[ledger.Event]) -> list[ledger.Event]:
    """Those of the events that the ledger does not have yet: a killed run may have written the others."""
    written = {(e["action"], e["evidence_id"], e["reason"]) for e in events(home, (w.reason for w in wanted))}
    return [event for event in wanted if event.key not in written]


def kept(home: Home, evidence: Iterable[str]) -> set[str]:
    """Those of the files that were sealed or extracted, and not destroyed since."""
    out: set[str] = set()
    for event in events(home, evidence=evidence):
        if event["action"] in ("seal", "extract"):
            out.add(str(event["evidence_id"]))
        elif event["action"] == "destroy":
            out.discard(str(event["evidence_id"]))
    return out


@contextmanager
def _index(home: Home) -> Iterator[sqlite3.Connection]:
    """The index as of now. A damaged one is made anew once; what the machine refuses is told as that."""
    place = home.root / ".ledger.index"
    try:
        index = _up_to_date(home, place)
    except sqlite3.OperationalError as error:
        raise MachineRefused(f"{place}: {error}; see to the disk and run again, or remove the file, it is made anew") from error
    except sqlite3.DatabaseError:
        place.unlink(missing_ok=True)
        index = _up_to_date(home, place)
    with closing(index):
        yield index


def _up_to_date(home: Home, place: Path) -> sqlite3.Connection:
    with private():
        index = sqlite3.connect(place, timeout=_WAIT, isolation_level=None)
        try:
            index.executescript(f"PRAGMA synchronous = OFF; {_TABLES}")
            _catch_up(home, index)
        except BaseException:
            index.close()
            raise
    return index


def _catch_up(home: Home, index: sqlite3.Connection) -> None:
    """Take in the whole lines that were appended since; from the beginning when the line that the index ends with is not there."""
    with home.ledger.open("rb") as file:
        start, place, digest = _end(index)
        if place and _hash_at(file, start, place) != digest:
            start = place = 0
        elif place == file.seek(0, 2):
            return
        index.execute("BEGIN IMMEDIATE")
        with index:
            if not place:
                index.execute("DELETE FROM places")
            elif _end(index) != (start, place, digest):  # another process was faster
                start, place, digest = _end(index)
            file.seek(place)
            keys: list[tuple[int, int]] = []
            for line in file:
                if not line.endswith(b"\n"):
                    break
                event = ledger.parsed(line, home.ledger)
                keys.append((_key("reason", _subject(event["reason"])), place))
                if event["evidence_id"]:
                    keys.append((_key("evidence", event["evidence_id"]), place))
                if len(keys) >= _BATCH:
                    index.executemany("INSERT OR IGNORE INTO places VALUES (?, ?)", sorted(keys))
                    keys.clear()
                start, digest = place, _digest(line)
                place += len(line)
            index.executemany("INSERT OR IGNORE INTO places VALUES (?, ?)", sorted(keys))
            index.execute("DELETE FROM ended")
            index.execute("INSERT INTO ended VALUES (?, ?, ?)", (start, place, digest))


def _end(index: sqlite3.Connection) -> tuple[int, int, str]:
    """Where the last line taken in begins and ends, and its SHA-256."""
    row = index.execute("SELECT start, place, hash FROM ended").fetchone()
    return (int(row[0]), int(row[1]), str(row[2])) if row else (0, 0, "")


def _hash_at(file: Any, start: int, place: int) -> str:
    file.seek(start)
    return _digest(file.read(place - start))


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _subject(reason: str) -> str:
    return reason.split(":")[0]


def _key(what: str, name: str) -> int:
    text = f"{what} {name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big", signed=True)
