"""A market small enough to count by hand: every row of rows.csv says why it is there."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.assess.run import run
from pipelines.home import Home

HERE = Path(__file__).parent
HOLDERS = {1: "seller", 2: "seller", 3: "first buyer", 4: "second buyer"}
WHEN = datetime(2018, 5, 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.at(tmp_path_factory.mktemp("golden"))
    with warehouse.writer(home) as con:
        for no, holder in HOLDERS.items():
            warehouse.insert(con, "datasets", [{"dataset_no": no, "dataset_id": f"list-{no}", "case_id": "golden", "path": f"{no}.csv", "kind": "seized",
                                                "holder": holder, "state": "derived", "sha256": str(no), "obtained_at": WHEN}])  # fmt: skip
        rows = [
            {k: v or None for k, v in row.items() if k != "why"}
            for row in csv.DictReader((HERE / "rows.csv").open(encoding="utf-8"))
        ]
        for row in rows:
            row |= {"row_hash": hash(tuple(v for k, v in row.items() if k not in ("dataset_no", "row_no", "duplicate_of"))) % 2**60}
        warehouse.insert(con, "records", [{k: v for k, v in r.items() if k != "person_id"} | {"phone_state": r["phone"] and "valid",
                                          "id_state": r["id_number"] and "valid"} for r in rows])  # fmt: skip
        warehouse.insert(con, "person_records", [{k: r[k] for k in ("dataset_no", "row_no", "person_id")} for r in rows])
        false = {"case_id": "golden", "field": "phone", "value": "16099999999", "reason": "never assigned", "evidence": "letter 7"}
        warehouse.insert(con, "exclusions", [false | {"source_file": "false.csv", "source_line": 2}])
        copies = [
            {"case_id": "golden", "parent_dataset_id": "list-1", "child_dataset_id": f"list-{n}", "confidence": 0.9} for n in (3, 4)
        ]
        warehouse.insert(con, "derivations", copies)
        hop = {"case_id": "golden", "seller": "seller", "confidence": 0.9, "status": "confirmed", "amount": 2500, "last_at": WHEN}
        warehouse.insert(con, "hops", [hop | {"hop_id": b, "buyer": b} for b in ("first buyer", "second buyer")])
        paid = {
            "case_id": "golden",
            "source_file": "payments.csv",
            "amount": 2500,
            "currency": "CNY",
            "payee": "seller",
            "time": WHEN,
        }
        for line, buyer in enumerate(("first buyer", "second buyer"), 2):
            where = {"source_line": line, "source_file": "payments.csv"}
            warehouse.insert(con, "payments", [paid | where | {"payer": buyer}])
            warehouse.insert(con, "hop_evidence", [where | {"hop_id": buyer, "kind": "money", "log_likelihood_ratio": 3.0}])
        run(home, con, ["golden"])
    return home


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return [{k: v for k, v in row.items() if k != "why"} for row in csv.DictReader(file)]


@pytest.mark.parametrize("table", ["counts", "exclusions_applied", "severity"])
def test_golden(home: Home, table: str) -> None:
    expected = _table(f"{table}.csv")
    with warehouse.reader(home.warehouse) as con:
        columns = ", ".join(expected[0])
        readings = "" if table == "exclusions_applied" else "WHERE profile IN ('main', 'strict') AND actor <> '(incident)'"
        found = con.execute(f"SELECT {columns} FROM {table} {readings} ORDER BY ALL").fetchall()
    as_text = [dict(zip(expected[0], ("" if v is None else str(v) for v in row), strict=True)) for row in found]
    key = list(expected[0])
    assert sorted(as_text, key=lambda r: [r[k] for k in key]) == sorted(expected, key=lambda r: [r[k] for k in key])
