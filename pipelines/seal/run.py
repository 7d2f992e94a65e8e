"""seal: what lies in an intake becomes evidence: hashed, copied once, unpacked, written to the ledger, told to the warehouse.

Order of an intake: copies (``.incoming``) → ledger events, flushed → copies into place → one transaction. Killed anywhere,
the next run of the same intake ends in the same state: what the ledger promises is kept, the rest is taken again.
"""

import hashlib
import logging
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines import evidence, ledger, progress, quarantine, recall, warehouse
from pipelines.errors import BadFile, HomeInUse, UsageError
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.seal import kinds, manifest, plan
from pipelines.seal.intake import Intake
from pipelines.seal.taking import Taken, take

log = logging.getLogger("hopback")


@dataclass
class _Sum:
    """Counts of a run."""

    ids: list[str] = field(default_factory=list)
    new: int = 0
    known: int = 0
    problems: int = 0
    notes: list[str] = field(default_factory=list)


def scan(home: Home) -> list[str]:
    """Ids of the intakes of the inbox that are whole, have settled and were not taken as they are. Raises HomeInUse."""
    seen: dict[str, str] = {}
    if home.warehouse.exists():
        try:
            with warehouse.reader(home.warehouse) as con:
                seen = {row["name"]: row["signature"] for row in warehouse.rows(con, "seal/seen")}
        except warehouse.Error as error:
            if isinstance(error, HomeInUse) or "inbox_seen" not in str(error):
                raise
    return [i.id for i in _intakes(home) if seen.get(i.name) != i.signature and _ready(home, i, home.settings.settle_seconds)]


def run(home: Home, con: warehouse.Connection, ids: Sequence[str], settle_seconds: float | None = None) -> Outcome:
    """Seal intakes: ids or names in the inbox, or paths of folders and archives anywhere; none: all that is ready in the inbox.

    ``settle_seconds`` is the home's by default; 0 takes an intake as it stands, files missing or not. The outcome's ids are
    the findings of these intakes, known ones too. Raises UsageError for an intake that is not there.
    """
    settle = home.settings.settle_seconds if settle_seconds is None else settle_seconds
    seen = {row["name"]: row for row in warehouse.rows(con, "seal/seen")}
    total = _Sum()
    intakes = [_named(home, i) for i in ids] or _intakes(home)
    for intake in progress.track(intakes, "seal", len(intakes)):
        before = seen.get(intake.name) if intake.path.parent == home.inbox else None
        if before and before["signature"] == intake.signature:
            total.ids += [row["finding_id"] for row in warehouse.rows(con, "seal/findings_of", intake_id=before["intake_id"])]
            total.known += 1
        elif _ready(home, intake, settle):
            _seal(home, con, intake, total)
        else:
            total.notes.append(
                f"intake {intake.id}: not taken yet, its manifest or a file is missing or it changed just now; see hopback status"
            )
    return Outcome(tuple(dict.fromkeys(total.ids)), total.new, total.known, total.problems, tuple(total.notes))


