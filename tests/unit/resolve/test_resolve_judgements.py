"""Decisions of people on who is who: they outrank keys and looks, are shown, touch nobody else, and can be taken back."""

import pytest
from resolve_lists import Lists, id_number

ANNA = {"name": "安小娜", "phone": "16400000201", "school": "嘉兴市第1小学", "guardian_name": "安大山"}
BEN = {"name": "本一凡", "phone": "16400000202", "school": "嘉兴市第1小学", "guardian_name": "本大山"}
CARL = {"name": "卡小龙", "phone": "16400000203", "school": "嘉兴市第2小学", "guardian_name": "卡大山"}
FIRST, SECOND = id_number("99010220070501011"), id_number("99010220070501013")


def groups(*persons: str) -> set[frozenset[str]]:
    return {frozenset(p.split()) for p in persons}


def test_a_confirmed_pair_is_one_person_whatever_the_keys_say(lists: Lists) -> None:
    lists.add([ANNA | {"id_number": FIRST}, BEN])
    lists.add([{"name": "安丽丽", "phone": "16400000299", "id_number": SECOND}])
    lists.judge("A1", "B1", "confirmed")
    lists.resolve()
    assert lists.partition() == groups("A1 B1", "A2")
    assert lists.reasons()["B1"] == "judgement"
    assert lists.con.execute("SELECT verdict, left_no, left_row, right_no, right_row FROM person_judgements").fetchall() == [
        ("confirmed", 1, 1, 2, 1)
    ]
    lists.add([{"name": "安丽丽", "id_number": SECOND}, {"name": "安小娜", "id_number": FIRST}])
    lists.resolve()
    assert lists.partition() == groups("A1 B1 C1 C2", "A2"), "later rows of either number are the one person's"


def test_a_rejected_pair_is_two_persons_and_what_fits_both_is_neither(lists: Lists) -> None:
    lists.add([ANNA, BEN])
    lists.add([ANNA | {"guardian_name": None}])
    lists.judge("A1", "B1", "rejected")
    lists.resolve()
    assert lists.partition() == groups("A1", "A2", "B1")
    lists.add([ANNA | {"guardian_name": None, "school": None}])
    lists.resolve()
    assert lists.partition() == groups("A1", "A2", "B1", "C1")


def test_rows_with_the_same_values_can_be_two_persons(lists: Lists) -> None:
    lists.add([ANNA, BEN])
    lists.add([ANNA, BEN])
    lists.judge("A1", "B1", "rejected")
    lists.resolve()
    assert lists.partition() == groups("A1", "B1", "A2 B2")


def test_exact_copies_in_a_list_can_be_two_persons_and_follow_a_judged_row(lists: Lists) -> None:
    lists.add([ANNA, ANNA, BEN, BEN])
    lists.add([BEN | {"guardian_name": None}])
    lists.judge("A1", "A2", "rejected")
    lists.judge("A3", "B1", "rejected")
    lists.resolve()
    assert lists.partition() == groups("A1", "A2", "A3 A4", "B1")


def test_a_row_kept_apart_stays_with_rows_that_show_the_same(lists: Lists) -> None:
    lists.add([ANNA | {"class": "1"}, ANNA | {"class": "2", "address": "建设街1号2幢3室"}])
    lists.add([ANNA | {"class": "1"}, ANNA | {"class": "2", "address": "建设街1号2幢3室"}])
    lists.judge("A1", "A2", "rejected")
    lists.resolve()
    assert lists.partition() == groups("A1 B1", "A2 B2")


def test_two_rows_with_one_id_number_are_two_persons_if_somebody_says_so(lists: Lists) -> None:
    lists.add([ANNA | {"id_number": FIRST}])
    lists.add([BEN | {"id_number": FIRST}, {"name": "本一凡", "phone": "16400000202"}])
    lists.judge("A1", "B1", "rejected")
    lists.resolve()
    assert lists.partition() == groups("A1", "B1 B2")


def test_what_is_not_forbidden_stays_together(lists: Lists) -> None:
    """A1 is neither B1 nor C1, but nobody says that these two are not one."""
    for _ in "ABC":
        lists.add([ANNA])
    lists.judge("A1", "B1", "rejected")
    lists.judge("C1", "A1", "rejected")
    lists.resolve()
    assert lists.partition() == groups("A1", "B1 C1")


def test_look_alikes_can_be_kept_apart(lists: Lists) -> None:
    known = {"name": "黄奕嘉", "phone": "16400000110", "school": "台州市第5小学", "grade": "9", "class": "4"}
    lists.add([known])
    lists.judge("A1", "B1", "rejected")
    lists.resolve()
    lists.add([known | {"name": "兰奕嘉"}])
    lists.resolve()
    assert lists.partition() == groups("A1", "B1")
    lists.judge("B1", "A1", "withdrawn", at="2026-01-02")
    lists.resolve()
    assert lists.partition() == groups("A1 B1")
    assert [row[:4] for row in lists.table("look_alikes")] == [(1, 1, 2, 1)]


