"""What a report is made of: the rows of one case, as the queries of ``sql/report/`` return them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = dict[str, Any]

TABLES = (
    "actors", "hops", "evidence", "shared_errors", "lists", "columns", "derivations", "complaints", "sources", "chains",
    "next_steps", "counts", "severity", "leads", "load_issues", "findings", "totals",
)  # fmt: skip
"""One query of ``sql/report/`` each."""


@dataclass(frozen=True)
class Case:
    """A case: its id, its tables by name, and the custody events of its evidence (oldest first)."""

    case_id: str
    tables: dict[str, list[Row]]
    custody: list[Row]

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