def _seal(home: Home, con: warehouse.Connection, intake: Intake, total: _Sum) -> None:
    _settle_store(home)
    shutil.rmtree(home.root / ".unpack", ignore_errors=True)  # what a killed run left
    there = [inside.rsplit("/", 1)[-1].encode("utf-8", "replace").decode() for inside, _, _ in intake.files]
    met = warehouse.rows(con, "seal/known_sizes", names=there, sizes=[size for _, size, _ in intake.files])
    sizes = {(row["file_name"], row["size_bytes"]) for row in met}
    taken = take(home, intake, sizes)

    def detect(found: plan.Found, list_kind: str) -> str:
        return kinds.of(_sample(home, found), list_kind)

    made = plan.make(taken.found, taken.manifest, taken.troubles, detect, taken.worked, _case_of_mappings(con, taken))
    ids = [f["finding_id"] for f in made.findings]
    known = {row["finding_id"] for row in warehouse.rows(con, "seal/known_findings", ids=ids)}
    shut = {row["finding_id"] for row in warehouse.rows(con, "seal/shut", ids=ids)}
    new = [f for f in made.findings if f["finding_id"] not in known]
    mended = [f for f in made.findings if f["finding_id"] in shut and f["state"] != "quarantined"]
    intake_id = plan.intake_id(made.findings)
    first_time = not warehouse.rows(con, "seal/known_intake", id=intake_id)
    if new or mended or first_time:
        _write_ledger(home, intake, intake_id, taken, new, mended)
    _settle_store(home)
    for finding, code, message in made.quarantined:
        if finding["finding_id"] not in known:
            quarantine.put(home, finding["path"], finding["evidence_id"], code, message)
    with warehouse.transaction(con):
        warehouse.run(con, "seal/mended", ids=[f["finding_id"] for f in mended], states=[f["state"] for f in mended])
        issues = _write_rows(con, made, known, intake_id)
        issues += _write_mappings(con, made, taken, {f["evidence_id"] for f in new})
        if first_time:
            warehouse.insert(con, "intakes", [_intake_row(intake, intake_id, taken)])
        if intake.path.parent == home.inbox:
            warehouse.run(con, "seal/see", intake=intake.name, signature=intake.signature, intake_id=intake_id)
    for finding in mended:
        quarantine.release(home, finding["path"], finding["evidence_id"])
    total.ids += ids
    total.new += len(new) + len(mended)
    total.known += len(made.findings) - len(new) - len(mended)
    total.problems += sum(1 for i in issues if i["code"] not in ("unnamed", "unknown_column"))
    total.notes += [f"{i['path']}: {i['message']}" for i in issues if i["code"] == "custody_broken"]


def _write_ledger(
    home: Home, intake: Intake, intake_id: str, taken: Taken, new: Sequence[dict[str, Any]], mended: Sequence[dict[str, Any]]
) -> None:  # fmt: skip
    """One receive event an intake, one seal or extract event a finding, one an archive whose passwords were tried, one a finding
    taken at last; those that a killed run wrote are not written again."""
    size = sum(f.size for f in taken.found)
    reason = f"intake {intake_id}: {intake.name}, {len(taken.found)} files, {size} bytes"
    events = [ledger.Event("receive", reason=reason, in_sha256=_sums(taken.found))]
    for finding in new:
        sha256, parent = finding["evidence_id"], finding["parent_evidence_id"]
        events.append(
            ledger.Event(
                "extract" if parent else "seal",
                evidence_id=sha256,
                parent_ids=(parent, *taken.volumes.get(parent, ())) if parent else (),
                reason=f"finding {finding['finding_id']}: {finding['path']}",
                in_sha256=parent or sha256,
                out_sha256=sha256,
            )
        )
    events += [ledger.Event("extract", evidence_id=archive, in_sha256=archive, reason=how) for archive, how in taken.tried]
    events += [
        ledger.Event("seal", evidence_id=f["evidence_id"], in_sha256=f["evidence_id"], reason=f"finding {f['finding_id']}: mended, {f['path']}")
        for f in mended
    ]  # fmt: skip
    evidence.flush(home)
    ledger.append(home, recall.unwritten(home, events))


def _sums(found: Sequence[plan.Found]) -> str:
    """SHA-256 of what ``sha256sum`` writes of the files, in the order of their paths: one hash of all that was handed over."""
    lines = sorted((f.path, f.sha256) for f in found)
    text = "".join(f"{sha256}  {path}\n" for path, sha256 in lines)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _write_rows(con: warehouse.Connection, made: plan.Plan, known: set[str], intake_id: str) -> list[dict[str, Any]]:
    """Findings and issues that are not there yet; returns the new issues."""
    warehouse.insert(con, "findings", [f | {"intake_id": intake_id} for f in made.findings if f["finding_id"] not in known])
    told = {tuple(row.values()) for row in warehouse.rows(con, "seal/known_issues", paths=[i["path"] for i in made.issues])}
    issues = []
    for issue in made.issues:
        key = tuple(issue[name] for name in ("case_id", "path", "row", "field", "code"))
        met = issue["finding_id"] in known and issue["code"] != "custody_broken"  # a later manifest may contradict
        if not met and (issue["finding_id"] not in known | {None} or key not in told):
            issues.append(issue)
            told.add(key)
    warehouse.insert(con, "load_issues", issues)
    warehouse.run(con, "seal/found_at_last")
    return issues


