"""After nights, judgements and withdrawals the counts kept of lists and pairs are those of all rows, counted anew."""

import random
import sys
from pathlib import Path

from pipelines import warehouse
from pipelines.derive import run as derive
from pipelines.fields import NAMES
from pipelines.home import Home
from pipelines.resolve import release

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "resolve"))
from resolve_lists import Lists, Row, id_number

PERSONS = """
SELECT p.dataset_no, count(DISTINCT p.person_id)
FROM person_records AS p SEMI JOIN compared AS c ON p.dataset_no = c.dataset_no
GROUP BY ALL ORDER BY ALL
"""
PAIRS = """
SELECT a.dataset_no, b.dataset_no, count(DISTINCT a.person_id)
FROM person_records AS a JOIN person_records AS b ON a.person_id = b.person_id AND a.dataset_no <> b.dataset_no
GROUP BY ALL ORDER BY ALL
"""


class Case(Lists):
    """Lists that come night by night; what is known of a person is now the ID number, now the phone, so that nights join persons."""

    def __init__(self, home: Home, con: warehouse.Connection, seed: int) -> None:
        super().__init__(home, con)
        self.random = random.Random(seed)
        self.gone: set[str] = set()

    def row(self) -> Row:
        r, who = self.random, self.random.randrange(12)
        return {
            "name": "赵钱孙李周吴"[who % 6] + "伟",
            "id_number": id_number(f"990102200705{who + 10:02}{who:03}") if r.random() < 0.5 else None,
            "phone": f"1640000{who:04}" if r.random() < 0.6 else None,
            "school": r.choice(["甲州市第1小学", "甲州市第2小学"]),
        }

    def night(self) -> None:
        self.add([self.row() for _ in range(self.random.randint(4, 12))])
        self.con.execute(f"UPDATE records SET cells_hash = hash({', '.join(NAMES)}) WHERE cells_hash IS NULL")
        self.resolve()

    def decide(self) -> None:
        rows = sorted(self.persons())
        left, right = self.random.choice(rows), self.random.choice(rows)
        at = f"2026-01-{1 + len(self.table('judgements')):02}"
        self.judge(left, right, self.random.choice(["confirmed", "rejected", "withdrawn"]), at)
        self.resolve()

    def withdraw(self) -> None:
        """As pipelines.withdraw does, of a list that has no file."""
        name = self.random.choice(sorted(set(self.names) - self.gone))
        self.gone.add(name)
        numbers = [self.names.index(name) + 1]
        highest = release.last(self.con)
        touched = release.release(self.con, numbers)
        warehouse.run(self.con, "normalise/forget", datasets=numbers)
        warehouse.run(self.con, "withdraw/lists", datasets=numbers)
        warehouse.rows(self.con, "withdraw/cases", touched=touched, lists=True, cases=["T"])
        self.resolve()
        if touched:
            release.keep_ids(self.con, highest)

    def derive(self) -> None:
        derive.run(self.home, self.con, [])

    def counts(self) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        pairs = self.con.execute("SELECT parent_no, child_no, shared_persons FROM list_pairs ORDER BY ALL").fetchall()
        return self.table("list_persons"), pairs

    def counted_anew(self) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        self.con.execute("CREATE OR REPLACE TEMP TABLE compared AS SELECT dataset_no FROM datasets WHERE state = 'derived'")
        return self.con.execute(PERSONS).fetchall(), self.con.execute(PAIRS).fetchall()


def test_what_is_kept_is_what_is_there(tmp_path: Path) -> None:
    home = Home.at(tmp_path).create()
    with warehouse.writer(home) as con:
        _nights(Case(home, con, seed=0))


def _nights(case: Case) -> None:
    case.night()
    case.night()
    case.derive()
    for step in (case.night, case.decide, case.withdraw, case.night):
        step()
        case.derive()
        assert case.counts() == case.counted_anew()
    joined = any(m[2] not in ("judgement", "withdrawn", "resolved again") for m in case.table("person_merges"))
    told = case.table("variants"), case.table("variant_readings")
    for name in ("variants", "variant_readings", "list_pairs", "list_persons"):
        case.con.execute(f"DELETE FROM {name}")
    case.con.execute("UPDATE datasets SET state = 'resolved' WHERE kind = 'seized'")
    case.derive()
    assert (case.table("variants"), case.table("variant_readings")) == told
    assert joined, "a sequence without persons found to be one shows little"
