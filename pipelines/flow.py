"""How the stages follow each other: what the command line and the DAGs both call.

Each function opens the warehouse for as long as it works and no longer, so that a DAG task is one open and close.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines import checkpoints, engine, handling, profile, quality, stages, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.outcome import Outcome

log = logging.getLogger("hopback")

LONG = 50_000_000
"""Bytes of waiting lists from which on loading them takes as long as the import of the quality gate."""


def scan(home: Home) -> list[str]:
    """Names of the intakes in the inbox that have settled and are not taken yet."""
    from pipelines.seal.run import scan as ready

    return ready(home)


def run_stage(home: Home, name: str, ids: Sequence[str] = (), **options: Any) -> Outcome:
    """Run one stage on ``ids`` (none: on everything that waits). Raises HomeInUse and what the stage raises."""
    with recorded(home) as con:
        return timed(home, con, name, ids, **options)


def waiting(home: Home, name: str) -> list[str]:
    """Ids that the stage has still to work on: findings, datasets, or cases for trace."""
    if not home.warehouse.exists():
        return []
    with warehouse.writer(home) as con:
        if name == "trace":
            return [case for case, (now, finished) in _case_states(con).items() if now != finished]
        return [row["id"] for row in warehouse.rows(con, "flow/waiting", stage=name)]


def known(home: Home, cases: Sequence[str]) -> list[str]:
    """``cases``, if the home holds all of them. Raises UsageError that names those it does not."""
    with warehouse.writer(home) as con:
        _known(con, cases)
    return list(cases)


def changed_cases(home: Home) -> list[str]:
    """Cases that are not what they were when a run, trace to publish, last ended; a run that broke off leaves its cases here."""
    return waiting(home, "trace")


def begin(home: Home, cases: Sequence[str]) -> None:
    """Note what these cases are made of as their run, trace to publish, begins."""
    with warehouse.writer(home) as con:
        _begin(con, cases)


def finish(home: Home, cases: Sequence[str]) -> None:
    """Note that the run of these cases ended: they are no changed cases any more, unless something came in since it began."""
    with warehouse.writer(home) as con:
        _finish(con, cases)


def leads(home: Home) -> Outcome:
    """Group the complaints of every case, before anything is seized or traced; ids are the cases in which some belong together."""
    from pipelines.assess.run import raise_leads

    with warehouse.writer(home) as con:
        return raise_leads(con)


def ingest(home: Home, intakes: Sequence[str | Path], on_stage: Callable[[str], None] | None = None) -> Outcome:
    """seal … derive of these intakes (none: of the inbox). The outcome's ids are the cases that the intakes belong to."""
    with recorded(home) as con:
        return _ingest(home, con, intakes, on_stage)


def trace(home: Home, cases: Sequence[str], on_stage: Callable[[str], None] | None = None, **query: Any) -> Outcome:
    """trace … publish of these cases. ``query`` narrows the trace: complaint_id, phone, file, max_hops.

    Raises UsageError for a case that the home does not hold.
    """
    with recorded(home) as con:
        return trace_open(home, con, cases, on_stage, **query)


def everything(home: Home, intakes: Sequence[str | Path], on_stage: Callable[[str], None] | None = None) -> Outcome:
    """seal … publish of these intakes and of every case in them."""
    with recorded(home) as con:
        ingested = _ingest(home, con, intakes, on_stage)
        traced = trace_open(home, con, ingested.ids, on_stage)
        return Outcome(
            traced.ids, ingested.done, ingested.skipped, ingested.problems + traced.problems, ingested.notes + traced.notes
        )


def report(home: Home, case: str, formats: Sequence[str]) -> Outcome:
    """Write one case's report again, in these formats. Raises UsageError for an unknown case."""
    with recorded(home) as con:
        _known(con, [case])
        if "bundle" not in formats:
            return timed(home, con, "report", [case], formats=tuple(formats))
        from pipelines.assess import run as assess

        assess.gather(con, [case])  # the rows that the counts are made of, for as long as the bundle is written
        try:
            return timed(home, con, "report", [case], formats=tuple(formats))
        finally:
            warehouse.sweep(con)


@contextmanager
def recorded(home: Home) -> Iterator[warehouse.Connection]:
    """The writer; what it wrote to the ledger is signed when it is done."""
    with warehouse.writer(home) as con:
        yield con
    checkpoints.sign(home)


