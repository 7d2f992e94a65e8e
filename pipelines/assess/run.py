"""assess: what the law counts per actor, which numeric thresholds that meets, and what the complaints have in common."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipelines import fields, slices, warehouse
from pipelines.assess import leads
from pipelines.home import Home
from pipelines.outcome import Outcome

RULES = warehouse.SQL / "assess" / "rules.csv"
FACTS = warehouse.SQL / "assess" / "facts.csv"
REGIMES = ("CN-CRIMINAL", "CN-ADMINISTRATIVE", "CN-INCIDENT", "GDPR", "HIPAA", "CALIFORNIA")
ROW = 400
"""Bytes of ``memory_limit`` for each row of a slice: the joins that find its person."""
MIN_CONFIDENCE = 0.5  # a hop or derivation less probable than not counts against nobody
# What an assessment is made of. Accepted rows (records) never change without a row of datasets changing: they are not hashed.
READS = (
    "findings", "datasets", "person_records", "derivations", "accounts", "actors", "hops", "hop_evidence", "sources", "chains",
    "payments", "chats", "calls", "judgements", "exclusions", "complaints", "dataset_columns",
)  # fmt: skip


def run(home: Home, con: warehouse.Connection, ids: Sequence[str], *, regimes: Sequence[str] = REGIMES) -> Outcome:
    """Count, weigh and group for these cases, in place of what was said before; ids are cases, and so are the outcome's.

    Skips cases whose inputs are what they were; of the others, counts the actors of whom this is not so. regimes: rules of
    rules.csv to apply. States which numeric thresholds are met, never guilt.
    """
    code = _code()
    inputs = _inputs(con, regimes, code)
    current = {row["case_id"] for row in warehouse.rows(con, "assess/current", cases=list(ids), inputs=inputs)}
    cases = sorted(set(ids) - current)
    if not cases:
        return Outcome(tuple(sorted(current)), skipped=len(current))
    with warehouse.transaction(con):
        gather(con, cases, code)
        warehouse.run(con, "assess/forget_changed", cases=cases)
        warehouse.run(con, "assess/forget", cases=cases)
        warehouse.run(con, "assess/tallied_none")
        for key in ("exact", "phone", "id"):
            warehouse.run(con, "assess/tallied_values", key=key)
        warehouse.run(con, "assess/tallied_rows")
        warehouse.run(con, "assess/counts")
        warehouse.run(con, "assess/exclusions_applied")
        warehouse.run(con, "assess/readings_excluded")
        warehouse.run(con, "assess/counted_actors")
        warehouse.run(con, "assess/exclusions_unmatched", cases=cases)
        warehouse.run(con, "assess/rules", path=str(RULES))
        warehouse.run(con, "assess/facts", cases=cases)
        warehouse.run(con, "assess/receipt_lines")
        warehouse.run(con, "assess/dated")
        warehouse.run(con, "assess/measures", cases=cases)
        warehouse.run(con, "assess/severity", regimes=list(regimes))
        warehouse.run(con, "assess/crossings_undone", cases=cases)
        warehouse.run(con, "assess/crossings", cases=cases, now=datetime.now(UTC).replace(tzinfo=None))
        _raise_leads(con, cases)
        warehouse.run(con, "assess/assessments", cases=cases, inputs=inputs)
    return Outcome(tuple(sorted({*cases, *current})), done=len(cases), skipped=len(current))


def raise_leads(con: warehouse.Connection) -> Outcome:
    """Group the complaints of every case that has any, before anything is seized or traced; ids are cases with leads."""
    cases = [row["case_id"] for row in warehouse.rows(con, "assess/complained")]
    with warehouse.transaction(con):
        found = _raise_leads(con, cases)
    with_leads = tuple(sorted({row["case_id"] for row in found if row["complaints"] > 1}))
    return Outcome(with_leads, done=sum(row["complaints"] > 1 for row in found))


def _raise_leads(con: warehouse.Connection, cases: list[str]) -> list[leads.Row]:
    complaints = [leads.read(row) for row in warehouse.rows(con, "assess/complaints")]
    called = {(row["case_id"], row["who"]): row["numbers"] for row in warehouse.rows(con, "assess/called", cases=cases)}
    found = leads.find(complaints, called, {c.case_id for c in complaints} & set(cases))
    warehouse.run(con, "assess/forget_leads", cases=cases)
    warehouse.insert(con, "leads", found)
    return found


def _code() -> str:
    """Hash of what counts: statements, rules and settings."""
    state = hashlib.sha256(repr((MIN_CONFIDENCE, _of_class("A"), _of_class("B"))).encode())
    for path in (*sorted(RULES.parent.glob("*.sql")), Path(leads.__file__), RULES, FACTS):
        state.update(path.read_bytes())
    return state.hexdigest()


def _inputs(con: warehouse.Connection, regimes: Sequence[str], code: str) -> str:
    """Hash of all that an assessment is made of: tables, what counts, and what is asked for."""
    state = hashlib.sha256(repr((code, sorted(regimes))).encode())
    for table in READS:
        state.update(f"{table} {warehouse.content_hash(con, table)}\n".encode())
    return state.hexdigest()


def gather(con: warehouse.Connection, cases: Sequence[str], code: str = "") -> None:
    """Make the temporary tables that the counts of these cases are made of: rows with their class and person, sales, lists handed on.

    code: hash of what counts. With it, rows are read only for the actors who were counted from something else; without, for all.
    """
    cases = list(cases)
    warehouse.run(con, "assess/profiles")
    warehouse.run(con, "assess/fact_words", path=str(FACTS))
    warehouse.run(con, "assess/accounts_of", cases=cases)
    warehouse.run(con, "assess/lists", cases=cases)
    warehouse.run(con, "assess/institutions", cases=cases)
    warehouse.run(con, "assess/sales", cases=cases, min_confidence=MIN_CONFIDENCE)
    warehouse.run(con, "assess/handed", min_confidence=MIN_CONFIDENCE)
    warehouse.run(con, "assess/list_uses")
    warehouse.run(con, "assess/list_contents")
    warehouse.run(con, "assess/actor_inputs", code=code)
    warehouse.run(con, "assess/recounted")
    warehouse.run(con, "assess/lists_read")
    warehouse.run(con, "assess/shown_false_none")
    for row in warehouse.rows(con, "assess/excluded_fields", cases=cases, fields=fields.NAMES):
        warehouse.run(con, "assess/shown_false", field=row["field"])
    warehouse.run(con, "assess/read_rows", class_a=_of_class("A"), class_b=_of_class("B"))
    warehouse.run(con, "assess/repeated")
    warehouse.run(con, "assess/list_rows_none")
    lists = [(r["dataset_no"], r["found"], r["last_row"]) for r in warehouse.rows(con, "assess/row_numbers")]
    for part in slices.cut(lists, max(1, warehouse.memory(con) // ROW)):
        warehouse.run(con, "assess/list_rows", **part)
    warehouse.run(con, "assess/counted_rows")
    warehouse.run(con, "assess/list_units")
    warehouse.run(con, "assess/sold_units")
    warehouse.run(con, "assess/units")
    warehouse.run(con, "assess/sold_numbers")


def _of_class(legal_class: str) -> list[str]:
    return [f.name for f in fields.FIELDS if f.legal_class == legal_class]
