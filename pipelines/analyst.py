"""What people ask of a home: a query of the published copy, one person's values with a reason, and how things stand.

Every look at data is an event of the ledger, written before anything is shown.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.cells import cell_len, set_cell_size

from pipelines import checkpoints, fields, ledger, progress, stages, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.resolve.explain import explain as ties_of
from pipelines.seal.intake import Intake

MOST_ROWS = 1000
WIDEST_CELL = 60
Rows = list[dict[str, Any]]


def sql(home: Home, query: str) -> str:
    """The answer to ``query`` as a text table of at most 1,000 rows. Raises UsageError for what DuckDB refuses.

    The published file is opened read-only, without access to other files and with its settings locked. The ledger gets
    the SHA-256 of the query, not its text, which may hold a person's value.
    """
    with warehouse.locked_reader(home) as con:
        try:
            if not con.extract_statements(query):
                raise UsageError("the query is empty: ask one SELECT")
            cursor = con.execute(query)
            names = [d[0] for d in cursor.description or ()]
            found = cursor.fetchmany(MOST_ROWS + 1)
        except warehouse.Error as error:
            raise UsageError(str(error)) from None
    digest = hashlib.sha256(query.encode()).hexdigest()
    _note(home, ledger.Event("query", reason="published database", in_sha256=digest, rows_out=min(len(found), MOST_ROWS)))
    shown = _table(names, found[:MOST_ROWS])
    return f"{shown}\n(the first {MOST_ROWS} rows)" if len(found) > MOST_ROWS else shown


def reveal(home: Home, person_id: int, reason: str) -> str:
    """Every filled cell of the person's rows, unmasked, as a text table.

    Raises UsageError without a reason, for a reason that holds a long number or one of the person's values (the ledger is
    published), and for an unknown person; HomeInUse while the pipeline writes.
    """
    if re.search(r"\d{11}", reason):
        raise UsageError("the reason holds a long number, and the ledger is published: name the case or the file instead")
    if len(reason.strip()) < 3:
        raise UsageError("give a reason: who looked at a person's values, and why, stands in the ledger")
    with warehouse.reader(home.warehouse) as con:
        cells = warehouse.rows(con, "analyst/person", person=person_id, fields=fields.NAMES)
    if not cells:
        raise UsageError(f"no person {person_id} in this home; person_id is that of the published database")
    values = {str(c[key]) for c in cells if c["field"] in _IDENTIFYING for key in ("value", "as_found") if c[key]}
    if any(len(value) > 1 and value in reason for value in values):
        raise UsageError("the reason holds a value of the person, and the ledger is published: name the case or the file instead")
    _note(home, ledger.Event("reveal", reason=f"person {person_id}: {reason.strip()}", rows_out=len(cells)))
    return _dicts(cells)


def explain(home: Home, person_id: int) -> str:
    """Why the rows of a person are one: which row was tied to which other by which keys, score or judgement, as a text table.

    Shows no value of the person. Raises UsageError for an unknown person, HomeInUse while the pipeline writes.
    """
    with warehouse.reader(home.warehouse) as con:
        ties = ties_of(con, person_id)
    if not ties:
        raise UsageError(f"no person {person_id} in this home; person_id is that of the published database")
    ledger.append(home, [ledger.Event("query", reason=f"why the rows of person {person_id} are one", rows_out=len(ties))])
    return _dicts(ties[:MOST_ROWS], widest=4 * WIDEST_CELL)


def status(home: Home) -> str:
    """What is in the home, what failed, what is waiting: sections of text."""
    sections = [f"home      {home.root}", _published(home)]
    if home.warehouse.exists():
        with warehouse.reader(home.warehouse) as con:
            taken = {row["name"] for row in warehouse.rows(con, "analyst/taken")}
            sections += [
                _section(
                    "in the home", [{k: v for k, v in r.items() if k != "ord"} for r in warehouse.rows(con, "analyst/states")]
                ),
                _section("cases", _with_reports(home, warehouse.rows(con, "analyst/cases"))),
                _section("failed", _failures(home, warehouse.rows(con, "analyst/failures"))),
                _section("waiting", _waiting(home, con, taken)),
                _section("intakes waiting", _untaken(home, taken)),
            ]
    else:
        sections.append(
            _section("waiting", [{"for": "seal", "number": len(names), "first": names[0]} for names in [_inbox(home)] if names])
        )
        sections.append(_section("intakes waiting", _untaken(home, set())))
    return "\n\n".join(sections)


def _note(home: Home, event: ledger.Event) -> None:
    """Written and signed: who looks may not take it out again unseen."""
    ledger.append(home, [event])
    checkpoints.sign(home)


_IDENTIFYING = {f.name for f in fields.FIELDS if f.mask}


def _published(home: Home) -> str:
    if not home.published.exists():
        return "published nothing yet"
    at = datetime.fromtimestamp(home.published.stat().st_mtime, UTC)
    return f"published {home.published}, {at:%Y-%m-%d %H:%M:%S} UTC, {home.published.stat().st_size / 1e6:.1f} MB"


def _with_reports(home: Home, cases: Rows) -> Rows:
    return [row | {"report": "yes" if (home.report(row["case_id"]) / "index.html").exists() else "no"} for row in cases]


def _failures(home: Home, issues: Rows) -> Rows:
    held = sorted(p.name for p in home.quarantine.glob("*") if not p.name.endswith(".reason.json"))
    quarantined = [{"code": "in quarantine/", "number": len(held), "files": len(held), "example": held[0]}] if held else []
    return quarantined + issues


def _waiting(home: Home, con: warehouse.Connection, taken: set[str]) -> Rows:
    names = {"seal": [n for n in _inbox(home) if n not in taken]}
    for stage in stages.INGEST[1:]:
        names[stage] = [row["id"] for row in warehouse.rows(con, "flow/waiting", stage=stage)]
    names["trace"] = [row["case_id"] for row in warehouse.rows(con, "analyst/cases") if not row["hops"]]
    return [{"for": stage, "number": len(ids), "first": ids[0]} for stage, ids in names.items() if ids]


def _untaken(home: Home, taken: set[str]) -> Rows:
    """Intakes by the ids that logs call them: only here do their names stand beside."""
    there = [home.inbox / n for n in _inbox(home) if n not in taken]
    found = [Intake.at(p) for p in there if not p.is_symlink() and (p.is_dir() or p.is_file())]
    return [{"intake": i.id, "name": i.name, "files": len(i.files), "bytes": sum(size for _, size, _ in i.files)} for i in found]


def _inbox(home: Home) -> list[str]:
    return sorted(p.name for p in home.inbox.glob("*") if not p.name.startswith("."))


def _section(title: str, rows: Rows) -> str:
    return f"{title}\n{_dicts(rows)}" if rows else f"{title}\nnothing"


def _dicts(rows: Rows, widest: int = WIDEST_CELL) -> str:
    return _table(list(rows[0]), [tuple(row.values()) for row in rows], widest)


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]], widest: int = WIDEST_CELL) -> str:
    """Columns aligned by the width that they have on a terminal (Chinese characters are two wide)."""
    heads, cells = [_text(name) for name in names], [[_text(value) for value in row] for row in rows]
    widths = [min(widest, max(map(cell_len, column))) for column in zip(heads, *cells, strict=True)]
    lines = [heads, ["-" * w for w in widths], *cells]
    return "\n".join("  ".join(_fit(c, w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)


def _text(value: Any) -> str:
    return "" if value is None else progress.printable(str(value))


def _fit(text: str, width: int) -> str:
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
