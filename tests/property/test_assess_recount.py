"""Random nights on a small market: what assess says after each is what a complete recount of the same inputs says."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines import warehouse
from pipelines.assess.run import run
from pipelines.home import Home

SEEDS = 6
STEPS = 12
CASES = ("one", "two")
HOLDERS = ("a", "a", "b", "b", "c", "handle-a", "handle-x")
FIRST = datetime(2018, 5, 1)
CELLS: dict[str, tuple[str | None, ...]] = {
    "finance": (None, None, "x"), "health": (None, None, "x"), "city": ("x",), "remark": (None, None, None, "wrong", "odd"),
    "name": (None, "n", "m"), "id_number": (None, None, "i", "j"), "phone": (None, "16400000001", "16400000002"),
    "guardian_name": (None, None, "n", "g"),
}  # fmt: skip
WRITTEN = (
    "counts", "severity", "facts", "receipt_lines", "exclusions_applied", "exclusions_unmatched", "readings_excluded", "leads", "rules",
    "assessments", "counted_actors",
)  # fmt: skip


class Market:
    """Two cases in one home; each step changes something as a night, a withdrawal or a judgement would."""

    def __init__(self, home: Home, con: warehouse.Connection, dice: random.Random) -> None:
        self.home, self.con, self.dice, self.lines = home, con, dice, 0
        for case in CASES:
            self.add(
                "accounts", {"case_id": case, "account": "handle-a", "actor": "a", "source_file": "accounts", "source_line": 1}
            )

    def add(self, table: str, *rows: dict[str, Any]) -> None:
        warehouse.insert(self.con, table, list(rows))

    def some(self, table: str, columns: str) -> tuple[Any, ...] | None:
        found = self.con.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()
        return self.dice.choice(found) if found else None

    def case(self) -> str:
        return self.dice.choice((*CASES, CASES[0], CASES[0]))

    def line(self) -> dict[str, Any]:
        self.lines += 1
        return {"source_file": "told.csv", "source_line": self.lines}

    def new_list(self) -> None:
        dice = self.dice
        number = (self.con.execute("SELECT coalesce(max(dataset_no), 0) + 1 FROM datasets").fetchone() or (0,))[0]
        case, self.lines = self.case(), self.lines + 1
        self.add("datasets", {
            "dataset_no": number, "dataset_id": f"list-{self.lines}", "case_id": case, "path": f"{dice.randint(0, 99)}.csv",
            "kind": dice.choice(["seized", "seized", "seized", "leaked", "reference"]), "holder": dice.choice(HOLDERS),
            "state": dice.choice(["derived", "derived", "derived", "resolved", "loaded"]), "sha256": f"file {dice.randint(0, 9)}",
            "obtained_at": FIRST + timedelta(days=dice.randint(0, 3)),
        })  # fmt: skip
        rows = [{name: dice.choice(cells) for name, cells in CELLS.items()} for _ in range(dice.randint(1, 9))]
        rows += [row for row in rows if dice.random() < 0.2]
        said = [str(sorted(row.items(), key=str)) for row in rows]
        self.add("records", *(
            row | {
                "dataset_no": number, "row_no": i, "row_hash": sum(said[i - 1].encode()),
                "duplicate_of": said.index(said[i - 1]) + 1 if said[i - 1] in said[: i - 1] else None,
                "phone_state": "valid" if row["phone"] else None, "id_state": "valid" if row["id_number"] else None,
            }
            for i, row in enumerate(rows, 1)
        ))  # fmt: skip
        self.add("person_records", *(
            {"dataset_no": number, "row_no": i, "person_id": dice.choice([None, *range(9)])} for i in range(1, len(rows) + 1)
        ))  # fmt: skip
        for other, own in self.con.execute("SELECT dataset_id, dataset_no FROM datasets WHERE case_id = ?", [case]).fetchall():
            if own != number and dice.random() < 0.7:
                pair = [other, f"list-{self.lines}"][:: dice.choice([1, -1])]
                self.add("derivations", {
                    "case_id": case, "parent_dataset_id": pair[0], "child_dataset_id": pair[1], "confidence": dice.choice([0.3, 0.9, 0.9])
                })  # fmt: skip

    def withdraw_list(self) -> None:
        if found := self.some("datasets", "dataset_no, dataset_id"):
            self.withdraw(*found)

    def holder_gone(self) -> None:
        if found := self.some("datasets", "case_id, holder"):
            query = "SELECT dataset_no, dataset_id FROM datasets WHERE case_id = ? AND holder = ?"
            for one in self.con.execute(query, list(found)).fetchall():
                self.withdraw(*one)
            self.con.execute("DELETE FROM hops WHERE case_id = ? AND ? IN (seller, buyer)", list(found))

    def withdraw(self, number: int, dataset: str) -> None:
        for table in ("stored_records", "person_records", "datasets", "dataset_columns"):
            self.con.execute(f"DELETE FROM {table} WHERE dataset_no = ?", [number])
        self.con.execute("DELETE FROM derivations WHERE ? IN (parent_dataset_id, child_dataset_id)", [dataset])

    def other_persons(self) -> None:
        """A night's list tells that rows are another person, or takes two apart; two rows may change persons."""
        if found := self.some("person_records", "dataset_no, person_id"):
            shift = self.dice.choice([1, -1])
            self.con.execute(
                "UPDATE person_records SET person_id = coalesce(person_id, 0) + ? WHERE dataset_no = ? AND person_id IS NOT DISTINCT FROM ?",
                [shift, *found],
            )

    def swapped_persons(self) -> None:
        if found := self.some("datasets", "dataset_no"):
            self.con.execute(
                """UPDATE person_records AS p SET person_id = q.person_id FROM person_records AS q
                WHERE p.dataset_no = ? AND q.dataset_no = p.dataset_no AND q.row_no = 3 - p.row_no""",
                list(found),
            )

    def other_columns(self) -> None:
        """A mapping says that a column is another field: the rows are read again."""
        if found := self.some("datasets", "dataset_no"):
            self.con.execute("DELETE FROM dataset_columns WHERE dataset_no = ?", list(found))
            self.add("dataset_columns", {"dataset_no": found[0], "position": 0, "field": f"field {self.lines}"})
            self.lines += 1
            warehouse.widen(self.con, warehouse.contracts.table("records"), ["finance"])
            self.con.execute("UPDATE stored_records SET finance = 'x' WHERE dataset_no = ?", list(found))

    def derivation(self) -> None:
        if found := self.some("derivations", "case_id, parent_dataset_id, child_dataset_id"):
            self.con.execute(
                "UPDATE derivations SET confidence = 1.2 - confidence WHERE (case_id, parent_dataset_id, child_dataset_id) = (?, ?, ?)",
                list(found),
            )

    def new_hop(self) -> None:
        case = self.case()
        seller, buyer = self.dice.sample("aabbcx", 2)
        if seller == buyer:
            return
        hop = f"{case} {seller}>{buyer}"
        if self.con.execute("SELECT 1 FROM hops WHERE hop_id = ?", [hop]).fetchone():
            return
        self.add("hops", {
            "hop_id": hop, "case_id": case, "seller": seller, "buyer": buyer, "confidence": self.dice.choice([0.3, 0.9, 0.9]),
            "status": self.dice.choice(["suspected", "confirmed"]), "records": self.dice.choice([None, 0, 3, 20]),
            "last_at": FIRST + timedelta(days=self.dice.randint(0, 900)),
        })  # fmt: skip
        if shown := self.some("datasets", "dataset_id"):
            self.add("hop_evidence", {"hop_id": hop, "case_id": case, "kind": "content", "dataset_id": shown[0]})

    def other_hop(self) -> None:
        if found := self.some("hops", "hop_id"):
            change = self.dice.choice([
                "status = CASE status WHEN 'confirmed' THEN 'suspected' ELSE 'confirmed' END", "status = 'rejected'",
                "records = coalesce(records, 0) + 4", "records = NULL", "confidence = 1.2 - confidence", "last_at = last_at + INTERVAL 1 DAY",
            ])  # fmt: skip
            self.con.execute(f"UPDATE hops SET {change} WHERE hop_id = ?", list(found))

    def lost_hop(self) -> None:
        if found := self.some("hops", "hop_id"):
            for table in ("hops", "hop_evidence"):
                self.con.execute(f"DELETE FROM {table} WHERE hop_id = ?", list(found))

    def shown_otherwise(self) -> None:
        found, shown = self.some("hops", "hop_id"), self.some("datasets", "dataset_id")
        if found and shown:
            self.con.execute("UPDATE hop_evidence SET dataset_id = ? WHERE hop_id = ?", [shown[0], found[0]])

    def exclusion(self) -> None:
        field, value = self.dice.choice(
            [("remark", "wrong"), ("remark", "odd"), ("phone", "16400000001"), ("phone", "16999999999")]
        )
        case = self.dice.choice(CASES)
        self.add(
            "exclusions", {"case_id": case, "field": field, "value": value, "reason": "false", "evidence": "letter"} | self.line()
        )

    def exclusion_lifted(self) -> None:
        if found := self.some("exclusions", "source_line"):
            self.con.execute("DELETE FROM exclusions WHERE source_line = ?", list(found))

    def handle_told(self) -> None:
        case = self.dice.choice(CASES)
        if self.dice.random() < 0.5:
            self.con.execute("DELETE FROM accounts WHERE case_id = ?", [case])
        else:
            account, actor = self.dice.choice([("handle-x", "b"), ("handle-x", "d"), ("handle-a", "a")])
            self.add("accounts", {"case_id": case, "account": account, "actor": actor} | self.line())

    def other_name(self) -> None:
        """A list found earlier than was thought: another row of its holder may count."""
        if found := self.some("datasets", "dataset_no"):
            moment = FIRST + timedelta(days=self.dice.randint(-9, 9))
            self.con.execute("UPDATE datasets SET obtained_at = ? WHERE dataset_no = ?", [moment, found[0]])

    def step(self) -> str:
        what = self.dice.choice([
            self.new_list, self.new_list, self.new_list, self.withdraw_list, self.holder_gone, self.other_persons, self.other_persons, self.swapped_persons,
            self.other_columns, self.derivation, self.new_hop, self.new_hop, self.other_hop, self.other_hop, self.lost_hop,
            self.shown_otherwise, self.exclusion, self.exclusion_lifted, self.handle_told, self.other_name,
        ])  # fmt: skip
        what()
        return what.__name__

    def said(self) -> dict[str, list[tuple[Any, ...]]]:
        return {table: self.con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in WRITTEN}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_after_random_nights_the_tables_are_those_of_a_complete_recount(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    home = Home.at(tmp_path)
    kept = 0
    with warehouse.writer(home) as con:
        market = Market(home, con, dice)
        for _ in range(9):
            market.new_list()
            market.new_hop()
        history: list[str] = []
        for _ in range(STEPS):
            run(home, con, CASES)
            kept += (
                con.execute("SELECT count(*) FROM counted_actors ANTI JOIN recounted USING (case_id, actor)").fetchone() or (0,)
            )[0]
            after = market.said()
            for table in (*WRITTEN, "crossings"):
                con.execute(f"DELETE FROM {table}")
            run(home, con, CASES)
            anew = market.said()
            for table in WRITTEN:
                assert after[table] == anew[table], (table, history)
            history.append(" + ".join(market.step() for _ in range(dice.randint(1, 2))))
    assert kept > STEPS, "hardly anybody's counts stood: nothing was shown"
