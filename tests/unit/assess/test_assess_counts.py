"""The five counts and 法释〔2017〕10号 art. 11."""

from collections.abc import Callable
from typing import Any

from pipelines import contracts, warehouse
from pipelines.assess.run import READS

FIVE = "SELECT rows_as_seized, exact_distinct, distinct_phones, distinct_ids, distinct_persons FROM counts WHERE profile = 'main'"


def test_acquired_and_sold_in_part_to_two_buyers(book: Any) -> None:
    own = book.hold("X", range(500_000))
    for buyer in ("p", "q"):
        book.hold(buyer, range(200_000), made_from=own)
        book.sell("X", buyer, 200_000)
    book.assess()
    assert book.counted("X") == {"C": 700_000}
    assert book.rows("SELECT acquired, sold FROM counts WHERE actor = 'X' AND profile = 'main'") == [(500_000, 400_000)]


def test_selling_twice_to_one_buyer_counts_once(book: Any) -> None:
    own = book.hold("X", range(100))
    book.hold("p", range(60), made_from=own)
    book.hold("p", range(40, 100), made_from=own)
    book.sell("X", "p", 120)
    book.assess()
    assert book.counted("X") == {"C": 100}


def test_persons_only_the_buyer_has_are_not_laid_to_the_seller(book: Any) -> None:
    own = book.hold("X", range(100))
    book.hold("p", range(50, 150), made_from=own)
    book.sell("X", "p", 100)
    book.assess()
    assert book.rows("SELECT sold, counted FROM counts WHERE actor = 'X' AND profile = 'main'") == [(50, 100)]


def test_the_same_file_on_both_sides_is_a_sale_without_a_derivation(book: Any) -> None:
    book.hold("X", range(100), sha256="same")
    book.hold("p", range(100), sha256="same")
    book.sell("X", "p")
    book.assess()
    assert book.rows("SELECT sold, counted FROM counts WHERE actor = 'X' AND profile = 'main'") == [(100, 100)]


def test_an_unseen_dealer_counts_by_the_numbers_that_are_known(book: Any) -> None:
    """Bought 300 and 200 (perhaps the same persons), sold 150 and 250: at least 400."""
    book.sell("a", "M", 300)
    book.sell("b", "M", 200)
    book.sell("M", "c", 150)
    book.sell("M", "d", 250)
    book.assess()
    figures = book.rows("SELECT acquired, sold, counted FROM counts WHERE actor = 'M' AND profile = 'main'")
    assert figures == [(300, 400, 400)]


def test_a_sale_to_someone_unseen_takes_the_class_of_the_list_that_shows_it(book: Any) -> None:
    own = book.hold("X", range(100), "B")
    book.sell("X", "M", 130)
    warehouse.insert(book.con, "hop_evidence", [{"hop_id": "X>M", "case_id": "case", "kind": "money", "dataset_id": own}])
    book.assess()
    assert book.counted("X") == {"B": 130}
    assert book.counted("M") == {"B": 130}


def test_a_class_acquired_but_not_sold_ranks_above_one_unit_of_what_was_sold(book: Any) -> None:
    """Health records held; the buyers got names alone: 10 persons to 2 buyers are 10 units B and 10 units C."""
    own = book.hold("X", range(10), "B")
    for buyer in ("p", "q"):
        book.hold(buyer, range(10), "C", made_from=own)
        book.sell("X", buyer)
    book.assess()
    assert book.counted("X") == {"B": 10, "C": 10}


def test_an_institutions_own_list_is_nobodys_booty(book: Any) -> None:
    book.hold("school", range(10), kind="C")
    book.con.execute("UPDATE datasets SET kind = 'reference'")
    book.assess()
    assert book.rows("SELECT * FROM counts") == []


def test_a_robbed_institution_on_a_chain_is_no_defendant(book: Any) -> None:
    own = book.hold("school", range(6000), kind="C")
    book.con.execute("UPDATE datasets SET kind = 'reference'")
    book.hold("hacker", range(6000), made_from=own)
    book.sell("school", "hacker", 6000, 900.0)
    warehouse.insert(
        book.con, "chains", [{"case_id": "case", "complaint_id": "c", "rank": 1, "step": 1, "seller": "school", "buyer": "hacker"}]
    )
    warehouse.insert(book.con, "sources", [{"case_id": "case", "complaint_id": "c", "rank": 1, "actor": "school"}])
    death = {"case_id": "case", "subject": "fact", "left": "c", "right": "death", "verdict": "confirmed", "reason": "certificate"}
    warehouse.insert(book.con, "judgements", [death | {"finding_id": "j", "source_file": "facts.csv", "source_line": 2}])
    book.assess()
    for table in ("counts", "severity", "facts"):
        assert book.rows(f"SELECT DISTINCT actor FROM {table} WHERE actor <> '(incident)'") == [("hacker",)]
    assert book.counted("hacker") == {"C": 6000}


