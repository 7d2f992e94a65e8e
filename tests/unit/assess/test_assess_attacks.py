"""Odd intakes, as prosecution and defence would bring them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from scipy.stats import fisher_exact

from pipelines import warehouse
from pipelines.assess import leads


def _exclude(book: Any, *values: tuple[str, str]) -> None:
    rows = [{"case_id": "case", "field": f, "value": v, "reason": "r", "evidence": "e"} for f, v in values]
    warehouse.insert(book.con, "exclusions", [r | {"source_file": "false.csv", "source_line": n} for n, r in enumerate(rows, 2)])


def test_an_exclusion_that_takes_nothing_off_is_listed(book: Any) -> None:
    """A number nobody has, a masked one, and a field that no list has."""
    book.hold("X", range(10))
    _exclude(book, ("phone", "phone 3"), ("phone", "phone 99"), ("phone", "160****0001"), ("email_im", "a@b"))
    book.assess()
    assert book.counted("X") == {"C": 9}
    assert book.rows("SELECT field, source_line FROM exclusions_unmatched ORDER BY ALL") == [
        ("email_im", 5),
        ("phone", 3),
        ("phone", 4),
    ]


def test_two_values_of_a_row_shown_false_exclude_it_once_and_both_match(book: Any) -> None:
    book.hold("X", range(10))
    _exclude(book, ("phone", "phone 3"), ("city", "x"))
    book.assess()
    assert book.counted("X") == {"C": 0}
    assert book.rows("SELECT count(*), count(DISTINCT row_no) FROM exclusions_applied") == [(10, 10)]
    assert book.rows("SELECT count(*) FROM exclusions_unmatched") == [(0,)]


def test_one_record_in_three_lists_of_one_person_counts_once_and_says_where(book: Any) -> None:
    for _ in range(3):
        book.hold("X", range(10))
    book.assess()
    assert book.counted("X") == {"C": 10}
    assert book.rows("SELECT rule, count(*), count(DISTINCT dataset_id) FROM exclusions_applied GROUP BY rule") == [
        ("same_person_other_list", 20, 2)
    ]


def test_a_crossing_keeps_its_first_moment_and_goes_with_the_count(book: Any) -> None:
    book.hold("X", range(5000))
    book.assess()
    met = "SELECT rule, crossed_at FROM crossings WHERE regime = 'CN-CRIMINAL' AND rule = '5¶1(5)'"
    first = book.rows(met)
    assert len(first) == 1
    book.hold("Y", range(3))
    book.assess()
    assert book.rows(met) == first
    _exclude(book, ("phone", "phone 1"))
    book.assess()
    assert book.rows(met) == [], "4,999"


def test_refunds_stand_for_no_more_than_was_paid(book: Any) -> None:
    book.sell("X", "p", 10, 5000.0)
    hop = {"hop_id": "X>p"}
    for days in (1, 2, 3):
        book.pay("X", "p", 2500.0, hop, memo="退款", days=days)
    book.pay("X", "p", 9000.0, hop, memo="退款", days=4)
    book.assess()
    assert book.rows("SELECT kind, sum(amount), count(*) FROM receipt_lines GROUP BY kind ORDER BY kind") == [
        ("refund", 5000.0, 2),
        ("sale", 5000.0, 1),
    ]
    assert book.severity("X")["5¶1(7)"] == (1.0, "meets the numeric threshold of serious"), "gross"


def test_a_hop_that_a_judgement_rejects_sells_nothing(book: Any) -> None:
    own = book.hold("X", range(100))
    for buyer in ("p", "q"):
        book.hold(buyer, range(100), made_from=own)
        book.sell("X", buyer, 100, 50.0, status="confirmed" if buyer == "p" else "rejected")
    book.assess()
    assert book.counted("X") == {"C": 100}
    assert book.rows("SELECT buyer, amount FROM receipt_lines") == [("p", 50.0)]


@pytest.mark.parametrize(
    ("word", "value", "attribute"), [("就诊医院", "妇幼", "clinic"), ("hospital", "M", "clinic"), ("平台", "N", "platform")]
)
def test_a_clinic_or_a_platform_in_common_is_named(book: Any, word: str, value: str, attribute: str) -> None:
    at = datetime(2020, 1, 1)
    rows = [
        {"complaint_id": f"c{n}", "case_id": "case", "caller": "甲" if n < 3 else f"k{n}", "victim_phone": str(n),
         "known_facts": f"name=x; {word}={value if n < 3 else n}" + ("; score=1" if n >= 3 else ""), "received_at": at + timedelta(days=n)}
        for n in range(12)
    ]  # fmt: skip
    warehouse.insert(book.con, "complaints", rows)
    book.assess()
    found = book.rows("SELECT common_attribute, common_value, ask_first FROM leads WHERE complaints = 3")
    assert found == [(attribute, value, f"{value}: 3 of 3 victims")]
    assert book.rows("SELECT count(*) FROM counts") == [(0,)]


@pytest.mark.parametrize(("victims", "named"), [(4, None), (5, "rare illness")])
def test_an_illness_is_named_when_five_share_it(book: Any, victims: int, named: str | None) -> None:
    rows = [{"complaint_id": f"c{n}", "case_id": "case", "caller": "甲", "victim_phone": str(n), "known_facts": "诊断=rare illness"}
            for n in range(victims)]  # fmt: skip
    warehouse.insert(book.con, "complaints", rows)
    book.assess()
    assert book.rows("SELECT common_value, ask_first FROM leads") == [(named, None)]


@pytest.mark.parametrize(("number", "drawn", "having", "total"), [(3, 3, 4, 10), (2, 8, 5, 40), (7, 9, 7, 100), (2, 2, 30, 31)])
def test_the_chance_of_a_value_is_fishers(number: int, drawn: int, having: int, total: int) -> None:
    table = [[number, drawn - number], [having - number, total - drawn - having + number]]
    assert leads._fisher(number, drawn, having, total) == pytest.approx(fisher_exact(table, "greater")[1], rel=1e-9)


def test_holms_correction_by_hand() -> None:
    """Holm 1979: sorted p times (m, m - 1, …), never falling, never above 1; untested ones are no tests."""
    chances = [0.01, 0.04, 0.03, 0.005, None, 0.9]
    rows = leads._holm([{"chance": c, "field": "f", "value": str(n)} for n, c in enumerate(chances)])
    assert [r["p_value"] for r in rows if r["chance"] is not None] == pytest.approx([0.04, 0.09, 0.09, 0.025, 0.9])
