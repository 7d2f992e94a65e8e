"""The vectors of 法释〔2017〕10号 art. 5, to the last digit."""

import csv
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest

from pipelines import warehouse

SERIOUS = "meets the numeric threshold of serious"
GRAVE = "meets the numeric threshold of especially serious"
BELOW = "below the numeric threshold of serious"


def _hold(book: Any, a: int, b: int, c: int, **dataset: Any) -> None:
    book.hold("X", range(a), "A", **dataset)
    book.hold("X", range(a, a + b), "B", **dataset)
    book.hold("X", range(a + b, a + b + c), "C", **dataset)


def _say_insider(book: Any, holder: str, note: str) -> None:
    finding = {"finding_id": "f", "case_id": book.case_id, "holder": holder, "note": note, "path": "desk/list.csv"}
    warehouse.insert(book.con, "findings", [finding])


def test_the_proportional_sum_of_one_is_serious(book: Any) -> None:
    _hold(book, 20, 200, 1000)
    book.assess()
    assert book.severity("X")["5¶1(6)"] == (1.0, SERIOUS)
    assert book.severity("X")["5¶1(3)"] == (0.4, BELOW)
    assert "5¶1(8)/(6)" not in book.severity("X"), "nobody says that X is an insider"


def test_just_below_one_is_not(book: Any) -> None:
    _hold(book, 20, 199, 999)
    book.assess()
    assert book.severity("X")["5¶1(6)"] == (0.9978, BELOW)


def test_an_insider_needs_half(book: Any) -> None:
    _hold(book, 10, 100, 500)
    _say_insider(book, "X", "内部人员, 技术部")
    book.assess()
    assert book.severity("X")["5¶1(6)"] == (0.5, BELOW)
    assert book.severity("X")["5¶1(8)/(6)"] == (1.0, SERIOUS)
    assert book.rows("SELECT DISTINCT basis FROM severity WHERE rule = '5¶1(8)/(6)'") == [
        ("needs proof: insider by the note at desk/list.csv",)
    ]


def test_a_likely_source_of_whom_nobody_says_it_may_be_an_insider(book: Any) -> None:
    book.hold("X", range(2500))
    source = {"case_id": "case", "complaint_id": "c", "actor": "X", "probability": 0.9, "rank": 1}
    warehouse.insert(book.con, "sources", [source])
    book.assess()
    assert book.severity("X")["5¶1(8)/(5)"] == (1.0, "would meet the numeric threshold of serious, if proved")
    assert book.rows("SELECT basis FROM severity WHERE rule = '5¶1(8)/(5)'")[0][0].startswith("needs proof")
    assert book.severity("X")["5¶1(5)"] == (0.5, BELOW)


@pytest.mark.parametrize(
    ("kind", "persons", "rule", "score", "outcome"),
    [
        ("A", 49, "5¶1(3)", 0.98, BELOW),
        ("A", 50, "5¶1(3)", 1.0, SERIOUS),
        ("A", 500, "5¶1(3)", 10.0, GRAVE),
        ("B", 499, "5¶1(4)", 0.998, BELOW),
        ("B", 500, "5¶1(4)", 1.0, SERIOUS),
        ("C", 4999, "5¶1(5)", 0.9998, BELOW),
        ("C", 5000, "5¶1(5)", 1.0, SERIOUS),
        ("C", 49_999, "5¶1(5)", 9.9998, SERIOUS),
        ("C", 50_000, "5¶1(5)", 10.0, GRAVE),
    ],
)  # fmt: skip
def test_thresholds_of_the_classes(book: Any, kind: str, persons: int, rule: str, score: float, outcome: str) -> None:
    book.hold("X", range(persons), kind)
    book.assess()
    assert book.severity("X")[rule] == (score, outcome)


def test_health_records_sold_to_three_by_an_insider_are_ten_fold(book: Any) -> None:
    own = book.hold("nurse", range(1000), "B")
    for buyer in ("p", "q", "r"):
        book.hold(buyer, range(1000), "B", made_from=own)
        book.sell("nurse", buyer, 1000)
    book.assess()
    assert book.counted("nurse") == {"B": 3000}
    assert book.severity("nurse")["5¶1(4)"] == (6.0, SERIOUS)
    _say_insider(book, "nurse", "insider of the clinic")
    book.assess()
    assert book.severity("nurse")["5¶1(8)/(4)"] == (12.0, GRAVE)


def test_jiaxing_receipts_and_score(book: Any) -> None:
    """500,000 pupils' records sold for 0.2 yuan each: score 100 by number, 20 by receipts."""
    own = book.hold("technician", range(500_000))
    book.hold("dealer", range(500_000), made_from=own)
    book.sell("technician", "dealer", 500_000, 100_000)
    book.assess()
    assert book.severity("technician")["5¶1(5)"] == (100.0, GRAVE)
    assert book.severity("technician")["5¶1(7)"] == (20.0, GRAVE)
    assert book.rows("SELECT value FROM severity WHERE actor = 'technician' AND rule = '5¶1(7)'") == [(100_000.0,)]
    citation = book.rows("SELECT citation FROM severity WHERE actor = 'technician' AND rule = '5¶1(5)'")[0][0]
    assert "法释〔2017〕10号" in citation
    assert "5¶2" in citation


