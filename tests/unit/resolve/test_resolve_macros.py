"""Macros of names and numbers against what they say, letter by letter."""

import random
from itertools import product

from pipelines import warehouse

SIGNS = "一二𠀀ab1"


def one_off(a: str, b: str) -> bool:
    """One character other, more or less; of texts of two characters at least."""
    short, long = sorted((a, b), key=len)
    if len(short) < 2:
        return False
    if len(short) == len(long):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def texts() -> list[str]:
    dice = random.Random(5)
    short = ["".join(t) for n in range(3) for t in product(SIGNS, repeat=n)]
    return (
        short
        + ["".join(dice.choices(SIGNS, k=dice.randint(3, 7))) for _ in range(150)]
        + ["16400000301", "16400000302", "1640000030"]
    )


def test_names_one_off_are_those_of_the_oracle() -> None:
    found = texts()
    with warehouse.scratch() as con:
        warehouse.run(con, "resolve/macros")
        rows = con.execute(
            "SELECT a, b, one_off(a, b), nearly(a, b) = (levenshtein(a, b) <= 1) FROM (SELECT unnest($t) AS a) CROSS JOIN (SELECT unnest($t) AS b)",
            {"t": found},
        ).fetchall()
    assert len(rows) == len(found) ** 2
    assert [(a, b) for a, b, close, same in rows if close != one_off(a, b) or not same] == []
    assert 200 < sum(close for _, _, close, _ in rows) < len(rows) // 2


def test_a_code_is_the_same_for_the_same_text_only() -> None:
    found = texts()
    with warehouse.scratch() as con:
        warehouse.run(con, "resolve/macros")
        codes = con.execute("SELECT list_transform($t, lambda t: code(t)), code(NULL)", {"t": found}).fetchall()[0]
    assert codes[1] is None
    assert len(set(codes[0])) == len(set(found))


def test_another_road_with_the_same_house_number_is_another_place() -> None:
    pairs = {
        ("甲州市南湖区中山东路12号", "甲州市南湖区中山东路12号"): True,
        ("甲州市南湖区中山东路12号", "甲州市南胡区中山东路12号"): True,
        ("甲州市南湖区中山东路12号", "甲州市南湖区中山路东12号"): True,
        ("甲州市南湖区中山东路12号", "甲州市南湖区中山东路13号"): False,
        ("甲州市南湖区中山东路12号", "甲州市南湖区解放西街12号"): False,
        ("甲州市第一实验小学", "甲州市南门外小学"): False,
    }
    with warehouse.scratch() as con:
        warehouse.run(con, "resolve/macros")
        found = {pair: con.execute("SELECT close_places($a, $b)", {"a": pair[0], "b": pair[1]}).fetchall()[0][0] for pair in pairs}
    assert found == pairs
