"""Facts that no count shows: who says so, what needs proof, and what they do to the thresholds."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from pipelines import warehouse

WOULD = "would meet the numeric threshold of especially serious, if proved"
GRAVE = "meets the numeric threshold of especially serious"


def _say(book: Any, left: str, right: str, verdict: str = "confirmed", reason: str = "certificate 12") -> None:
    line = book.rows("SELECT count(*) FROM judgements")[0][0] + 2
    row = {"case_id": "case", "subject": "fact", "left": left, "right": right, "verdict": verdict, "reason": reason}
    warehouse.insert(book.con, "judgements", [row | {"finding_id": "j", "source_file": "facts.csv", "source_line": line}])


def _chain(book: Any, *actors: str) -> None:
    for step, (seller, buyer) in enumerate(pairwise(actors), 1):
        link = {"case_id": "case", "complaint_id": "c", "rank": 1, "step": step, "seller": seller, "buyer": buyer}
        warehouse.insert(book.con, "chains", [link])
        book.sell(seller, buyer, 10)


def test_a_recorded_death_is_especially_serious_whatever_the_count(book: Any) -> None:
    _chain(book, "hacker", "dealer", "caller")
    _say(book, "c", "death")
    book.assess()
    for actor in ("hacker", "dealer", "caller"):
        assert book.severity(actor)["5¶2(1) death"] == (1.0, GRAVE)
    (basis,) = book.rows("SELECT DISTINCT basis FROM severity WHERE rule = '5¶2(1) death'")
    assert basis == ("death recorded at facts.csv line 2; needs proof that the death was caused by what was sold",)
    assert dict(book.rows("SELECT actor, rule FROM severity WHERE highest AND profile = 'main'"))["hacker"] == "5¶2(1) death"


def test_a_death_without_evidence_needs_proof(book: Any) -> None:
    _chain(book, "hacker", "caller")
    _say(book, "c", "死亡", verdict="asserted")
    _say(book, "hacker", "earlier_penalty", reason="")
    book.assess()
    assert book.severity("hacker")["5¶2(1) death"] == (1.0, WOULD)
    assert book.rows("SELECT basis FROM severity WHERE actor = 'hacker' AND rule = '5¶1(9)'") == [
        ("needs proof: earlier penalty asserted at facts.csv line 3",)
    ]


def test_a_crime_of_the_buyer_asks_of_every_seller_whether_he_knew(book: Any) -> None:
    _chain(book, "hacker", "dealer", "caller")
    _say(book, "c", "crime")
    book.assess()
    found = book.rows("SELECT actor, outcome, basis FROM severity WHERE rule = '5¶1(2)' ORDER BY actor")
    needs = "needs proof of knowledge that the buyer would use the data for a crime"
    outcome = "would meet the numeric threshold of serious, if proved"
    assert found == [("dealer", outcome, needs), ("hacker", outcome, needs)]
    _say(book, "dealer", "knowledge", reason="his messages")
    book.assess()
    assert book.severity("dealer")["5¶1(2)"][1] == "meets the numeric threshold of serious"


def test_what_a_judgement_rejects_is_no_fact(book: Any) -> None:
    book.hold("X", range(3000))
    finding = {"finding_id": "f", "case_id": "case", "holder": "X", "note": "insider", "path": "desk/list.csv"}
    warehouse.insert(book.con, "findings", [finding])
    _say(book, "X", "insider", verdict="rejected")
    book.assess()
    assert book.rows("SELECT * FROM facts") == []
    assert not [rule for rule in book.severity("X") if "5¶1(8)" in rule]


def test_a_lawful_business_is_measured_by_its_profit(book: Any) -> None:
    book.hold("shop", range(6000))
    _say(book, "shop", "lawful_business")
    _say(book, "shop", "profit=49999.5")
    book.assess()
    assert book.severity("shop")["6¶1(1)"] == (0.99999, "below the numeric threshold of serious")
    assert book.severity("shop")["5¶1(5)"][1].startswith("gives way to art. 6")
    assert book.rows("SELECT * FROM severity WHERE highest AND profile = 'main'") == []
    _say(book, "shop", "获利=50000")
    book.assess()
    assert book.severity("shop")["6¶1(1)"] == (1.0, "meets the numeric threshold of serious")


@pytest.mark.parametrize("how", ["sells", "class B", "only said"])
def test_article_6_does_not_cover(book: Any, how: str) -> None:
    book.hold("shop", range(6000), "B" if how == "class B" else "C")
    _say(book, "shop", "lawful_business", reason="" if how == "only said" else "licence 7")
    _say(book, "shop", "profit=1000")
    if how == "sells":
        book.sell("shop", "Y", 10)
    book.assess()
    rule = "5¶1(4)" if how == "class B" else "5¶1(5)"
    assert book.severity("shop")[rule][1].startswith("meets the numeric threshold of")
    if how == "only said":
        basis = book.rows("SELECT basis FROM severity WHERE actor = 'shop' AND rule = '5¶1(5)'")[0][0]
        assert basis.endswith("art. 6 would take its place")
    else:
        assert "6¶1(1)" not in book.severity("shop")


def test_before_the_ninth_amendment_a_fact_is_weighed_and_no_number_counts(book: Any) -> None:
    book.hold("hacker", range(60_000), obtained_at=datetime(2015, 10, 30))
    _chain(book, "hacker", "caller")
    book.con.execute("UPDATE hops SET last_at = TIMESTAMP '2015-10-31'")
    _say(book, "c", "death")
    _say(book, "caller", "knowledge", reason="")
    book.assess()
    assert {r: o for r, (_, o) in book.severity("hacker").items()} == {
        "253-1 (2009) death": "may be serious: no number is in force, the court weighs it"
    }
    assert book.severity("caller")["253-1 (2009) knowledge"][1] == "would meet the numeric threshold of serious, if proved"
    assert book.rows("SELECT * FROM severity WHERE highest") == []
    book.con.execute("UPDATE hops SET last_at = TIMESTAMP '2015-11-01'")
    book.assess()
    assert book.severity("hacker")["5¶2(1) death"] == (1.0, GRAVE)
    assert book.severity("hacker")["5¶1(5)"][1] == GRAVE


def test_what_an_insider_bought_is_not_of_his_duty_by_itself(book: Any) -> None:
    book.hold("dealer", range(3000), "C")
    own = book.hold("nurse", range(3000), "C", made_from="list-1")
    book.hold("caller", range(3000), "C", made_from=own)
    book.sell("nurse", "caller")
    _say(book, "nurse", "insider")
    book.assess()
    assert book.severity("nurse")["5¶1(8)/(5)"][1] == "meets the numeric threshold of serious"
    book.sell("dealer", "nurse")
    book.assess()
    assert book.severity("nurse")["5¶1(8)/(5)"][1] == "would meet the numeric threshold of serious, if proved"
    (basis,) = book.rows("SELECT basis FROM severity WHERE rule = '5¶1(8)/(5)'")
    assert "needs proof that what was bought came in the course of duty too" in basis[0]
