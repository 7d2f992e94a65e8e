"""Lists of synthetic persons written straight into `records`, and the partition that resolve makes of their rows."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from pipelines import warehouse
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.resolve.run import run

Row = Mapping[str, str | None]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(seventeen: str) -> str:
    """18 digits: the check digit of GB 11643 appended."""
    return seventeen + "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, WEIGHTS, strict=True)) % 11]


def id_state(text: str | None) -> str | None:
    if not text:
        return None
    if "*" in text:
        return "masked"
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return "malformed"
    if text.endswith("000"):
        return "damaged"
    return "valid" if id_number(text[:17]) == text else "check_digit"


def phone_state(text: str | None) -> str | None:
    if not text:
        return None
    if text in ("13800138000", "0"):
        return "placeholder"
    if "*" in text:
        return "masked"
    return "valid" if re.fullmatch(r"1[3-9]\d{9}", text) else "malformed"


class Lists:
    """A home whose lists are A, B, C …; a row is called A1, A2, … by list and place."""

    def __init__(self, home: Home, con: warehouse.Connection) -> None:
        self.home, self.con = home, con
        self.names: list[str] = []

    def add(self, rows: Sequence[Row], name: str = "", kind: str = "seized", at: str = "2016-05-01", case: str = "T") -> str:
        """Put a list in, normalised; returns its dataset_id, which is its name."""
        no = len(self.names) + 1
        name = name or chr(ord("A") + no - 1)
        self.names.append(name)
        dataset = {"dataset_no": no, "dataset_id": name, "case_id": case, "path": f"{name}.csv", "kind": kind}
        warehouse.insert(self.con, "datasets", [dataset | {"obtained_at": datetime.fromisoformat(at), "state": "normalised"}])
        seen: dict[str, int] = {}
        records = []
        for place, row in enumerate(rows, start=1):
            states = {"id_state": id_state(row.get("id_number")), "phone_state": phone_state(row.get("phone"))}
            first = seen.setdefault(repr(sorted(row.items())), place)
            found = {"dataset_no": no, "row_no": place, "duplicate_of": first if first < place else None}
            records.append({**found, **states, **row})
        warehouse.insert(self.con, "records", records)
        return name

    def judge(self, left: str, right: str, verdict: str, at: str = "2026-01-01") -> None:
        """A decision on two rows, called A1, B2, …, or on what else left and right name."""
        line = 2 + len(self.table("judgements"))
        sides = [f"{x[0]}:{x[1:]}" if x[:1].isalpha() and x[1:].isdigit() else x for x in (left, right)]
        row = {"case_id": "T", "subject": "person", "left": sides[0], "right": sides[1], "verdict": verdict, "finding_id": "J"}
        found = {"at": datetime.fromisoformat(at), "source_file": "judgements.csv", "source_line": line}
        warehouse.insert(self.con, "judgements", [row | found])

    def resolve(self, *ids: str) -> Outcome:
        return run(self.home, self.con, ids)

    def persons(self) -> dict[str, int]:
        """person_id of every row."""
        found = self.con.execute("SELECT dataset_no, row_no, person_id FROM person_records ORDER BY ALL").fetchall()
        return {f"{self.names[no - 1]}{row}": person for no, row, person in found}

    def partition(self) -> set[frozenset[str]]:
        """Rows by person."""
        groups: dict[int, set[str]] = {}
        for row, person in self.persons().items():
            groups.setdefault(person, set()).add(row)
        return {frozenset(g) for g in groups.values()}

    def reasons(self) -> dict[str, str]:
        found = self.con.execute("SELECT dataset_no, row_no, reason FROM person_records ORDER BY ALL").fetchall()
        return {f"{self.names[no - 1]}{row}": reason for no, row, reason in found}

    def table(self, name: str) -> list[tuple[object, ...]]:
        return self.con.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall()