@pytest.mark.parametrize("verdict", ["confirmed", "rejected"])
def test_a_later_judgement_touches_only_its_persons_who_are_as_before_when_it_is_withdrawn(lists: Lists, verdict: str) -> None:
    lists.add([ANNA, BEN, CARL])
    lists.add([ANNA | {"guardian_name": None}, BEN])
    lists.add([CARL])
    lists.resolve()
    before = {t: lists.table(t) for t in ("persons", "person_records", "identities", "person_blocks", "look_alikes")}
    persons = lists.persons()
    lists.judge("A1", "B1" if verdict == "rejected" else "B2", verdict)
    outcome = lists.resolve()
    assert outcome.ids == ("A", "B"), "the list that holds neither person is left alone"
    after = lists.persons()
    assert {row for row in persons if persons[row] != after[row]} == ({"B1"} if verdict == "rejected" else {"A2", "B2"})
    assert lists.resolve().done == 0, "a judgement in force is no news"
    lists.judge("A1", "B1" if verdict == "rejected" else "B2", "withdrawn", at="2026-01-02")
    lists.resolve()
    back = lists.persons()
    if verdict == "rejected":
        assert {t: lists.table(t) for t in before} == before
    assert {r for r in persons if persons[r] != back[r]} <= {"A2", "B2"}, "nobody else has another number"
    assert lists.partition() == groups("A1 B1", "A2 B2", "A3 C1")


def test_a_third_who_was_kept_apart_because_of_it_comes_back_too(lists: Lists) -> None:
    lists.add([ANNA])
    lists.add([ANNA | {"guardian_name": None}])
    lists.judge("A1", "B1", "rejected")
    lists.resolve()
    lists.add([{"name": "安小娜", "phone": "16400000201"}])
    lists.resolve()
    assert lists.partition() == groups("A1", "B1", "C1")
    lists.con.execute("DELETE FROM judgements")
    lists.resolve()
    assert lists.partition() == groups("A1 B1 C1")
    assert lists.table("person_judgements") == []


def test_persons_can_be_named_by_their_numbers(lists: Lists) -> None:
    lists.add([ANNA, BEN])
    lists.resolve()
    one, other = lists.persons()["A1"], lists.persons()["A2"]
    lists.judge(str(other), str(one), "confirmed")
    for _ in range(3):
        lists.resolve()
        assert lists.partition() == groups("A1 A2")
        assert lists.persons()["A1"] == one
    assert (other, one) in [row[:2] for row in lists.table("person_merges")], "the number that is no more leads to the person"
    lists.judge(str(one), str(other), "withdrawn", at="2026-01-02")
    lists.resolve()
    assert lists.partition() == groups("A1", "A2")
    assert lists.persons()["A1"] == one


def test_rows_by_path_and_rows_that_are_not_there(lists: Lists) -> None:
    lists.add([ANNA, BEN])
    lists.judge("A.csv#1", "A.csv#2", "confirmed")
    lists.judge("A.csv#1", "A.csv#9", "confirmed")
    lists.judge("A.csv#1", "Z.csv#1", "confirmed")
    lists.judge("A.csv#1", "A.csv#1", "rejected")
    lists.judge("某卖家", "另一个", "confirmed")
    lists.resolve()
    assert lists.partition() == groups("A1 A2")
    assert len(lists.table("person_judgements")) == 1
    issues = "SELECT field, message[:8] FROM load_issues WHERE code = 'judgement_no_row'"
    assert lists.con.execute(issues).fetchall() == [("right", "line 3, ")]
    lists.add([CARL], name="Z")
    lists.resolve()
    assert lists.partition() == groups("A1 A2 Z1")
    assert lists.con.execute(issues).fetchall() == [("right", "line 3: ")]


def test_a_number_that_is_an_account_of_the_case_is_an_actor(lists: Lists) -> None:
    lists.add([ANNA, BEN])
    lists.resolve()
    lists.con.execute("INSERT INTO accounts BY NAME SELECT 'T' AS case_id, '1' AS account, '甲' AS actor")
    lists.judge("1", "2", "confirmed")
    assert lists.resolve().done == 0
    assert lists.partition() == groups("A1", "A2")


def test_decisions_that_contradict_each_other_keep_apart(lists: Lists) -> None:
    lists.add([ANNA, BEN, CARL])
    lists.judge("A1", "A2", "confirmed")
    lists.judge("A2", "A3", "confirmed")
    lists.judge("A1", "A3", "rejected")
    lists.resolve()
    found = lists.persons()
    assert found["A1"] != found["A3"]
    assert len(lists.partition()) == 2