def _ingest(
    home: Home, con: warehouse.Connection, intakes: Sequence[str | Path], on_stage: Callable[[str], None] | None
) -> Outcome:
    done = skipped = problems = 0
    notes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    for name in stages.INGEST:
        if on_stage:
            on_stage(name)
        first = name == stages.INGEST[0]
        if name == "load":
            _ahead(home, con)
        options = {"settle_seconds": 0.0} if first and intakes else {}
        outcome = timed(home, con, name, [str(i) for i in intakes] if first else (), **options)
        findings = outcome.ids if first else findings
        done, skipped = done + outcome.done, skipped + outcome.skipped
        problems, notes = problems + outcome.problems, notes + outcome.notes
    cases = [row["case_id"] for row in warehouse.rows(con, "flow/cases_of_findings", findings=list(findings))]
    held = int(warehouse.rows(con, "flow/in_quarantine", findings=list(findings))[0]["held"])
    return Outcome(tuple(cases), done, skipped, max(problems, held), notes)  # what an earlier run put there is still a problem


def _ahead(home: Home, con: warehouse.Connection) -> None:
    """Let what the gate of normalise imports come in while long lists are loaded."""
    if home.settings.engine == "duckdb" and warehouse.rows(con, "flow/bytes_waiting")[0]["bytes"] >= LONG:
        quality.ahead()


def trace_open(
    home: Home, con: warehouse.Connection, cases: Sequence[str], on_stage: Callable[[str], None] | None = None, **query: Any
) -> Outcome:
    """trace … publish of these cases over a connection that is open already."""
    _known(con, cases)
    _begin(con, cases)
    problems, notes = 0, ()  # type: int, tuple[str, ...]
    for name in stages.TRACE:
        if on_stage:
            on_stage(name)
        if cases or name == "publish":  # nothing traced is no reason to keep an old published copy
            outcome = timed(home, con, name, () if name == "publish" else cases, **(query if name == "trace" else {}))
            problems, notes = problems + outcome.problems, notes + outcome.notes
    _finish(con, cases)
    return Outcome(tuple(cases), len(cases), 0, problems, notes)


def _case_states(con: warehouse.Connection) -> dict[str, tuple[str, str | None]]:
    """Case → (hash of all that its results are made of now, the same when a run last ended)."""
    traced = {row["case_id"]: row["inputs"] for row in warehouse.rows(con, "trace/inputs")}
    rows = warehouse.rows(con, "flow/case_inputs")
    return {r["case_id"]: (f"{traced[r['case_id']]} {r['inputs']}", r["finished"]) for r in rows if r["case_id"] in traced}


def _begin(con: warehouse.Connection, cases: Sequence[str]) -> None:
    states = _case_states(con)
    if begun := [case for case in cases if case in states]:
        with warehouse.transaction(con):
            warehouse.run(con, "flow/begin", cases=begun, inputs=[states[case][0] for case in begun])


def _finish(con: warehouse.Connection, cases: Sequence[str]) -> None:
    if cases:
        with warehouse.transaction(con):
            warehouse.run(con, "flow/finish", cases=list(cases))


def _known(con: warehouse.Connection, cases: Sequence[str]) -> None:
    known = [row["case_id"] for row in warehouse.rows(con, "flow/cases")]
    unknown = sorted(set(cases) - set(known))
    if unknown:
        raise UsageError(f"no case {', '.join(unknown)} in this home; it holds {', '.join(known) or 'none'}")


def timed(home: Home, con: warehouse.Connection, name: str, ids: Sequence[str], **options: Any) -> Outcome:
    """Run one stage over an open connection; its time goes to the log, and to the profile when one is kept."""
    started = time.monotonic()
    kept = profile.current()
    if kept is None:
        with handling.noted(home, con, name, ids):
            outcome = engine.run(stages.stage(name), home, con, ids, **options)
    else:
        with kept.stage(name) as line, handling.noted(home, con, name, ids):
            outcome = engine.run(stages.stage(name), home, con, ids, **options)
        line.done = outcome.done
        if outcome.done:
            kept.count(line, outcome.ids, lambda its: int(warehouse.rows(con, "flow/rows_of", ids=list(its))[0]["found"]))
        else:
            kept.lines.append(line)
            kept.ids.append(("",))  # worked on nothing
    log.info(
        "%-9s %d done, %d skipped, %d problems, %.1f s",
        name,
        outcome.done,
        outcome.skipped,
        outcome.problems,
        time.monotonic() - started,
    )
    return outcome
