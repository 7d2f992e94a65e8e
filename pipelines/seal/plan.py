"""From files found and a manifest to findings and issues. Pure: hashes and names in, rows out."""

import fnmatch
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines.seal.manifest import Entry, Manifest, is_pattern, only_case
from pipelines.seal.names import collision
from pipelines.seal.passwords import hidden

LIST_KINDS = ("seized", "leaked", "reference")
KEPT = ("document", "archive", "manifest", "mapping")


@dataclass(frozen=True)
class Found:
    """A file found: path as a manifest would name it; ``role`` is archive, manifest or document where that is plain, else None."""

    path: str
    sha256: str
    size: int
    parent: str | None = None
    parent_path: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Trouble:
    """A problem of a path, before it is known which finding that is.

    quarantine: the file is not to be loaded. unless_named: it is no problem when a manifest names the file.
    """

    path: str
    code: str
    message: str
    field: str | None = None
    row: int | None = None
    quarantine: bool = False
    unless_named: bool = False


@dataclass(frozen=True)
class Plan:
    """Rows for the tables ``findings`` and ``load_issues``, and what goes to quarantine (finding, code, message)."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    quarantined: list[tuple[dict[str, Any], str, str]] = field(default_factory=list)


def identifier(*parts: str | None) -> str:
    """A stable id: 16 hex digits of the SHA-256 of the parts."""
    return hashlib.sha256("\x1f".join(p or "" for p in parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def intake_id(findings: Sequence[dict[str, Any]]) -> str:
    """Id of an intake: of what was found in it, not of its name."""
    return identifier(*sorted(f["finding_id"] for f in findings))


def make(
    found: Sequence[Found], manifest: Manifest, troubles: Sequence[Trouble], detect: Callable[[Found, str], str],
    passwords: Sequence[str] = (), case: str | None = None,
) -> Plan:  # fmt: skip
    """Tell every file found what the manifest says of it. ``detect`` is asked for the kind of files that none names.

    passwords: those that opened an archive; notes are taken without them. case: of an intake whose manifest names none.
    """
    plan = Plan()
    named: dict[str, list[Entry]] = {}
    for entry in manifest.entries:
        named.setdefault(entry.file, []).append(replace(entry, note=hidden(entry.note, passwords)))
    _respelled(named, found)
    matched = _matched(named, found)
    case, list_kind = only_case(manifest.entries) or (None if manifest.entries else case), _usual_list_kind(manifest)
    rows: dict[str, list[dict[str, Any]]] = {}
    for file in found:
        entries = named.get(file.path) or matched.get(file.path) or _of_parent(file, named | matched)
        if not entries:
            rows[file.path] = [_unnamed(file, case, file.role or detect(file, list_kind))]
            continue
        for entry in entries:
            kind = file.role or entry.kind or detect(file, list_kind)
            row = _finding(file, kind, entry)
            if row["finding_id"] not in {r["finding_id"] for r in rows.get(file.path, ())}:
                rows.setdefault(file.path, []).append(row)
    _inherit_cases(rows, found)
    plan.findings.extend(row for path_rows in rows.values() for row in path_rows)
    _issues(plan, rows, found, manifest, named, troubles, case)
    return plan


def _issues(
    plan: Plan, rows: dict[str, list[dict[str, Any]]], found: Sequence[Found], manifest: Manifest,
    named: dict[str, list[Entry]], troubles: Sequence[Trouble], case: str | None,
) -> None:  # fmt: skip
    told = {file.path for file in found if file.role}
    for row in plan.findings:
        if not row["named"] and row["path"] not in told:
            what = f"no manifest names it; sealed, taken as {row['kind']}, holder unknown: name it in a manifest"
            plan.issues.append(_issue(row, "unnamed", what))
    for problem in manifest.problems:
        row = (rows.get(problem.file or "") or [_nowhere(problem.file or "manifest", case)])[0]
        plan.issues.append(_issue(row, problem.code, problem.message, problem.field, None if problem.file else problem.row))
    for trouble in troubles:
        if trouble.unless_named and trouble.path in named:
            continue
        for row in rows.get(trouble.path) or [_nowhere(trouble.path, case)]:
            plan.issues.append(_issue(row, trouble.code, trouble.message, trouble.field, trouble.row))
            if trouble.quarantine and row["finding_id"]:
                _quarantine(plan, row, trouble.code, trouble.message)
    hashes = {file.path: file.sha256 for file in found}
    for path, entries in named.items():
        for entry in entries:
            if path not in rows:
                shut = "!" in path and rows.get(path.rpartition("!")[0])
                message = (
                    "the manifest names it and its archive does not give it"
                    if shut
                    else "the manifest names it and it is not there"
                )
                message += ": see what is said of the archive" if shut else "; hand it in with the same manifest"
                plan.issues.append(_issue(_nowhere(path, entry.case_id or case), "missing", message))
            elif entry.sha256 and entry.sha256 != hashes[path]:
                _custody_broken(plan, rows[path], entry)


def _custody_broken(plan: Plan, rows: Sequence[dict[str, Any]], entry: Entry) -> None:
    message = "its SHA-256 is not the one in the manifest: custody is broken; sealed as found, ask where it was changed"
    for row in rows:
        if row["holder"] == entry.holder:
            plan.issues.append(_issue(row, "custody_broken", message, "sha256"))
            _quarantine(plan, row, "custody_broken", message)


def _quarantine(plan: Plan, row: dict[str, Any], code: str, message: str) -> None:
    row["state"] = "quarantined"
    plan.quarantined.append((row, code, message))


def _respelled(named: dict[str, list[Entry]], found: Sequence[Found]) -> None:
    """Give entries the path of the one file that differs from theirs in case, width or composed letters only."""
    there = {file.path for file in found}
    alike: dict[str, list[str]] = {}
    for path in (p for p in there if p not in named):
        alike.setdefault(collision(path), []).append(path)
    for path in [p for p in named if p not in there and len(alike.get(collision(p), ())) == 1]:
        actual = alike[collision(path)][0]
        named.setdefault(actual, []).extend(replace(e, file=actual) for e in named.pop(path))


def _matched(named: dict[str, list[Entry]], found: Sequence[Found]) -> dict[str, list[Entry]]:
    """Path → entries whose file is a pattern (lists/*.csv) that fits it: the first counts, without its hash. They leave ``named``."""
    paths = [file.path for file in found if file.role in (None, "archive")]
    matched: dict[str, list[Entry]] = {}
    for pattern in [p for p in named if is_pattern(p) and p not in paths]:  # else a file's own name
        if fits := [p for p in fnmatch.filter(paths, pattern) if p.count("!") == pattern.count("!")]:
            entries = [replace(e, sha256=None) for e in named.pop(pattern)]
            for path in fits:
                matched.setdefault(path, entries)
    return matched


def _usual_list_kind(manifest: Manifest) -> str:
    kinds = Counter(e.kind for e in manifest.entries if e.kind in LIST_KINDS)
    return str(kinds.most_common(1)[0][0]) if kinds else "seized"


def _of_parent(file: Found, named: dict[str, list[Entry]]) -> list[Entry]:
    """What the manifest says of an archive holds for its members that it does not name; not the archive's own hash."""
    parts = file.path.split("!")
    for depth in range(len(parts) - 1, 0, -1):
        if file.role != "manifest" and (entries := named.get("!".join(parts[:depth]))):
            return [replace(e, sha256=None) for e in entries]
    return []


def _inherit_cases(rows: dict[str, list[dict[str, Any]]], found: Sequence[Found]) -> None:
    """An archive belongs to the case of its members when that is one case."""
    for file in reversed(found):
        if file.role == "archive":
            own = rows[file.path]
            cases = {r["case_id"] for f in found if f.parent_path == file.path for r in rows[f.path] if r["case_id"]}
            for row in own:
                if row["case_id"] is None and len(cases) == 1:
                    row["case_id"] = next(iter(cases))


def _unnamed(file: Found, case: str | None, kind: str) -> dict[str, Any]:
    return _finding(file, kind, Entry(0, file.path, kind, case_id=case)) | {"named": False}


def _finding(file: Found, kind: str, entry: Entry) -> dict[str, Any]:
    return {
        "finding_id": identifier(entry.case_id, file.sha256, file.path, entry.holder),
        "evidence_id": file.sha256,
        "parent_evidence_id": file.parent,
        "path": file.path,
        "file_name": file.path.replace("!", "/").rsplit("/", 1)[-1],
        "size_bytes": file.size,
        "kind": kind,
        "case_id": entry.case_id,
        "holder": entry.holder,
        "obtained_at": entry.obtained_at,
        "officer": entry.officer,
        "note": entry.note,
        "named": True,
        "state": "kept" if kind in KEPT else "sealed",
    }


def _nowhere(path: str, case: str | None) -> dict[str, Any]:
    return {"finding_id": None, "case_id": case, "path": path}


def _issue(row: dict[str, Any], code: str, message: str, field_: str | None = None, number: int | None = None) -> dict[str, Any]:
    return {
        "finding_id": row["finding_id"], "case_id": row["case_id"], "dataset_id": None, "path": row["path"],
        "row": number, "field": field_, "code": code, "message": message,
    }  # fmt: skip
