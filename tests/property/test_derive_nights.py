"""After nights, judgements and withdrawals the counts kept of lists and pairs are those of all rows, counted anew."""

import random
import sys
from math import log
from pathlib import Path

from pipelines import contracts, warehouse
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
SELECT a.dataset_no, b.dataset_no, count(DISTINCT p.person_id)
FROM person_records AS p JOIN compared AS a ON p.dataset_no = a.dataset_no
JOIN person_records AS q ON p.person_id = q.person_id
JOIN compared AS b ON q.dataset_no = b.dataset_no AND a.case_id = b.case_id AND a.dataset_no <> b.dataset_no
GROUP BY ALL ORDER BY ALL
"""
HELD = """
SELECT c.case_id, p.person_id, hash(CAST(sum(hash(p.dataset_no)) AS VARCHAR))
FROM person_records AS p JOIN compared AS c ON p.dataset_no = c.dataset_no
GROUP BY ALL HAVING count(DISTINCT p.dataset_no) > 1 ORDER BY ALL
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

    def night(self, rows: list[Row] | None = None, case: str = "T") -> None:
        self.add(rows or [self.row() for _ in range(self.random.randint(4, 12))], case=case)
        warehouse.widen(self.con, contracts.table("records"), NAMES)
        self.con.execute(f"UPDATE stored_records SET cells_hash = hash({', '.join(NAMES)}) WHERE cells_hash IS NULL")
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
        cases = [case for (case,) in self.con.execute("SELECT case_id FROM datasets WHERE dataset_id = ?", [name]).fetchall()]
        self.gone.add(name)
        numbers = [self.names.index(name) + 1]
        highest = release.last(self.con)
        touched = release.release(self.con, numbers)
        warehouse.run(self.con, "normalise/forget", datasets=numbers)
        warehouse.run(self.con, "withdraw/lists", datasets=numbers)
        warehouse.rows(self.con, "withdraw/cases", datasets=numbers, touched=touched, lists=True, cases=cases)
        self.resolve()
        if touched:
            release.keep_ids(self.con, highest)

    def other_night(self) -> None:
        self.night(case="U")

    def derive(self) -> list[str]:
        """The cases compared: those of whom a list waits. In the others persons may have been found to be one since."""
        waiting = "SELECT DISTINCT case_id FROM datasets WHERE kind = 'seized' AND state = 'resolved'"
        cases = [case for (case,) in self.con.execute(waiting).fetchall()]
        derive.run(self.home, self.con, [])
        return cases

    def kept(self, cases: list[str]) -> tuple[list[tuple[object, ...]], ...]:
        """(persons of lists, persons of pairs of lists, which lists hold a person), of cases of several lists."""
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE compared AS SELECT dataset_no, case_id FROM datasets WHERE state = 'derived' "
            "AND case_id IN (SELECT unnest($cases::VARCHAR[])) QUALIFY count(*) OVER (PARTITION BY case_id) > 1",
            {"cases": cases},
        )
        return tuple(
            self.con.execute(f"SELECT {columns} FROM {table} SEMI JOIN compared USING ({key}) ORDER BY ALL").fetchall()
            for columns, table, key in (
                ("*", "list_persons", "dataset_no"),
                ("parent_no, child_no, shared_persons", "list_pairs", "case_id"),
                ("case_id, person_id, held", "case_persons", "case_id"),
            )
        )

    def counted_anew(self) -> tuple[list[tuple[object, ...]], ...]:
        return tuple(self.con.execute(query).fetchall() for query in (PERSONS, PAIRS, HELD))

    def told(self, case: str) -> list[list[tuple[object, ...]]]:
        """What was found of persons of whom the lists disagree."""
        return [[row for row in self.table(name) if row[0] == case] for name in ("case_persons", "variants", "variant_readings")]


def test_what_is_kept_is_what_is_there(tmp_path: Path) -> None:
    home = Home.at(tmp_path).create()
    with warehouse.writer(home) as con:
        _nights(Case(home, con, seed=0))


