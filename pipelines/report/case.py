"""What a report is made of: the rows of one case, as the queries of ``sql/report/`` return them."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

TABLES = (
    "actors", "hops", "evidence", "shared_errors", "lists", "columns", "derivations", "complaints", "sources", "chains",
    "next_steps", "counts", "severity", "facts", "money", "excluded", "leads", "load_issues", "findings", "totals",
)  # fmt: skip
"""One query of ``sql/report/`` each."""


@dataclass(frozen=True)
class Case:
    """A case: its id, its tables by name, the custody events of its evidence (oldest first), those of the case as a whole (its
    intakes received, traced, counted), and the first signed checkpoint that stands for all of these, if there is one."""

    case_id: str
    tables: dict[str, list[Row]]
    custody: list[Row]
    acts: list[Row] = field(default_factory=list)
    signed: Row | None = None

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    @property
    def totals(self) -> Row:
        return self.tables["totals"][0]

    @property
    def as_of(self) -> datetime | None:
        """Latest date in the evidence: the date of the report, so that the same evidence makes the same bytes."""
        moment: datetime | None = self.totals["as_of"]
        return moment

    def by(self, table: str, key: str) -> dict[Any, list[Row]]:
        """Rows of a table grouped by one column, order kept."""
        groups: dict[Any, list[Row]] = {}
        for row in self.tables[table]:
            groups.setdefault(row[key], []).append(row)
        return groups

    def as_json(self, custody: bool = True) -> str:
        """All of it as JSON, indented, keys in the order of the queries: for other programs and for comparing two reports."""
        body = {"case_id": self.case_id, **self.tables, **({"custody": self.custody} if custody else {})}
        return json.dumps(body, ensure_ascii=False, indent=1, default=plain) + "\n"


def plain(value: object) -> object:
    """A value that JSON has a form for: ISO 8601 for moments, a number for amounts. Raises TypeError for anything else."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
