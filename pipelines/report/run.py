"""The stage report: gather a case's rows, write its page and exports, and note in the ledger what was handed out."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines import checkpoints, fields, ledger, progress, recall, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home, share
from pipelines.outcome import Outcome
from pipelines.report import bundle, custody, custody_page, ftm, graphml, page, workbook
from pipelines.report.case import TABLES, Case, Row

FORMATS: dict[str, tuple[str, Callable[[Case], bytes]]] = {
    "html": ("index.html", lambda case: page.render(case).encode()),
    "xlsx": ("case.xlsx", workbook.render),
    "graphml": ("hops.graphml", graphml.render),
    "json": ("case.json", lambda case: case.as_json().encode()),
    "ftm": ("case.ftm.json", ftm.render),
    "case": ("custody.jsonld", custody.render),
    "custody": ("custody.html", custody_page.render),
}
"""Format -> file name in ``reports/CASE/`` and what makes its bytes."""
BUNDLE = "bundle"
PARAMS: dict[str, dict[str, Any]] = {
    "evidence": {"most": 1_000},
    "shared_errors": {"most": 6, "candidates": 8},
    "columns": {"words": list(fields.FIELD_OF)},
}
"""Rows per hop: all evidence that a reader could want, and a handful of errors; the words that a header may show."""


def run(home: Home, con: warehouse.Connection, ids: Sequence[str], formats: Sequence[str] = ("html", "xlsx", "graphml")) -> Outcome:
    """Write ``reports/CASE/`` of these cases (none named: of all). Files that would not change are left alone.

    The format bundle needs what ``pipelines.assess.run.gather`` makes (``flow.report`` sees to it). Raises UsageError for an unknown
    format.
    """
    unknown = sorted(set(formats) - {*FORMATS, BUNDLE})
    if unknown:
        raise UsageError(f"no format {', '.join(unknown)}; there are {', '.join((*FORMATS, BUNDLE))}")
    cases = list(ids) or [row["case_id"] for row in warehouse.rows(con, "report/cases")]
    signed = checkpoints.read(home)  # before the events, which run ahead of what is signed
    changed = 0
    for case_id in progress.track(cases, "report", len(cases)):
        case = gather(home, con, case_id, signed)
        folder = home.report(case_id)
        given = hashlib.sha256(case.as_json(custody=False).encode()).hexdigest()
        files = [FORMATS[f][0] if f != BUNDLE else "bundle.zip" for f in formats]
        said = recall.events(home, (_reason(folder / name) for name in files))
        exported = {e["reason"]: e["out_sha256"] for e in said if e["action"] == "export"}
        written = [
            _write(folder / FORMATS[f][0], FORMATS[f][1](case), given, exported) for f in dict.fromkeys(formats) if f != BUNDLE
        ]
        if BUNDLE in formats:
            written.append(_write(folder / "bundle.zip", bundle.render(con, case), given, exported))
        share(home.reports, folder, *folder.iterdir())
        ledger.append(home, [event for event in written if event])
        changed += any(written)
    return Outcome(tuple(cases), changed, len(cases) - changed)


def gather(home: Home, con: warehouse.Connection, case_id: str, signed: Sequence[Row] = ()) -> Case:
    """The rows of one case, the ledger's events about it, and from the checkpoints ``signed`` the one that covers these."""
    tables = {name: warehouse.rows(con, f"report/{name}", case_id=case_id, **PARAMS.get(name, {})) for name in TABLES}
    evidence = {row["evidence_id"] for row in tables["findings"]}
    whole = {f"case {case_id}", *(f"intake {row['intake_id']}" for row in tables["findings"])}
    held = [_timed(e) for e in recall.events(home, evidence=evidence)]
    acts = [_timed(e) for e in recall.events(home, whole) if e["evidence_id"] is None]
    last = max((e["seq"] for e in (*held, *acts)), default=0)
    return Case(case_id, tables, held, acts, next((s for s in signed if s.get("seq", 0) >= last > 0), None))


def _timed(event: Row) -> Row:
    return {**event, "at": datetime.fromisoformat(event["at"]).replace(tzinfo=None)}


def _reason(path: Path) -> str:
    return f"reports/{path.parent.name}/{path.name}"


def _write(path: Path, content: bytes, given: str, exported: dict[str, str]) -> ledger.Event | None:
    """Put ``content``, made of what hashes to ``given``, at ``path`` unless it is there; the event to note, None when it is noted."""
    digest = hashlib.sha256(content).hexdigest()
    reason = _reason(path)
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.new")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    return None if exported.get(reason) == digest else ledger.Event("export", reason=reason, in_sha256=given, out_sha256=digest)
