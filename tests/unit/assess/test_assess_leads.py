"""Complaints alone: who called, what the callers knew, what the victims have in common."""

from datetime import datetime, timedelta
from math import comb
from typing import Any

import pytest

from pipelines import flow, warehouse
from pipelines.assess.leads import estimate

LEADS = (
    "SELECT complaints, callers, known_fields, common_attribute, common_value, persons_estimate FROM leads ORDER BY complaints DESC"
)


def _complain(book: Any, *complaints: tuple[str, str, str], first: int = 0, **more: Any) -> None:
    rows = [
        {
            "complaint_id": f"c{n}",
            "case_id": "case",
            "caller": caller,
            "victim_phone": victim,
            "known_facts": facts,
            "source_line": n,
            **more,
        }
        for n, (caller, victim, facts) in enumerate(complaints, first)
    ]
    warehouse.insert(book.con, "complaints", rows)


def test_callers_who_knew_the_same_fields_are_one_lead(book: Any) -> None:
    _complain(
        book,
        ("甲", "1", "name=a; school=One; city=L"),
        ("甲", "2", "name=b; school=One; city=L"),
        ("乙", "3", "school=One; name=c; city=L"),
        ("丙", "4", "health=due"),
    )  # fmt: skip
    book.assess()
    assert book.rows(LEADS) == [(3, 2, "city, name, school", "school", "One", 6), (1, 1, "health", None, None, 1)]


def test_what_a_caller_knew_is_all_that_he_ever_said(book: Any) -> None:
    _complain(book, ("甲", "1", "name=a"), ("甲", "2", "name=b；school=One"))
    book.assess()
    assert book.rows(LEADS)[0][:3] == (2, 1, "name, school")


def test_the_attribute_that_most_share_wins_and_the_narrower_among_equals(book: Any) -> None:
    _complain(book, *((("甲"), str(n), f"school=S{n % 2}; city=L; grade=3") for n in range(4)))
    book.assess()
    assert book.rows(LEADS)[0][3:5] == ("grade", "3")


def test_victims_who_complain_twice_make_the_estimate_smaller(book: Any) -> None:
    """Chao: S + f1 (f1 - 1) / (2 (f2 + 1)) = 4 + 2 * 1 / (2 * 3)."""
    _complain(book, *(("甲", victim, "name=x") for victim in "112234"))
    book.assess()
    assert book.rows(LEADS)[0][5] == 4


def test_a_lead_enters_no_count(book: Any) -> None:
    _complain(book, ("甲", "1", "name=a"))
    book.assess()
    assert book.rows("SELECT * FROM counts") == []


def test_what_one_victim_alone_has_is_no_common_value(book: Any) -> None:
    """It would name him."""
    _complain(
        book,
        ("甲", "1", "name=a; school=One; city=L"),
        ("甲", "1", "name=a; school=One; city=L"),
        ("甲", "2", "name=b; school=Two; city=L"),
    )
    book.assess()
    assert book.rows(LEADS)[0][3:5] == ("city", "L")


def test_facts_are_canonical_fields_whatever_the_caller_or_the_officer_called_them(book: Any) -> None:
    _complain(book, ("甲", "1", "姓名=a; 张三的学校=One; 就读学校=One"), ("甲", "2", "姓名=b; 就读学校=One"))
    book.assess()
    assert book.rows(LEADS)[0][2:5] == ("(other), name, school", "school", "One")


def test_what_is_shared_is_tested_against_all_other_complaints(book: Any) -> None:
    """Three of three against one of seven: C(4,3) C(6,0) / C(10,3), times the six tests: two values and
    two attributes of the first group, one and one of the second (nobody else names a grade). The draws see the same."""
    _complain(book, *(("甲", str(n), "name=x; school=One; city=L; address=h") for n in range(3)))
    others = [("One", "L"), *((f"Q{n}", "L") for n in range(6))]
    _complain(book, *((f"c{n}", f"v{n}", f"grade=3; school={s}; city={c}; score={n}") for n, (s, c) in enumerate(others)), first=3)
    book.assess()
    value, p, ask = book.rows("SELECT common_value, p_value, ask_first FROM leads WHERE callers = 1 AND complaints = 3")[0]
    assert value == "One"
    assert p == pytest.approx(comb(4, 3) / comb(10, 3) * 6, rel=0.1)
    assert ask == "One: 3 of 3 victims"


