"""The sieve before the scores: whatever pair scores enough passes it, and most others do not."""

import random
from collections.abc import Iterator
from itertools import combinations

import duckdb
import pytest

from pipelines import warehouse
from pipelines.resolve.run import ENOUGH

CHOICES: dict[str, tuple[str, ...]] = {
    "who": ("张伟", "张玮", "伟张", "张伟伟", "李娜", "欧阳建国", "欧阳建囯", "建国欧阳", "王小芳明月"),
    "phone": ("16400000301", "16400000302", "16500009302", "1640000030"),
    "id_number": ("990102200705010113", "990102200705010131", "990102200705010114", "P1234567"),
    "birth_date": ("2007-05-01", "2007-05-02", "2009-11-30"),
    "guardian": ("张三", "张叁", "三张", "李四光"),
    "school": ("嘉兴市第1小学", "嘉兴市第1小学校", "嘉兴市第2小学"),
    "grade": ("1", "2"),
    "class": ("1", "2"),
    "gender": ("男", "女"),
    "address": ("嘉兴市南湖区中山路12号3幢401室", "嘉兴市南湖区中山路12号3幢401", "嘉兴市南湖区中山路13号3幢401室", "中山路12号"),
    "student_number": ("G990102001", "G990102002"),
    "email_im": ("a@example.com", "A@example.com", "b@example.com"),
    "postcode": ("314000", "314001", "100000"),
    "birth_place": ("嘉兴", "杭州"),
    "occupation": ("教师", "会计"),
}
"""Texts of each field, some of them close to another."""
FACES = ("label", *CHOICES, "ends", "id_valid")


def face(dice: random.Random, label: int, filled: float) -> dict[str, object]:
    found: dict[str, object] = {field: dice.choice(texts) if dice.random() < filled else None for field, texts in CHOICES.items()}
    phone = str(found["phone"]) if found["phone"] else dice.choice(CHOICES["phone"])
    found["ends"] = phone[:3] + phone[-4:] if dice.random() < filled else None
    found["id_valid"] = found["id_number"] if found["id_number"] in CHOICES["id_number"][:2] else None
    return {"label": label, **found}


@pytest.fixture
def con() -> Iterator[warehouse.Connection]:
    with warehouse.scratch() as opened:
        warehouse.run(opened, "resolve/macros")
        yield opened


def fill(con: duckdb.DuckDBPyConnection, seed: int, clusters: int) -> None:
    """All tables that codes, likely and scores read; every second pair of clusters is in one list."""
    dice = random.Random(seed)
    columns = ", ".join(f"{name} {'BIGINT' if name == 'label' else 'VARCHAR'}" for name in FACES)
    con.execute(f"CREATE OR REPLACE TEMP TABLE resolve_told ({columns}, several BOOLEAN)")
    con.execute(f"CREATE OR REPLACE TEMP TABLE resolve_folded ({columns})")
    for label in range(clusters):
        several = dice.choice((1, 1, 2))
        faces = [list(face(dice, label, dice.choice((0.3, 0.6, 0.9))).values()) for _ in range(several)]
        table, more = ("resolve_folded", []) if several > 1 else ("resolve_told", [False])
        names = ", ".join([*face(dice, 0, 0), *(["several"] if more else [])])
        con.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(faces[0] + more))})", [row + more for row in faces]
        )
    con.execute("CREATE OR REPLACE TEMP TABLE resolve_rarity (who UBIGINT, bits DOUBLE)")
    rarity = [(who, dice.choice((-7.0, -1.2, 0.0, 5.9))) for who in CHOICES["who"][::2]]
    con.executemany("INSERT INTO resolve_rarity VALUES (hash('who', ?), ?)", rarity)
    pairs = list(combinations(range(clusters), 2))
    for table, rows in (("resolve_pairs", pairs), ("resolve_together", [p for p in pairs if dice.random() < 0.5])):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} (label_a BIGINT, label_b BIGINT)")
        con.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)
    for table in ("resolve_latin_scores", "resolve_scores"):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} (label_a BIGINT, label_b BIGINT, score DOUBLE, forbidden BOOLEAN, terms VARCHAR)"
        )


