"""Withdraw a list or record table: a wrong case, an unlawful seizure, a court order.

What was read from it goes and what it touched is worked out again, so that every result is that of a home which never had it. The
finding stays, marked, and the ledger tells who took it out and why; the original stays too, unless its destruction was ordered.
"""

import logging
import shutil
from collections.abc import Sequence
from typing import Any

from pipelines import evidence, flow, ledger, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.outcome import Outcome

log = logging.getLogger("hopback")

LISTS = ("seized", "leaked", "reference")


def withdraw(home: Home, reason: str, dataset: str | None = None, file: str | None = None, destroy: bool = False) -> Outcome:
    """Take out a dataset by id, or all of a file by its path in the manifest or SHA-256; then derive … publish what changed.

    destroy: the original goes as well. Raises UsageError when nothing or several files are meant, for an empty reason, and when
    an original to be destroyed was found in another place too that was not withdrawn.
    """
    if not reason.strip():
        raise UsageError("a withdrawal needs a reason: it is written to the ledger")
    with flow.recorded(home) as con:
        found = _found(con, dataset, file, destroy)
        cases = _take_out(home, con, found, reason.strip(), destroy)
        gone = [case for case in cases if case not in {row["case_id"] for row in warehouse.rows(con, "trace/inputs")}]
        for case in gone:
            _forget(home, con, case)
        outcome = flow.trace_open(home, con, [case for case in cases if case not in gone])
    notes = [f"withdrawn {row['path']} ({row['rows_accepted']} rows)" for row in found]
    if destroy and found[0]["parent_evidence_id"]:
        notes.append(f"its bytes are in the archive {found[0]['parent_evidence_id']} too, which stays")
    return Outcome(outcome.ids, len(found), 0, outcome.problems, (*notes, *outcome.notes))


def _found(con: warehouse.Connection, dataset: str | None, file: str | None, destroy: bool) -> list[dict[str, Any]]:
    found = warehouse.rows(con, "withdraw/found", dataset=dataset, file=file)
    if not found:
        raise UsageError("no such list in this home: see dataset_id and path of the table datasets")
    if len({row["finding_id"] for row in found}) > 1:
        raise UsageError("several files are meant: give --dataset with one of " + ", ".join(row["dataset_id"] for row in found))
    if destroy and (found[0]["others"] or _sheets(con, found)):
        raise UsageError("the original holds other lists or was found elsewhere too: withdraw those before it is destroyed")
    return found


def _sheets(con: warehouse.Connection, found: Sequence[dict[str, Any]]) -> bool:
    """Whether the file has datasets that stay."""
    whole = warehouse.rows(con, "withdraw/found", dataset=None, file=found[0]["sha256"])
    return len(whole) > len(found)


def _take_out(home: Home, con: warehouse.Connection, found: Sequence[dict[str, Any]], reason: str, destroy: bool) -> list[str]:
    """Take it out of the tables and resolve and derive again what it touched; returns the cases that changed."""
    from pipelines.resolve import release

    numbers = [row["dataset_no"] for row in found]
    lists = found[0]["kind"] in LISTS
    _record(home, found, reason, destroy)
    with warehouse.transaction(con):
        highest = release.last(con)
        touched = release.release(con, numbers) if lists else []
        warehouse.run(con, "normalise/forget", datasets=numbers)
        warehouse.run(con, "withdraw/lists", datasets=numbers)
        own = sorted({row["case_id"] for row in found})
        cases = [
            row["case_id"]
            for row in warehouse.rows(con, "withdraw/cases", datasets=numbers, touched=touched, lists=lists, cases=own)
        ]
    for row in found:
        (home.root / row["staging"]).unlink(missing_ok=True)
    if destroy:
        _destroy(home, found[0]["sha256"])
    for name in ("resolve", "derive"):
        flow.timed(home, con, name, ())
        if name == "resolve" and touched:
            with warehouse.transaction(con):
                release.keep_ids(con, highest)
    return cases


def _record(home: Home, found: Sequence[dict[str, Any]], reason: str, destroy: bool) -> None:
    events = [
        ledger.Event(
            "exclude", row["sha256"], reason=f"dataset {row['dataset_id']} withdrawn: {reason}", in_sha256=row["sha256"],
            rows_in=row["rows_accepted"], rows_out=0,
        )
        for row in found
    ]  # fmt: skip
    if destroy:
        sha256 = found[0]["sha256"]
        events.append(ledger.Event("destroy", sha256, reason=f"original of {found[0]['finding_id']}: {reason}", in_sha256=sha256))
    ledger.append(home, events)


def _destroy(home: Home, sha256: str) -> None:
    path = evidence.find(home, sha256)
    if path is not None:
        path.unlink()
        log.info("withdraw: evidence %s destroyed", sha256)


def _forget(home: Home, con: warehouse.Connection, case: str) -> None:
    """A case of which nothing is left has no results."""
    with warehouse.transaction(con):
        warehouse.run(con, "trace/forget", case_id=case)
        warehouse.run(con, "assess/forget_counted", cases=[case])
        warehouse.run(con, "assess/forget", cases=[case])
        warehouse.run(con, "withdraw/case_run", case_id=case)
    shutil.rmtree(home.report(case), ignore_errors=True)