def test_several_schools_far_from_chance_are_named_together(book: Any) -> None:
    _complain(book, *(("甲", str(n), f"name=x; school=S{n % 3}; address=h") for n in range(12)))
    _complain(book, *((f"c{n}", f"v{n}", f"school=Q{n}; score=4") for n in range(60)), first=12)
    book.assess()
    values, ask, p = book.rows("SELECT common_values, ask_first, p_value FROM leads WHERE known_fields = 'address, name, school'")[
        0
    ]
    assert values == ["S0 (4)", "S1 (4)", "S2 (4)"]
    assert ask == "S0, then S1, S2; and whoever keeps the data of all of them: 12 of 12 victims"
    assert p < 0.05


def test_without_other_complaints_there_is_no_chance_to_tell(book: Any) -> None:
    _complain(book, *(("甲", str(n), "school=One") for n in range(5)))
    book.assess()
    assert book.rows("SELECT common_value, p_value FROM leads") == [("One", None)]


def test_an_error_in_common_joins_callers_who_said_different_things(book: Any) -> None:
    _complain(
        book,
        ("甲", "1", "name=王弈; school=One"),
        ("乙", "1", "name=王弈; address=x"),
        ("丙", "1", "name=王奕; grade=x"),
        victim_name="王奕",
    )
    book.assess()
    assert book.rows("SELECT complaints, callers, wrong_fields FROM leads ORDER BY 1 DESC") == [(2, 2, "name"), (1, 1, None)]


def test_nearly_the_same_facts_go_together_and_a_pause_parts(book: Any) -> None:
    spring = datetime(2016, 3, 1)
    _complain(book, ("甲", "1", "姓名=a; 学校=b; grade=1"), ("乙", "2", "name=a; school=c; grade=2; class=3"), received_at=spring)
    _complain(book, ("丙", "3", "name=a; school=c; grade=2"), received_at=spring + timedelta(days=91), first=2)
    book.assess()
    found = book.rows("SELECT complaints, known_fields, first_at, last_at FROM leads ORDER BY 1 DESC")
    assert [row[:2] for row in found] == [(2, "class, grade, name, school"), (1, "grade, name, school")]
    assert found[0][2:] == (spring, spring)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([1] * 10 + [2] * 5 + [3], (23, 17, 48)),
        ([1, 1, 1], (6, 3, 27)),
        ([2, 2], (2, 2, 2)),
        ([1], (1, 1, 1)),
    ],
)  # fmt: skip
def test_estimate_of_persons(times: list[int], expected: tuple[int, int, int]) -> None:
    """Chao1, bias-corrected, with the log-normal interval, by hand: 16 + 7.5, variance 40.38, factor 4.228; 3 + 3, variance 18.375, 7.905."""
    assert estimate(times) == expected


def test_numbers_called_count_where_they_are_more(book: Any) -> None:
    _complain(book, ("甲", "1", "name=a"), ("甲", "2", "name=b"), caller_phone="555")
    calls = [{"case_id": "case", "caller": "555", "callee": f"n{n % 40}", "source_line": n} for n in range(50)]
    warehouse.insert(book.con, "calls", calls)
    book.assess()
    assert book.rows("SELECT called, persons_estimate, persons_low FROM leads") == [(40, 40, 40)]


def test_leads_are_raised_without_a_trace(book: Any) -> None:
    _complain(book, ("甲", "1", "name=a"), ("甲", "2", "name=b"))
    book.con.close()
    outcome = flow.leads(book.home)
    assert (outcome.ids, outcome.done) == (("case",), 1)
    with warehouse.reader(book.home.warehouse) as con:
        assert con.execute("SELECT complaints FROM leads").fetchall() == [(2,)]
