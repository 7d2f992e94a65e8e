"""Synthetic persons: nobody real, families that hang together, flaws that occur."""

import numpy as np
import pyarrow.compute as pc
import pytest

from pipelines.demo import people

PUPILS = people.population(5_000, 60, np.random.default_rng(1))


def by_hand(body: str) -> str:
    """The check digit of GB 11643, one digit after the other."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def test_ids_are_of_no_province_and_check() -> None:
    for row in PUPILS.slice(0, 500).to_pylist():
        number = row["id_number"]
        assert len(number) == 18
        assert number.startswith("99")
        assert number[17] == by_hand(number[:17])
        assert number[6:14] == row["birth_date"].replace("-", "")
        assert (int(number[16]) % 2 == 1) == (row["gender"] == "男")


def test_phones_are_of_no_operator() -> None:
    assert set(pc.unique(pc.utf8_slice_codeunits(PUPILS["phone"], 0, 3)).to_pylist()) == set(people.PREFIXES)
    assert pc.all(pc.match_substring_regex(PUPILS["phone"], "^[0-9]{11}$")).as_py()


def test_brothers_and_sisters_share_parent_phone_and_address() -> None:
    homes = PUPILS.group_by("phone").aggregate(
        [(f, "count_distinct") for f in ("guardian_name", "address", "school")] + [("pid", "count")]
    )
    shared = homes.filter(pc.greater(homes["pid_count"], 1))
    assert 0.05 < len(shared) / len(PUPILS) < 0.11
    assert all(pc.max(shared[f"{f}_count_distinct"]).as_py() == 1 for f in ("guardian_name", "address", "school"))


def test_pupils_fit_their_school_city_and_age() -> None:
    for row in PUPILS.slice(0, 200).to_pylist():
        assert row["school"].startswith(row["city"] + "市")
        assert int(row["birth_date"][:4]) == people.YEAR - 6 - int(row["grade"])
        assert row["student_number"].startswith(("0", "10"))


@pytest.mark.parametrize("count", [0, 7])
def test_invented_persons_keep_schools_and_get_area_9999(count: int) -> None:
    made = people.invented(count, PUPILS, np.random.default_rng(2), 10**9)
    assert made.column_names == PUPILS.column_names
    assert made["pid"].to_pylist() == list(range(10**9, 10**9 + count))
    assert all(n.startswith("9999") for n in made["id_number"].to_pylist())
    assert set(made["school"].to_pylist()) <= set(PUPILS["school"].to_pylist())


def test_flaws_are_placeholders_and_one_switchboard_a_school() -> None:
    flawed = people.flaws(PUPILS, np.random.default_rng(3))
    changed = flawed.filter(pc.not_equal(flawed["phone"], PUPILS["phone"]))
    assert {*people.PLACEHOLDERS} < set(changed["phone"].to_pylist())
    boards = changed.filter(pc.starts_with(changed["phone"], "0573-8"))
    assert len(boards) > 5
    per_school = boards.group_by("school").aggregate([("phone", "count_distinct")])
    assert pc.max(per_school["phone_count_distinct"]).as_py() == 1
    assert all(len(p) == len("0573-8") + 6 for p in boards["phone"].to_pylist()), "eight digits could be somebody's"