def _case_of_mappings(con: warehouse.Connection, taken: Taken) -> str | None:
    """The case of an intake that brings mapping files alone: that of all the files they speak of."""
    paths = [r.file for _, rules in taken.mappings for r in rules]
    cases = [row["case_id"] for row in warehouse.rows(con, "seal/cases_of_paths", paths=paths)]
    return cases[0] if len(cases) == 1 else None


def _write_mappings(con: warehouse.Connection, made: plan.Plan, taken: Taken, new: set[str]) -> list[dict[str, Any]]:
    """Rows of mapping files that were not met before; lists loaded already that they speak of wait for normalise again.

    Returns the issues of rows whose file is not there (yet).
    """
    case = manifest.only_case(taken.manifest.entries)
    issues = []
    for sha256, rules in taken.mappings:
        if sha256 not in new:
            continue
        seq = int(warehouse.rows(con, "seal/last_mapping")[0]["seq"]) + 1
        rows = [
            {
                "seq": seq, "evidence_id": sha256, "row": r.row, "case_id": r.case_id or case, "path": r.file, "sheet": r.sheet,
                "header": r.column, "field": r.field,
            }
            for r in rules
        ]  # fmt: skip
        warehouse.insert(con, "mappings", rows)
        warehouse.run(con, "seal/read_again", evidence_id=sha256)
        finding = next(f for f in made.findings if f["evidence_id"] == sha256)
        for row in warehouse.rows(con, "seal/mapped_nowhere", evidence_id=sha256):
            message = f"row {row['row']} of the mapping names a file that is not there; write its path as in the manifest"
            issue = {"finding_id": finding["finding_id"], "case_id": row["case_id"], "path": finding["path"], "row": row["row"]}
            issues.append(issue | {"field": "file", "code": "mapping_file", "message": message})
    warehouse.insert(con, "load_issues", issues)
    return issues


def _intake_row(intake: Intake, intake_id: str, taken: Taken) -> dict[str, Any]:
    return {
        "intake_id": intake_id,
        "name": intake.name,
        "received_at": datetime.now(UTC).replace(tzinfo=None),
        "files": len(taken.found),
        "bytes": sum(f.size for f in taken.found),
    }


def _settle_store(home: Home) -> None:
    if waiting := evidence.incoming(home):
        evidence.settle(home, recall.kept(home, waiting))


def _sample(home: Home, found: plan.Found) -> list[list[str]]:
    path = evidence.find(home, found.sha256)
    assert path is not None, "asked for the kind of a file that was just stored"
    with path.open("rb") as file:
        head = file.read(kinds.SAMPLE)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return kinds.workbook_rows(path.read_bytes())
    return kinds.text_rows(head)


def _intakes(home: Home) -> list[Intake]:
    """What lies in the inbox, hidden files left out; links, pipes and the like are no intakes."""
    if not home.inbox.exists():
        return []
    there = [p for p in sorted(home.inbox.iterdir()) if not p.name.startswith(".")]
    kinds = [(p, p.lstat().st_mode) for p in there]
    if odd := sum(not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)) for _, mode in kinds):
        log.warning("%d entries of the inbox are no folder and no file (links, pipes): put the intake itself there", odd)
    return [Intake.at(p) for p, mode in kinds if stat.S_ISDIR(mode) or stat.S_ISREG(mode)]


def _named(home: Home, name: str) -> Intake:
    inside = home.inbox / name
    path = inside if "/" not in name and inside.exists() else Path(name).absolute()
    if not path.exists():
        for intake in _intakes(home):
            if intake.id == name:
                return intake
        raise UsageError(f"no intake {name}: it is neither in {home.inbox} nor a folder or archive")
    if not path.is_dir() and not path.is_file():
        raise UsageError(f"{path} is no folder and no file: give the intake itself")
    return Intake.at(path)


def _ready(home: Home, intake: Intake, settle_seconds: float) -> bool:
    """Whether the intake may be taken: as it stands when nobody waits, else whole and unchanged for ``settle_seconds``."""
    if settle_seconds <= 0:
        return True
    if datetime.now(UTC).timestamp() - intake.changed_at < settle_seconds:
        return False
    try:
        missing = intake.missing(home)
    except BadFile as error:
        missing = f"{error.code}, its manifest or archive cannot be read"
    except OSError as error:
        missing = f"it cannot be read ({error.strerror})"
    if missing:
        log.warning("intake %s waits: %s", intake.id, missing)
    return not missing
