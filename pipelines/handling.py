"""What the stages that compute did with evidence: an event of the ledger for each list or case, with hashes of what went in and out.

The hash that comes out of a stage goes into the next: seal and load hash bytes; from normalise on it is the SHA-256 of number, sum and
exclusive-or of DuckDB's row hashes (as in sql/content_hash.sql), whatever the order of rows. seal, load, report and publish make files
and write their events themselves. A run that changes nothing writes nothing.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pipelines import ledger, recall, warehouse
from pipelines.home import Home

_BEFORE = {"normalise": "parse", "resolve": "normalise", "derive": "resolve", "trace": "derive", "assess": "trace"}
"""Stage that is noted here → the act whose output it takes."""
_OF_CASES = ("trace", "assess")
_CONTENT = {
    "normalise": "flow/normalised",
    "resolve": "flow/resolved",
    "derive": "flow/derived",
    "trace": "flow/traced",
    "assess": "flow/assessed",
}


@contextmanager
def noted(home: Home, con: warehouse.Connection, stage: str, ids: Sequence[str]) -> Iterator[None]:
    """Write to the ledger what the block, one run of the stage on ``ids``, did; other stages pass through."""
    if stage not in _BEFORE:
        yield
        return
    before = set(ids) if stage in _OF_CASES else _waiting(con, stage)
    yield
    worked = sorted(before if stage in _OF_CASES else before - _waiting(con, stage))
    if worked:
        _write(home, con, stage, worked)


def _waiting(con: warehouse.Connection, stage: str) -> set[str]:
    return {str(row["id"]) for row in warehouse.rows(con, "flow/waiting", stage=stage)}


def _write(home: Home, con: warehouse.Connection, stage: str, ids: Sequence[str]) -> None:
    kind = "case" if stage in _OF_CASES else "dataset"
    said = recall.events(home, (f"{kind} {id_}" for id_ in ids))
    last = {(e["action"], e["reason"]): (e["in_sha256"], e["out_sha256"]) for e in said}
    read = {} if stage != "trace" else {r["case_id"]: r["inputs"] for r in warehouse.rows(con, "trace/inputs")}
    events = []
    for row in warehouse.rows(con, _CONTENT[stage], ids=list(ids)):
        reason, content = f"{kind} {row['id']}", row.pop("content")
        given = last.get((_BEFORE[stage], reason), (None, None))[1]
        if row["id"] in read:
            given = hashlib.sha256(read[row["id"]].encode()).hexdigest()
        if last.get((stage, reason)) != (given, content):
            events.append(
                ledger.Event(
                    stage,
                    row["evidence_id"],
                    reason=reason,
                    in_sha256=given,
                    out_sha256=content,
                    rows_in=row["rows_in"],
                    rows_out=row["rows_out"],
                    rows_rejected=row["rows_rejected"],
                )
            )
    ledger.append(home, events)
