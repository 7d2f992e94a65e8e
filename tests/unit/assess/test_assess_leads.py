"""Complaints alone: who called, what the callers knew, what the victims have in common."""

from typing import Any

from pipelines import warehouse

LEADS = (
    "SELECT complaints, callers, known_fields, common_attribute, common_value, persons_estimate FROM leads ORDER BY complaints DESC"
)


def _complain(book: Any, *complaints: tuple[str, str, str]) -> None:
    rows = [
        {
            "complaint_id": f"c{n}",
            "case_id": "case",
            "caller": caller,
            "victim_phone": victim,
            "known_facts": facts,
            "source_line": n,
        }
        for n, (caller, victim, facts) in enumerate(complaints)
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