def test_receipts_leave_out_foreign_money_and_what_was_rejected(book: Any) -> None:
    book.sell("X", "p", amount=3000)
    book.sell("X", "q", amount=4000, currency="USD")
    book.sell("X", "r", amount=5000, status="rejected")
    book.sell("X", "s", amount=6000, confidence=0.2)
    book.assess()
    assert book.severity("X")["5¶1(7)"] == (0.6, BELOW)
    assert {value for value, _ in book.severity("X").values()} == {0.6}


def test_the_strict_profile_counts_a_name_with_its_id_as_class_b(book: Any) -> None:
    book.hold("X", range(600), "name+id")
    book.assess()
    assert book.counted("X") == {"C": 600}
    assert book.counted("X", "strict") == {"B": 600}
    assert book.severity("X")["5¶1(4) [strict]"] == (1.2, SERIOUS)
    assert "5¶1(4)" not in book.severity("X")


def test_the_administrative_tier_is_in_force_from_2026(book: Any) -> None:
    book.hold("X", range(10), obtained_at=datetime(2025, 12, 31))
    book.hold("Y", range(10), obtained_at=datetime(2026, 1, 1))
    book.assess()
    assert "56" not in book.severity("X")
    assert book.severity("Y")["56"] == (10.0, "meets the numeric threshold of administrative penalty")


def test_another_regime_is_asked_for_by_its_name(book: Any) -> None:
    book.hold("X", range(500), "B", obtained_at=datetime(2018, 5, 25))
    book.assess(regimes=["HIPAA", "GDPR"])
    found = book.rows("SELECT regime, rule, value, score, deadline FROM severity WHERE actor = '(incident)' ORDER BY rule")
    assert found == [
        ("HIPAA", "164.404", 500.0, 500.0, "60 days"),
        ("HIPAA", "164.406", 500.0, round(500 / 501, 9), "60 days"),
        ("HIPAA", "164.408", 500.0, 1.0, "60 days"),
        ("GDPR", "33", 500.0, 500.0, "72 hours"),
        ("GDPR", "34", 500.0, 500.0, "without undue delay"),
    ]
    assert book.rows("SELECT count(*) FROM severity WHERE basis NOT LIKE 'needs proof that%'") == [(0,)], "none governs by itself"


def test_no_outcome_speaks_of_guilt(book: Any) -> None:
    book.hold("X", range(60_000), "A")
    book.assess()
    assert all("numeric threshold of" in outcome for _, outcome in book.severity("X").values())


def test_the_date_of_the_last_deal_chooses_the_rules_not_the_seizure(book: Any) -> None:
    book.hold("X", range(6000), obtained_at=datetime(2026, 5, 1))
    book.sell("X", "Y", 10, last_at=datetime(2016, 5, 1))
    book.sell("X", "Z", 10, last_at=datetime(2015, 12, 1))
    book.hold("old", range(6000), obtained_at=datetime(2015, 10, 31))
    book.assess()
    rows = book.rows("SELECT DISTINCT citation, acts_until, dated_by FROM severity WHERE actor = 'X' AND rule = '5¶1(5)'")
    assert rows == [
        (
            "刑法253-1 (修正案九, 2015-11-01); 法释〔2017〕10号 art. 5¶1(5), for acts before 2017-06-01 by 高检发释字〔2001〕5号 art. 2",
            date(2016, 5, 1),
            "last dated deal",
        )
    ]
    assert "56" not in book.severity("X")
    assert book.severity("old") == {}, "no number was in force before the ninth amendment"


def test_rules_of_one_number_are_in_force_one_at_a_time() -> None:
    with (warehouse.SQL / "assess" / "rules.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda r: (r["regime"], r["rule"], float(r["threshold"]), r["valid_from"]))
    for a, b in pairwise(rows):
        if (a["regime"], a["rule"], a["threshold"]) == (b["regime"], b["rule"], b["threshold"]):
            assert a["valid_to"] == b["valid_from"], a
    assert all(r["citation"] and r["outcome"] for r in rows)


def test_the_administrative_penalty_gives_way_to_a_crime(book: Any) -> None:
    book.hold("X", range(5000), obtained_at=datetime(2026, 1, 1))
    book.assess()
    assert book.severity("X")["56"][1] == "gives way to the crime: meets the numeric threshold of administrative penalty"


def test_the_highest_of_each_reading_is_marked(book: Any) -> None:
    own = book.hold("X", range(6000), "name+id")
    book.hold("Y", range(6000), "name+id", made_from=own)
    book.sell("X", "Y", 6000, 60_000)
    source = {"case_id": "case", "complaint_id": "c", "actor": "X", "probability": 0.9, "rank": 1}
    warehouse.insert(book.con, "sources", [source])
    book.assess()
    marked = dict(book.rows("SELECT profile, rule FROM severity WHERE actor = 'X' AND highest"))
    assert marked == {
        "main": "5¶1(7)", "parents": "5¶1(7) [parents]", "identified": "5¶1(7) [identified]", "confirmed": "5¶1(7) [confirmed]",
        "strict": "5¶1(4) [strict]",
    }, "what needs proof of an insider is not met"  # fmt: skip