def test_accounts_lead_to_one_person(book: Any) -> None:
    book.hold("qq-1", range(10))
    book.hold("qq-2", range(5, 15))
    accounts = [{"case_id": "case", "account": a, "actor": "李某", "finding_id": "f", "source_line": 1} for a in ("qq-1", "qq-2")]
    warehouse.insert(book.con, "accounts", accounts)
    book.assess()
    assert book.counted("李某") == {"C": 15}


def _lanzhou(book: Any) -> None:
    """6,200 rows: 5,500 different ones, 700 repeated exactly, 600 persons shown false."""
    book.hold("dealer", range(5500))
    book.add_rows(1, range(700), {"city": "x"}, duplicate=True)
    false = [{"case_id": "case", "field": "phone", "value": f"phone {i}", "reason": "number never assigned", "evidence": "operator's letter 7"}
             for i in range(1000, 1600)]  # fmt: skip
    warehouse.insert(book.con, "exclusions", [f | {"finding_id": "x", "source_file": "false.csv", "source_line": 2} for f in false])


def test_lanzhou_counts_4900(book: Any) -> None:
    _lanzhou(book)
    book.assess()
    assert book.rows(FIVE) == [(6200, 5500, 5500, 0, 5500)]
    assert book.counted("dealer") == {"C": 4900}
    assert book.severity("dealer")["5¶1(5)"] == (0.98, "below the numeric threshold of serious")


def test_every_excluded_row_has_its_rule_and_its_evidence(book: Any) -> None:
    _lanzhou(book)
    book.hold("dealer", range(100), obtained_at=None)
    book.assess()
    rules = dict(book.rows("SELECT rule, count(*) FROM exclusions_applied GROUP BY rule"))
    assert rules == {"shown_false": 600, "exact_duplicate": 700, "same_person_other_list": 100}
    shown = "SELECT DISTINCT reason, evidence, source_file, source_line FROM exclusions_applied WHERE rule = 'shown_false'"
    assert book.rows(shown) == [("number never assigned", "operator's letter 7", "false.csv", 2)]
    kept = "SELECT count(*) FROM exclusions_applied WHERE rule <> 'shown_false' AND (kept_dataset_id, kept_row_no) IS NULL"
    assert book.rows(kept) == [(0,)]
    again = "SELECT count(*) FROM exclusions_applied AS x JOIN exclusions_applied AS y ON y.dataset_id = x.kept_dataset_id AND y.row_no = x.kept_row_no"
    assert book.rows(again) == [(0,)], "the row that counts instead is not excluded itself"


def test_a_row_without_a_person_does_not_count_and_is_listed(book: Any) -> None:
    book.hold("X", range(3))
    book.con.execute("UPDATE person_records SET person_id = NULL WHERE row_no = 2")
    book.assess()
    assert book.counted("X") == {"C": 2}
    assert book.rows("SELECT row_no, rule FROM exclusions_applied") == [(2, "no_person")]


def test_nothing_new_is_not_assessed_again(book: Any) -> None:
    book.hold("X", range(10))
    assert book.assess().done == 1
    assert book.assess().skipped == 1
    assert book.assess(regimes=["GDPR"]).done == 1
    assert book.assess().done == 1
    for table in READS:
        column = next(c.name for c in contracts.table(table).columns if c.type == "VARCHAR")
        book.con.execute(f"INSERT INTO {table} BY NAME SELECT 'other' AS {column}")
        assert book.assess().done == 1, table


def test_statements_read_no_table_whose_change_goes_unseen() -> None:
    written = {
        "counts",
        "severity",
        "leads",
        "exclusions_applied",
        "assessments",
        "counted_actors",
        "rules",
        "sql/assess/rules.csv",
        "sql/assess/facts.csv",
        "facts",
        "crossings",
        "exclusions_unmatched",
        "readings_excluded",
        "receipt_lines",
        "nothing",
        "the same",
    }
    for path in (warehouse.SQL / "assess").glob("*.sql"):
        line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("-- Reads:"))
        names = line.removeprefix("-- Reads: ").split(". Writes")[0].split(", ")
        assert {n for n in names if not n.startswith("temp.")} <= {*READS, *written, "records"}, path.name


def test_assessing_again_changes_nothing_and_leaves_other_cases_alone(book: Any, another: Callable[[str], Any]) -> None:
    book.hold("X", range(10))
    book.assess()
    before = {
        t: book.rows(f"SELECT * FROM {t} ORDER BY ALL") for t in ("counts", "severity", "leads", "exclusions_applied", "rules")
    }
    other = another("other")
    other.lists = 1
    other.hold("Y", range(5))
    other.assess()
    book.assess()
    after = {t: book.rows(f"SELECT * FROM {t} WHERE COLUMNS(*)::VARCHAR IS DISTINCT FROM 'other' ORDER BY ALL") for t in before}
    assert after == before
    assert book.rows("SELECT DISTINCT case_id FROM counts ORDER BY ALL") == [("case",), ("other",)]
