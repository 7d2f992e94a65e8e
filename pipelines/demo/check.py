"""Compares what was published with the truth of a synthetic case, and shows it: the last act of ``make demo``."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines import warehouse

MOST_FIGURES = 20
BELIEVED = 0.5  # a hop of less confidence is shown to nobody as found

Row = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """What the program found beside what is true.

    problems: sentences; none means that chain, source, traps and figures are right. expected: rows that had to be there. chain, sources, counts, severity: rows of the
    published tables; receipts by kind. hops_found, hops_named: true hops among the believed ones, and all believed ones. page: the case report.
    """

    case_id: str
    problems: tuple[str, ...]
    expected: tuple[str, ...]
    chain: tuple[Row, ...]
    sources: tuple[Row, ...]
    counts: tuple[Row, ...]
    severity: tuple[Row, ...]
    receipts: tuple[Row, ...]
    hops_found: int
    hops_named: int
    hops_true: int
    home: Path
    page: Path

    @property
    def ok(self) -> bool:
        return not self.problems

    def show(self, console: Console | None = None, program: str = "hopback") -> None:
        """Print it: tables on a terminal, plain lines elsewhere."""
        console = console or Console()
        if self.expected and not self.chain:
            self._show_figures(console, program)
            return
        console.print(
            f"Case {self.case_id}: from the complaint back to the source, {len(self.chain)} hops", style="bold", highlight=False
        )
        _table(console, CHAIN, [_step(s) for s in self.chain])
        source = self.sources[0] if self.sources else {"actor": "nobody", "probability": 0.0}
        lines = [f"Source  {source['actor']}, probability {source['probability']:.3f}"]
        lines += _law(self.severity)
        lines += [f"Money   {'; '.join(_money(row) for row in self.receipts)}"] if self.receipts else []
        _say(console, lines)
        _table(
            console, COUNTS, [[str(row[c]) if c in ("class", "profile") else _count(row[c]) for c in COUNTS] for row in self.counts]
        )
        lines = [
            f"Hops    {self.hops_found} of {self.hops_true} sales found; {self.hops_named - self.hops_found} named that were none"
        ]
        lines += [f"Report  {self.page}" + ("" if self.page.exists() else " (is not there)")]
        lines += ["Try     " + self._commands(program)[0], *("        " + c for c in self._commands(program)[1:])]
        lines += [f"WRONG   {p}" for p in self.problems] or ["Right   the chain, its source and the traps are as the case was made"]
        _say(console, lines)

    def _show_figures(self, console: Console, program: str) -> None:
        """Of a case without a complaint to trace: the figures that it is made for."""
        console.print(f"Case {self.case_id}: {len(self.expected)} figures", style="bold", highlight=False)
        _say(console, [f"Figure  {line}" for line in self.expected[:MOST_FIGURES]])
        _say(console, ["Try     " + self._commands(program)[0], *("        " + c for c in self._commands(program)[1:])])
        _say(console, [f"WRONG   {p}" for p in self.problems] or ["Right   every figure is as the case was made"])

    def _commands(self, program: str) -> tuple[str, ...]:
        at = f"--home {self.home}"
        return (
            f'{program} sql "SELECT seller, buyer, confidence, records, unit_price FROM hops ORDER BY confidence DESC" {at}',
            f"{program} report --case {self.case_id} --format xlsx {at}",
            f"{program} verify {at}",
        )


CHAIN = ("step", "seller", "buyer", "confidence", "records", "yuan", "yuan a record", "evidence")
COUNTS = ("class", "profile", "rows_as_seized", "exact_distinct", "distinct_phones", "distinct_ids", "distinct_persons", "counted")


def check(published: Path, truth_path: Path) -> Report:
    """Read the published database and the truth. Raises UsageError when nothing was published."""
    truth = json.loads(truth_path.read_text("utf-8"))
    case = {"case_id": truth["case_id"]}
    complaint = case | {"complaint_id": truth["complaint"]}
    with warehouse.reader(published) as con:
        missing = _missing(con, truth.get("expect", {}))
        chain = warehouse.rows(con, "demo/chain", **complaint)
        sources = warehouse.rows(con, "demo/sources", **complaint)
        hops = warehouse.rows(con, "demo/hops", **case)
        who = {"actor": sources[0]["actor"] if sources else ""}
        counts = warehouse.rows(con, "demo/counts", **case, **who)
        severity = warehouse.rows(con, "demo/severity", **case, **who)
        receipts = warehouse.rows(con, "demo/receipts", **case, **who)
    believed = {(h["seller"], h["buyer"]) for h in hops if h["confidence"] >= BELIEVED}
    true = {(h["seller"], h["buyer"]) for h in truth["hops"]}
    home = published.absolute().parents[1]
    return Report(
        truth["case_id"], (*_problems(truth, chain, sources, believed), *missing), _expected(truth), tuple(chain), tuple(sources), tuple(counts),
        tuple(severity), tuple(receipts), len(believed & true), len(believed), len(true), home, home / "reports" / truth["case_id"] / "index.html",
    )  # fmt: skip


def _problems(truth: Row, chain: Sequence[Row], sources: Sequence[Row], believed: set[tuple[str, str]]) -> list[str]:
    found = [chain[0]["seller"], *(s["buyer"] for s in chain)] if chain else []
    problems: list[str] = []
    if not truth["chain"]:
        return problems
    if found != truth["chain"]:
        problems.append(f"the chain is {' → '.join(truth['chain'])}, not {' → '.join(found) or 'nothing'}")
    if not sources or sources[0]["actor"] != truth["source"]:
        problems.append(f"the source is {truth['source']}, not {sources[0]['actor'] if sources else 'nobody'}")
    problems += [
        f"{name} was never found and is known by money: the chain must name him"
        for name in truth.get("unseen", ())
        if name not in found
    ]
    for decoy in truth.get("decoys", ()):
        tied = sorted({a if b == decoy else b for a, b in believed if decoy in (a, b)})
        if tied:
            problems.append(f"{decoy} sold nothing and bought nothing, but is tied to {', '.join(tied)}")
    return problems


def _law(severity: Sequence[Row]) -> list[str]:
    """What main practice says of the source, then what each other reading does, then what a fact would change if it were proved."""
    met = [row for row in severity if row["highest"]]
    lines = [f"Law     main practice: {_ruled(row)}\n        ({row['citation']})" for row in met if row["profile"] == "main"]
    if not lines:
        lines = [f"Law     main practice: {_ruled(row)}" for row in severity if row["profile"] == "main"][:1]
    lines += [f"        {row['profile']}: {_ruled(row)}" for row in met if row["profile"] != "main"]
    open_ = [r for r in severity if r["profile"] == "main" and r["outcome"].startswith("would") and r["threshold"] > 1]
    return lines + [f"        {_ruled(row)}; {row['basis']}" for row in open_[:1]]


def _ruled(row: Row) -> str:
    number = f"{_count(row['value'])} of {_count(row['threshold'])}, score {_count(row['score'])}"
    return f"{row['outcome']}: {row['rule'].partition(' [')[0]}, {number}"


def _money(row: Row) -> str:
    amount = "" if row["amount"] is None else f" {row['amount']:,.2f} yuan"
    return f"{row['kind']}{amount} in {row['number']}"


def _missing(con: warehouse.Connection, expect: dict[str, list[Row]]) -> list[str]:
    """Rows of the truth that no published row agrees with in every column told."""
    problems = []
    for table, wanted in expect.items():
        cases = {row["case_id"] for row in wanted}
        found = [row for case in sorted(cases) for row in warehouse.rows(con, "demo/expected", source=table, case_id=case)]
        problems += [
            f"{table} has no row with {_told(row)}"
            for row in wanted
            if not any(all(_plain(there[k]) == _plain(v) for k, v in row.items()) for there in found)
        ]
    return problems


def _plain(value: Any) -> Any:
    return round(float(value), 6) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value


def _expected(truth: Row) -> tuple[str, ...]:
    return tuple(f"{table}: {_told(row)}" for table, rows in truth.get("expect", {}).items() for row in rows)


def _told(row: Row) -> str:
    return ", ".join(f"{key} {value}" for key, value in row.items())


def _step(row: Row) -> list[str]:
    seen = "" if row["seller_seized"] else " (never seized)"
    amount = f"{row['amount']:,.2f}" if row["amount"] is not None else "-"
    price = f"{row['unit_price']:.3f}" if row["unit_price"] is not None else "-"
    return [
        str(row["step"]),
        row["seller"] + seen,
        row["buyer"],
        f"{row['confidence']:.3f}",
        _count(row["records"]),
        amount,
        price,
        row["status"] or "-",
    ]


def _count(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _table(console: Console, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    if console.is_terminal:
        table = Table(*header)
        for row in rows:
            table.add_row(*row)
        console.print(table)
        return
    _say(console, ["  ".join(header), *("  ".join(row) for row in rows)])


def _say(console: Console, lines: Sequence[str]) -> None:
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False, markup=False)
