from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines import contracts, warehouse
from pipelines.assess.run import run
from pipelines.home import Home
from pipelines.outcome import Outcome

WHEN = datetime(2018, 5, 1)
CELLS = {"A": {"finance": "x"}, "B": {"health": "x"}, "C": {"city": "x"}, "name+id": {"name": "n", "id_number": "i"}}


class Book:
    """A case to assess: lists of persons by their numbers, and hops."""

    def __init__(self, home: Home, con: warehouse.Connection, case_id: str = "case") -> None:
        self.home, self.con, self.case_id, self.lists, self.paid = home, con, case_id, 0, 0

    def hold(self, holder: str, persons: range, kind: str = "C", made_from: str | None = None, **dataset: Any) -> str:
        """A list found with ``holder``, one row a person; returns its dataset_id."""
        self.lists += 1
        row = {
            "dataset_no": self.lists,
            "dataset_id": f"list-{self.lists}",
            "case_id": self.case_id,
            "path": f"list-{self.lists}.csv",
        }
        row |= {"kind": "seized", "holder": holder, "state": "derived", "sha256": str(self.lists), "obtained_at": WHEN}
        warehouse.insert(self.con, "datasets", [row | dataset])
        self.add_rows(self.lists, persons, CELLS[kind])
        if made_from:
            derivation = {"case_id": self.case_id, "parent_dataset_id": made_from, "child_dataset_id": row["dataset_id"]}
            warehouse.insert(self.con, "derivations", [derivation | {"confidence": 0.9}])
        return str(row["dataset_id"])

    def add_rows(self, dataset_no: int, persons: range, cells: dict[str, str], duplicate: bool = False) -> None:
        first = self.con.execute(
            "SELECT coalesce(max(row_no), 0) + 1 - $i FROM records WHERE dataset_no = $no", {"i": persons.start, "no": dataset_no}
        )
        params = {"no": dataset_no, "shift": (first.fetchone() or (0,))[0], "first": persons.start, "end": persons.stop}
        self.con.execute(
            f"""CREATE OR REPLACE TEMP TABLE added AS
            SELECT $no AS dataset_no, i + $shift AS row_no, hash($no, i) AS row_hash,
                {"1::BIGINT" if duplicate else "NULL::BIGINT"} AS duplicate_of, 'phone ' || i AS phone, 'valid' AS phone_state,
                {", ".join(f"'{v}' AS {k}" for k, v in cells.items())}
            FROM range($first, $end) AS t (i)""",
            params,
        )
        warehouse.widen(self.con, contracts.table("records"), ["name", "phone", "guardian_name"])  # what tests set afterwards
        warehouse.append(self.con, "records", "added", [c[0] for c in self.con.execute("FROM added").description or ()])
        self.con.execute(
            """INSERT INTO person_records BY NAME
            SELECT $no AS dataset_no, i + $shift AS row_no, i AS person_id FROM range($first, $end) AS t (i)""",
            params,
        )

    def sell(self, seller: str, buyer: str, records: int | None = None, amount: float | None = None, **hop: Any) -> None:
        row = {"hop_id": f"{seller}>{buyer}", "case_id": self.case_id, "seller": seller, "buyer": buyer, "confidence": 0.9}
        row |= {"status": "confirmed", "last_at": WHEN, "records": records, "amount": amount, "currency": "CNY"}
        warehouse.insert(self.con, "hops", [row | hop])
        if amount is not None:
            self.pay(buyer, seller, amount, row | hop, llr=2.0)

    def pay(
        self, payer: str, payee: str, amount: float, hop: dict[str, Any], llr: float | None = None, memo: str = "", days: int = 0
    ) -> None:
        """A payment, and with ``llr`` the evidence that it makes for the hop."""
        self.paid += 1
        where = {"case_id": self.case_id, "source_file": "payments.csv", "source_line": self.paid}
        money = {"payer": payer, "payee": payee, "amount": amount, "currency": hop.get("currency", "CNY"), "memo": memo}
        warehouse.insert(self.con, "payments", [where | money | {"time": WHEN + timedelta(days=days)}])
        if llr is not None:
            warehouse.insert(
                self.con, "hop_evidence", [where | {"hop_id": hop["hop_id"], "kind": "money", "log_likelihood_ratio": llr}]
            )

    def assess(self, **options: Any) -> Outcome:
        return run(self.home, self.con, [self.case_id], **options)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.con.execute(query).fetchall()

    def counted(self, actor: str, profile: str = "main") -> dict[str, int]:
        query = "SELECT class, counted FROM counts WHERE actor = $actor AND profile = $profile ORDER BY class"
        return dict(self.con.execute(query, {"actor": actor, "profile": profile}).fetchall())

    def severity(self, actor: str) -> dict[str, tuple[float, str]]:
        query = "SELECT rule, score, outcome FROM severity WHERE actor = $actor"
        return {rule: (score, outcome) for rule, score, outcome in self.con.execute(query, {"actor": actor}).fetchall()}


@pytest.fixture
def con(tmp_path: Path) -> Iterator[warehouse.Connection]:
    with warehouse.writer(Home.at(tmp_path)) as connection:
        yield connection


@pytest.fixture
def book(tmp_path: Path, con: warehouse.Connection) -> Book:
    return Book(Home.at(tmp_path), con)


@pytest.fixture
def another(tmp_path: Path, con: warehouse.Connection) -> Callable[[str], Book]:
    return lambda case_id: Book(Home.at(tmp_path), con, case_id)