def test_lists_whose_numbers_leave_the_same_mark_are_told_apart(tmp_path: Path) -> None:
    home = Home.at(tmp_path).create()
    with warehouse.writer(home) as con:
        case = Case(home, con, seed=1)
        for _ in range(64):  # of list 1 and list 61 the marks are the same
            case.add([case.row() for _ in range(3)])
        warehouse.widen(con, contracts.table("records"), NAMES)
        con.execute(f"UPDATE stored_records SET cells_hash = hash({', '.join(NAMES)})")
        case.resolve()
        assert case.kept(case.derive()) == case.counted_anew()
        held = "SELECT person_id, count(DISTINCT dataset_no) FROM person_records GROUP BY ALL ORDER BY ALL"
        assert con.execute("SELECT person_id, datasets FROM persons ORDER BY ALL").fetchall() == con.execute(held).fetchall()
        alike = "SELECT count(*) FROM person_records AS a JOIN person_records AS b USING (person_id) WHERE b.dataset_no = a.dataset_no + 60"
        assert con.execute(alike).fetchone() != (0,)


def test_readings_are_weighed_again_only_where_the_sample_is_other(tmp_path: Path) -> None:
    def person(who: int, school: str) -> Row:
        return {"name": "赵钱孙李周吴"[who] + "伟", "id_number": id_number(f"9901022007051{who}00{who}"), "school": school}

    def weights(con: warehouse.Connection) -> set[tuple[object, ...]]:
        return set(con.execute("SELECT DISTINCT spelt FROM variant_readings WHERE person_id = 1").fetchall())

    home = Home.at(tmp_path).create()
    with warehouse.writer(home) as con:
        case = Case(home, con, seed=2)
        case.night([person(who, "甲州市第1小学") for who in range(4)])
        case.night([person(who, "甲州市第2小学") for who in range(4)])
        case.derive()
        assert weights(con) == {(0.0,), (round(log(4), 1),)}, "nobody else's first row has the characters of the second school"
        con.execute("UPDATE variant_readings SET spelt = 99 WHERE person_id = 1")
        case.night([person(3, "甲州市第3小学")])
        case.derive()
        assert weights(con) == {(99.0,)}, "nobody is new, and person 1 is not of this night"
        case.night([person(4, "甲州市第2小学")])
        case.derive()
        assert weights(con) == {(round(log(2), 1),), (round(log(4), 1),)}, "one more is"


def test_rows_kept_go_with_their_list(tmp_path: Path) -> None:
    home = Home.at(tmp_path).create()
    with warehouse.writer(home) as con:
        case = Case(home, con, seed=3)
        case.night()
        case.night()
        case.derive()

        def lists() -> list[set[object]]:
            return [{row[1] for row in case.table(name)} for name in ("sampled_records", "spelt_records")]

        assert lists() == [{1, 2}, {1, 2}]
        warehouse.run(con, "normalise/forget", datasets=[1])
        assert lists() == [{2}, {2}], "read again under another mapping it may say something else"


def _nights(case: Case) -> None:
    case.night()
    case.night()
    case.derive()
    steps = (case.night, case.other_night, case.decide, case.other_night, case.withdraw, case.night, case.other_night, case.night)
    for step in steps:
        step()
        assert case.kept(case.derive()) == case.counted_anew()
    joined = any(m[2] not in ("judgement", "withdrawn", "resolved again") for m in case.table("person_merges"))
    told = case.told("T")
    kept = ("sampled_records", "spelt_records", "case_samples")
    assert all(case.table(name) for name in kept)
    for name in ("variants", "variant_readings", "case_persons", "list_pairs", "list_persons", "compared_lists", *kept):
        case.con.execute(f"DELETE FROM {name}")
    case.con.execute("UPDATE datasets SET state = 'resolved' WHERE kind = 'seized'")
    case.derive()
    assert case.told("T") == told
    assert joined, "a sequence without persons found to be one shows little"
