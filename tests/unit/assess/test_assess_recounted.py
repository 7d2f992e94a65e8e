"""Who is counted again, and whose counts stand."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines import warehouse
from pipelines.assess import run as assess

MARK = 999


def marked(book: Any) -> set[str]:
    """Actors whose stored counts still carry the mark: they were not counted again."""
    return {row[0] for row in book.rows(f"SELECT DISTINCT actor FROM counts WHERE counted = {MARK}")}


def mark(book: Any) -> None:
    book.con.execute(f"UPDATE counts SET counted = {MARK}")


@pytest.fixture
def market(book: Any) -> Any:
    """X sold to Y; Z stands alone, and V bought a number of records that nobody saw from W."""
    first = book.hold("X", range(10))
    book.hold("Y", range(10), made_from=first)
    book.hold("Z", range(5))
    book.sell("X", "Y")
    book.sell("W", "V", records=7)
    book.assess()
    assert {a: book.counted(a) for a in "XYZWV"} == {"X": {"C": 10}, "Y": {"C": 10}, "Z": {"C": 5}, "W": {"C": 7}, "V": {"C": 7}}
    mark(book)
    assert marked(book) == set("XYZWV")
    return book


def read(book: Any) -> set[int]:
    return {row[0] for row in book.rows("SELECT dataset_no FROM lists_read")}


def test_a_list_of_somebody_else_has_nobody_counted_again(market: Any) -> None:
    market.hold("N", range(3))
    market.assess()
    assert marked(market) == set("XYZWV")
    assert market.counted("N") == {"C": 3}
    assert read(market) == {4}
    assert market.rows("SELECT count(*) FROM list_rows") == [(3,)]


def test_a_list_that_was_handed_on_has_its_seller_counted_again_and_reads_the_buyers_list(market: Any) -> None:
    market.hold("N", range(4), made_from="list-1")
    market.sell("X", "N")
    market.assess()
    assert marked(market) == set("YZWV")
    assert market.counted("X") == {"C": 14}
    assert read(market) == {1, 2, 4}, "his own and what both buyers got from it"


def test_a_row_that_is_somebody_else_has_holder_and_seller_counted_again(market: Any) -> None:
    market.con.execute("UPDATE person_records SET person_id = 50 WHERE dataset_no = 2 AND row_no = 1")
    market.assess()
    assert marked(market) == set("ZWV")
    assert market.rows("SELECT sold FROM counts WHERE actor = 'X' AND profile = 'main'") == [(9,)]


def test_rows_that_change_persons_are_seen(market: Any) -> None:
    market.con.execute("UPDATE person_records SET person_id = 1 - person_id WHERE dataset_no = 3 AND person_id < 2")
    market.assess()
    assert marked(market) == set("XYWV")


def test_an_exclusion_has_all_of_its_case_counted_again(market: Any, another: Callable[[str], Any]) -> None:
    other = another("other")
    other.lists = 10
    other.hold("O", range(2))
    other.assess()
    mark(market)
    told = {"field": "phone", "value": "phone 0", "source_file": "false.csv", "source_line": 1}
    warehouse.insert(market.con, "exclusions", [{"case_id": "case"} | told])
    market.assess()
    other.assess()
    assert marked(market) == {"O"}
    assert market.counted("Z") == {"C": 4}


def test_an_exclusion_that_only_an_uncounted_list_matches_stays_matched(market: Any) -> None:
    told = {"case_id": "case", "field": "phone", "source_file": "false.csv"}
    warehouse.insert(market.con, "exclusions", [told | {"value": f"phone {v}", "source_line": v} for v in (1, 77)])
    market.assess()
    assert market.rows("SELECT source_line FROM exclusions_unmatched") == [(77,)]
    market.hold("N", range(20, 23))
    market.assess()
    assert read(market) == {4}
    assert market.rows("SELECT source_line FROM exclusions_unmatched") == [(77,)]


def test_a_number_sold_unseen_is_counted_again_for_both_when_it_changes(market: Any) -> None:
    market.con.execute("UPDATE hops SET records = 8 WHERE seller = 'W'")
    market.assess()
    assert marked(market) == set("XYZ")
    assert market.counted("V") == {"C": 8}


def test_who_has_nothing_to_count_any_more_is_gone(market: Any) -> None:
    market.con.execute("DELETE FROM datasets WHERE holder = 'Z'")
    market.assess()
    assert marked(market) == set("XYWV")
    assert market.rows("SELECT 1 FROM counted_actors WHERE actor = 'Z'") == []
    assert market.counted("Z") == {}


def test_another_version_of_what_counts_has_all_counted_again(market: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess, "MIN_CONFIDENCE", 0.6)
    market.assess()
    assert marked(market) == set()


def test_other_regimes_count_nothing_again(market: Any) -> None:
    market.assess(regimes=["GDPR"])
    assert marked(market) == set("XYZWV")


def test_the_bundle_gets_all_rows(market: Any) -> None:
    assess.gather(market.con, ["case"])
    assert market.rows("SELECT count(*) FROM list_rows") == [(25,)]
    assert market.rows("SELECT count(*) FROM counted_rows") == [(25,)]


def test_persons_of_an_incident_are_those_of_all_lists_whoever_is_counted(book: Any) -> None:
    book.hold("X", range(900), kind="B")
    book.assess()
    book.hold("Y", range(800, 1000), kind="B")
    warehouse.insert(book.con, "exclusions", [{"case_id": "other", "field": "phone", "value": "phone 1"}])
    book.assess()
    assert read(book) == {2}
    query = "SELECT filter, value FROM measures WHERE measure = 'persons' ORDER BY filter"
    assert book.rows(query) == [("", 1000.0), ("health", 1000.0)]


def test_forgetting_a_case_leaves_nothing_of_it(market: Any) -> None:
    warehouse.run(market.con, "assess/forget_counted", cases=["case"])
    warehouse.run(market.con, "assess/forget", cases=["case"])
    for table in ("counts", "counted_actors", "exclusions_applied", "readings_excluded", "severity", "assessments"):
        assert market.rows(f"SELECT count(*) FROM {table}") == [(0,)], table


def test_a_list_of_several_slices_is_counted_as_one(market: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess, "MIN_CONFIDENCE", 0.4999)
    market.assess()
    whole = market.rows("FROM counts ORDER BY ALL"), market.rows("FROM exclusions_applied ORDER BY ALL")
    monkeypatch.setattr(assess, "ROW", warehouse.memory(market.con) // 3)
    monkeypatch.setattr(assess, "MIN_CONFIDENCE", 0.4998)
    mark(market)
    market.assess()
    assert marked(market) == set(), "all were counted again"
    assert (market.rows("FROM counts ORDER BY ALL"), market.rows("FROM exclusions_applied ORDER BY ALL")) == whole
