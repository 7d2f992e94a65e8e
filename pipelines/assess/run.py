"""assess: what the law counts per actor, which numeric thresholds that meets, and what the complaints have in common."""

import hashlib
from collections.abc import Sequence

from pipelines import fields, warehouse
from pipelines.home import Home
from pipelines.outcome import Outcome

RULES = warehouse.SQL / "assess" / "rules.csv"
REGIMES = ("CN-CRIMINAL", "CN-ADMINISTRATIVE", "CN-INCIDENT")
MIN_CONFIDENCE = 0.5  # a hop or derivation less probable than not counts against nobody
INSIDER_NOTE = "(?i)insider|内鬼|内部人员|职务便利|利用职务|履行职责|提供服务过程"  # the words of art. 5¶1(8), and of officers
# What an assessment is made of. Accepted rows (records) never change without a row of datasets changing: they are not hashed.
READS = (
    "findings", "datasets", "person_records", "derivations", "accounts", "actors", "hops", "hop_evidence", "sources", "exclusions",
    "complaints",
)  # fmt: skip
# Attributes of victims that may name what they have in common, the narrower first.
COMMON = ("school", "health", "lodging", "employer", "class", "grade", "city", "region")


def run(home: Home, con: warehouse.Connection, ids: Sequence[str], *, regimes: Sequence[str] = REGIMES) -> Outcome:
    """Count, weigh and group for these cases, in place of what was said before; ids are cases, and so are the outcome's.

    Skips cases whose inputs are what they were. regimes: rules of rules.csv to apply. States which numeric thresholds are met, never guilt.
    """
    inputs = _inputs(con, regimes)
    current = {row["case_id"] for row in warehouse.rows(con, "assess/current", cases=list(ids), inputs=inputs)}
    cases = sorted(set(ids) - current)
    if not cases:
        return Outcome(tuple(sorted(current)), skipped=len(current))
    with warehouse.transaction(con):
        warehouse.run(con, "assess/forget", cases=cases)
        _gather(con, cases)
        warehouse.run(con, "assess/counts")
        warehouse.run(con, "assess/exclusions_applied")
        warehouse.run(con, "assess/rules", path=str(RULES))
        warehouse.run(con, "assess/insiders", cases=cases, insider_note=INSIDER_NOTE)
        warehouse.run(con, "assess/severity", cases=cases, regimes=list(regimes))
        warehouse.run(con, "assess/leads", cases=cases, narrow_first=list(COMMON), field_of=fields.FIELD_OF)
        warehouse.run(con, "assess/assessments", cases=cases, inputs=inputs)
    warehouse.run(con, "assess/clear")
    return Outcome(tuple(sorted({*cases, *current})), done=len(cases), skipped=len(current))


def _inputs(con: warehouse.Connection, regimes: Sequence[str]) -> str:
    """Hash of all that an assessment is made of: tables, rules, statements and settings."""
    state = hashlib.sha256(repr((MIN_CONFIDENCE, INSIDER_NOTE, COMMON, sorted(regimes))).encode())
    for path in (*sorted(RULES.parent.glob("*.sql")), RULES):
        state.update(path.read_bytes())
    for table in READS:
        state.update(f"{table} {warehouse.content_hash(con, table)}\n".encode())
    return state.hexdigest()


def _gather(con: warehouse.Connection, cases: list[str]) -> None:
    """The temporary tables that the counts are made of."""
    warehouse.run(con, "assess/lists", cases=cases)
    warehouse.run(con, "assess/shown_false_none")
    for row in warehouse.rows(con, "assess/excluded_fields", cases=cases, fields=fields.NAMES):
        warehouse.run(con, "assess/shown_false", field=row["field"])
    warehouse.run(con, "assess/list_rows", class_a=_of_class("A"), class_b=_of_class("B"))
    warehouse.run(con, "assess/list_persons")
    warehouse.run(con, "assess/sales", cases=cases, min_confidence=MIN_CONFIDENCE)
    warehouse.run(con, "assess/sold_persons", min_confidence=MIN_CONFIDENCE)
    warehouse.run(con, "assess/units")
    warehouse.run(con, "assess/sold_numbers")


def _of_class(legal_class: str) -> list[str]:
    return [f.name for f in fields.FIELDS if f.legal_class == legal_class]