@pytest.mark.parametrize("seed", range(6))
def test_pairs_that_score_enough_are_likely(con: warehouse.Connection, seed: int) -> None:
    fill(con, seed, 90)
    con.execute("CREATE OR REPLACE TEMP TABLE resolve_likely AS FROM resolve_pairs")
    warehouse.run(con, "resolve/faces_likely", enough=ENOUGH)
    warehouse.run(con, "resolve/scores", enough=ENOUGH, part=0, parts=1)
    for enough in (-10.0, 0.0, 6.5, ENOUGH, 20.0, 30.0):
        warehouse.run(con, "resolve/codes")
        found = sum(
            warehouse.rows(con, "resolve/likely", enough=enough, part=part, parts=3)[0]["pairs"] * (part == 2) for part in range(3)
        )
        missed = con.execute(
            "SELECT s.* FROM resolve_scores AS s ANTI JOIN resolve_likely AS l ON s.label_a = l.label_a AND s.label_b = l.label_b WHERE score >= ?",
            [enough],
        ).fetchall()
        assert missed == []
        assert con.execute("SELECT count(*), count(DISTINCT (label_a, label_b)) FROM resolve_likely").fetchone() == (found, found)
        reached = con.execute("SELECT count(*) FROM resolve_scores WHERE score >= ?", [enough]).fetchone()
        assert reached is not None and 0 < reached[0] <= found < 90 * 89 // 2 * (0.99 if enough > 0 else 2)


def accepted(con: warehouse.Connection) -> list[tuple[object, ...]]:
    return warehouse.run(con, "resolve/accepted", enough=ENOUGH).fetchall()


@pytest.mark.parametrize("seed", range(6))
def test_what_is_accepted_is_what_all_pairs_give(con: warehouse.Connection, seed: int) -> None:
    fill(con, seed, 60)
    # every tenth cluster looks like another by a Latin name
    con.execute(
        "INSERT INTO resolve_latin_scores SELECT label_a, label_b, 20, false, NULL FROM resolve_pairs WHERE label_a % 10 = 0 AND label_b % 10 = 5"
    )
    con.execute("INSERT INTO resolve_scores FROM resolve_latin_scores")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE resolve_likely AS FROM resolve_pairs AS p ANTI JOIN resolve_latin_scores AS l "
        "ON p.label_a = l.label_a AND p.label_b = l.label_b"
    )
    warehouse.run(con, "resolve/faces_likely", enough=ENOUGH)
    warehouse.run(con, "resolve/scores", enough=ENOUGH, part=0, parts=1)
    all_pairs = accepted(con)
    con.execute("DELETE FROM resolve_scores")
    con.execute("INSERT INTO resolve_scores FROM resolve_latin_scores")
    warehouse.run(con, "resolve/codes")
    warehouse.run(con, "resolve/likely", enough=ENOUGH, part=0, parts=1)
    # few clusters are likely here: those of Latin names are not, by themselves
    con.execute("DELETE FROM resolve_likely WHERE label_a % 5 = 0 OR label_b % 5 = 0")
    warehouse.run(con, "resolve/faces_likely", enough=ENOUGH)
    warehouse.run(con, "resolve/scores", enough=ENOUGH, part=0, parts=1)
    warehouse.run(con, "resolve/unlikely", enough=ENOUGH)
    warehouse.run(con, "resolve/scores", enough=ENOUGH, part=0, parts=1)
    assert accepted(con) == all_pairs
    assert any(0 in (int(str(a)) % 10, int(str(b)) % 10) and score != 20 for a, b, score, _ in all_pairs)


def test_pairs_between_those_who_look_alike_are_scored_too(con: warehouse.Connection) -> None:
    fill(con, 7, 6)
    con.execute(
        "INSERT INTO resolve_scores VALUES (0, 1, 20, false, NULL), (1, 2, 14, false, NULL), (3, 4, 15, true, NULL), (2, 5, 9, false, NULL)"
    )
    warehouse.run(con, "resolve/unlikely", enough=ENOUGH)
    assert con.execute("FROM resolve_likely").fetchall() == [(0, 2)], "3 and 4 are forbidden, 5 is alone, the others are scored"


def test_pairs_of_latin_names_and_other_parts_are_left_out(con: warehouse.Connection) -> None:
    fill(con, 8, 12)
    con.execute("INSERT INTO resolve_latin_scores SELECT label_a, label_b, 1, false, NULL FROM resolve_pairs WHERE label_a = 3")
    warehouse.run(con, "resolve/codes")
    warehouse.run(con, "resolve/likely", enough=-100.0, part=1, parts=2)
    first = {row[0] for row in con.execute("SELECT DISTINCT label_a FROM resolve_likely").fetchall()}
    assert first == {1, 5, 7, 9}
