"""Why rows are one person: every tie can be named afterwards, and no value is among them."""

import pytest
from resolve_lists import Lists, id_number

from pipelines.resolve.explain import explain

KNOWN = {"name": "黄奕嘉", "phone": "16400000110", "school": "台州市第5小学", "grade": "9", "class": "4"}
NUMBER = id_number("99010220070501011")


def ties(lists: Lists, row: str) -> list[tuple[str, str | None, str]]:
    told = explain(lists.con, lists.persons()[row])
    for shadow in ("VIEW temp.placed_records", "TABLE temp.records", "TABLE temp.identities"):
        lists.con.execute(f"DROP {shadow}")
    return [(f"{t['path'][0]}{t['row']}", t["other_path"] and f"{t['other_path'][0]}{t['other_row']}", t["tied_by"]) for t in told]


def test_every_row_is_tied_by_what_it_says(lists: Lists) -> None:
    lists.add([KNOWN, {"name": "黄奕嘉", "id_number": NUMBER}, {"name": "卡小龙", "phone": "16400000203"}])
    lists.add([KNOWN | {"name": "兰奕嘉"}, {"name": "黄奕嘉", "phone": "16400000110", "id_number": NUMBER}])
    lists.add([KNOWN, {"name": "卡小龙", "phone": "16400000203"}])
    lists.judge("A1", "C2", "confirmed")
    lists.resolve()
    assert ties(lists, "A1") == [
        ("A1", None, "new"),
        ("A2", None, "id_number"),
        ("A3", None, "phone_name"),
        ("B1", "A1", "look_alike"),
        ("B2", "A1", "phone_name"),
        ("B2", "A2", "id_head_name, id_number"),
        ("C1", "A1", "same_values"),
        ("C2", "A1", "judgement"),
        ("C2", "A3", "same_values"),
    ]


def test_a_look_alikes_terms_add_up_to_its_score(lists: Lists) -> None:
    lists.add([KNOWN])
    lists.add([KNOWN | {"name": "兰奕嘉"}])
    lists.add([{"name": "John Smithson", "birth_date": "1901-02-03", "postcode": "tq13 8df", "birth_place": "Exeter"}])
    lists.add([{"name": "John Smythson", "birth_date": "1901-02-03", "postcode": "tq13 8df", "birth_place": "Exeter"}])
    lists.resolve()
    kept = lists.con.execute("SELECT dataset_no, other_no, score, terms FROM look_alikes ORDER BY ALL").fetchall()
    assert [row[:2] for row in kept] == [(1, 2), (3, 4)]
    for _, _, score, terms in kept:
        assert sum(float(term.rsplit(" ", 1)[1]) for term in terms.split(", ")) == pytest.approx(score, abs=0.5)


def test_what_a_person_is_made_of_holds_no_value(lists: Lists) -> None:
    lists.add([KNOWN])
    lists.add([KNOWN | {"name": "兰奕嘉"}])
    lists.resolve()
    told = repr(explain(lists.con, 1))
    assert not any(value in told for value in KNOWN.values() if len(value) > 1)


def test_nobody_has_no_ties(lists: Lists) -> None:
    assert explain(lists.con, 5) == []
