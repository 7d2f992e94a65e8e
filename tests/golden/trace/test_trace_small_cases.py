"""Small cases from lists and records to hops, and why."""

from datetime import timedelta

import pytest
from small_trades import DAY, LINE

from pipelines.assess import run as assess
from pipelines.errors import UsageError
from pipelines.trace import run as trace


def test_content_alone_leads_back_to_the_source(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.complain("C")
    case.victim_in("a1", "b1", "c1")
    case.trace()
    assert case.chain() == ["A", "B", "C"]
    confidence, status = case.hops()["A", "B"]
    assert confidence > 0.7 and status == "suspected", "content is one kind of evidence: not confirmed"
    assert case.con.execute("SELECT actor FROM sources WHERE rank = 1").fetchone() == ("A",)


def test_money_and_a_message_confirm_a_hop(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.chat("A", "B", "900条 发你了", 1, "b1.csv")
    case.pay("B", "A", 180, 2, "货款")
    case.trace()
    assert case.hops()["A", "B"][1] == "confirmed"
    kinds = {k for (k,) in case.con.execute("SELECT kind FROM hop_evidence JOIN hops USING (hop_id) WHERE buyer = 'B' AND seller = 'A'")
             .fetchall()}  # fmt: skip
    assert {"content", "money", "chat"} <= kinds
    amount = case.con.execute("SELECT amount, records, unit_price FROM hops WHERE seller = 'A' AND buyer = 'B'").fetchone()
    assert (float(amount[0]), amount[1], amount[2]) == (180.0, 900, 0.2)


def test_instalments_are_one_price_and_rent_is_none(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    for number in range(8):
        case.pay("A", f"shop{number}", 2000 + number, number, "房租")
    case.chat("A", "B", "900条 发你了", 1, "b1.csv")
    case.pay("B", "A", 90, 1, "定金")
    case.pay("B", "A", 95, 4, "尾款")
    case.pay("B", "A", 2100, 30, "房租")
    case.trace()
    hop = case.con.execute("SELECT amount, unit_price, records, first_at, last_at FROM hops WHERE seller = 'A' AND buyer = 'B'")
    amount, price, records, first, last = hop.fetchone()
    assert (float(amount), records) == (185.0, 900) and price == pytest.approx(185 / 900, abs=1e-6)
    assert (first, last) == (DAY + timedelta(days=1), DAY + timedelta(days=4))


def test_the_amount_of_a_hop_is_that_of_its_receipts(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.chat("A", "B", "900条 发你了", 1, "b1.csv")
    for day, amount in ((1, 90), (2, 95), (9, 40)):
        case.pay("B", "A", amount, day, "资料")
        case.pay("C", "B", amount / 2, day + 3, "资料")
    case.trace()
    assess.run(case.home, case.con, ["K"])
    differ = case.con.execute(
        "SELECT h.seller, h.buyer, h.amount, sum(r.amount) FROM hops AS h JOIN receipt_lines AS r USING (hop_id) "
        "WHERE r.kind = 'sale' GROUP BY ALL HAVING abs(h.amount - sum(r.amount)) > 0.001"
    ).fetchall()
    assert differ == [] and case.con.execute("SELECT count(*) FROM receipt_lines").fetchone()[0] >= 6


def test_an_unseen_dealer_who_sent_the_list_stood_between(case):
    case.lists({("a1", "c1"): 60.0, ("c1", "a1"): 20.0}, a1=1000, c1=500)
    case.account("wx_u", "U")
    case.chat("A", "wx_u", "800条", 1)
    case.pay("wx_u", "A", 160, 1, "资料")
    case.chat("wx_u", "C", "500条 发你了", 9, "c1.csv")
    case.pay("C", "wx_u", 100, 9, "资料")
    case.complain("C")
    case.victim_in("c1")
    case.trace()
    hops = case.hops()
    assert hops["U", "C"][0] > 0.9 and hops["A", "U"][0] > 0.9
    assert hops.get(("A", "C"), (0.0,))[0] < 0.2, "content says A → C, but U sent the very list"
    assert case.chain() == ["A", "U", "C"]


def test_rent_between_actors_is_no_sale(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    for day in range(6):
        case.pay("A", "shop", 1500 + day, day, "房租")
    case.pay("A", "C", 1500, 20, "房租")
    case.trace()
    assert case.hops().get(("C", "A"), (0.0,))[0] < 0.3


def test_a_judgement_outranks_inference_and_can_be_withdrawn(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.judge("A", "B", "rejected")
    case.trace()
    assert case.hops()["A", "B"][1] == "rejected"
    assert case.con.execute("SELECT count(*) FROM hop_evidence WHERE kind = 'judgement'").fetchone() == (1,)
    case.con.execute("DELETE FROM judgements")
    case.trace()
    assert case.hops()["A", "B"][1] == "suspected"


def test_a_confirmed_hop_is_confirmed_whatever_content_says(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.judge("A", "C", "confirmed")
    case.trace()
    assert case.hops()["A", "C"] == (pytest.approx(0.99, abs=0.011), "confirmed")


def test_a_withdrawn_judgement_counts_no_more(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.trace()
    before = case.hops()
    case.judge("A", "B", "rejected")
    case.trace()
    assert case.hops()["A", "B"][1] == "rejected"
    case.judge("A", "B", "withdrawn", day=1)
    case.trace()
    assert case.hops() == before


def test_a_rejected_hop_leaves_the_buyers_other_sellers(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.trace()
    before = case.hops().get(("A", "C"), (0.0, ""))[0]
    case.judge("B", "C", "rejected")
    case.trace()
    hops = case.hops()
    assert hops["B", "C"] == (pytest.approx(0, abs=0.01), "rejected")
    assert hops["A", "C"][0] > 0.3 > before, "A, or somebody unseen who had B's list"


def test_a_confirmed_hop_is_about_one_acquisition_not_about_all(case):
    pairs = LINE | {("a1", "c2"): 60.0, ("c2", "a1"): 10.0, ("b1", "c2"): 20.0, ("c2", "b1"): 5.0}
    case.lists(pairs, a1=1000, b1=900, c1=500, c2=400)
    case.judge("B", "C", "confirmed")
    case.trace()
    hops = case.hops()
    assert hops["B", "C"][1] == "confirmed"
    assert hops["A", "C"][0] > 0.5, "the other list of C is still A's"


def test_a_judged_derivation_outranks_content_and_is_shown(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.judge("b1", "c1", "rejected", "derivation")
    case.judge("a1.csv", "c1.csv", "confirmed", "derivation")
    case.trace()
    found = {
        (p, c): (confidence, judgement)
        for p, c, confidence, judgement in case.con.execute(
            "SELECT parent_dataset_id, child_dataset_id, confidence, judgement FROM derivations"
        ).fetchall()
    }
    assert found["a1", "c1"][0] > 0.95 and found["a1", "c1"][1] == "confirmed"
    assert found["b1", "c1"][0] < 0.05 and found["b1", "c1"][1] == "rejected"


def test_two_names_are_one_actor_when_a_person_says_so(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.chat("A", "wx_9", "900条", 1)
    case.judge("wx_9", "B", "confirmed", "person")
    case.trace()
    assert case.con.execute("SELECT accounts FROM actors WHERE actor = 'B'").fetchone() == (["B", "wx_9"],)
    case.judge("wx_9", "B", "rejected", "person", day=1)
    case.trace()
    assert case.con.execute("SELECT accounts FROM actors WHERE actor = 'B'").fetchone() == (["B"],)


def test_a_complaint_without_a_caller_ranks_those_who_hold_what_he_knew(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.complain(None)
    case.victim_in("c1")
    case.trace()
    assert case.chain() == ["A", "B", "C"], "only C's list holds the victim"


def test_the_best_rejected_alternative_stands_beside_the_evidence(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.pay("C", "A", 90, 2, "货款")
    case.trace()
    notes = case.con.execute(
        "SELECT note, log_likelihood_ratio FROM hop_evidence JOIN hops USING (hop_id) "
        "WHERE seller = 'B' AND buyer = 'C' AND kind = 'alternative'"
    ).fetchall()
    assert len(notes) == 1
    note, ratio = notes[0]
    assert note.startswith("next best: A") and "content" in note and "money" in note and ratio > 0


def test_how_many_stood_between_adds_up(case):
    case.lists({("a1", "c1"): 60.0, ("c1", "a1"): 20.0}, a1=1000, c1=500)
    case.account("wx_u", "U")
    case.trace()
    none, one, more = case.con.execute(
        "SELECT none_between, one_between, more_between FROM hops WHERE seller = 'A' AND buyer = 'C'"
    ).fetchone()
    assert none + one + more == pytest.approx(1, abs=1e-4) and none > 0 and one > 0


def test_several_accounts_are_one_actor(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.account("wx_1", "B")
    case.account("wx_2", "B")
    case.chat("A", "wx_1", "900条", 1)
    case.pay("wx_2", "A", 180, 1, "货款")
    case.trace()
    assert ("A", "B") in case.hops()
    assert not any("wx_" in name for pair in case.hops() for name in pair)
    assert case.con.execute("SELECT accounts FROM actors WHERE actor = 'B'").fetchone() == (["B", "wx_1", "wx_2"],)


def test_the_same_input_gives_the_same_tables(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.chat("A", "B", "900条", 1)
    case.pay("B", "A", 180, 1)
    case.complain("C")
    case.victim_in("c1")
    tables = ("actors", "hops", "hop_evidence", "chains", "sources", "next_steps")

    def state():
        return [case.con.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall() for t in tables]

    case.trace()
    first = state()
    assert case.trace().done == 0, "nothing changed: nothing to do"
    case.con.execute("DELETE FROM traced")
    case.trace()
    assert state() == first


def test_probabilities_are_probabilities(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.complain("C")
    case.victim_in("c1")
    case.trace()
    assert sum(p for (p,) in case.con.execute("SELECT probability FROM sources").fetchall()) == pytest.approx(1, abs=1e-4)
    assert all(0 <= c <= 1 for c, _ in case.hops().values())
    missing = case.con.execute("SELECT count(*) FROM chains WHERE hop_id NOT IN (SELECT hop_id FROM hops)").fetchone()
    assert missing == (0,), "every step of a chain is a hop with its evidence"


def test_changed_cases_are_those_whose_records_changed(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    assert trace.changed_cases(case.con) == ["K"]
    case.trace()
    assert trace.changed_cases(case.con) == []
    case.pay("B", "A", 180, 1)
    assert trace.changed_cases(case.con) == ["K"]


def test_a_phone_nobody_has_is_a_usage_error(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    with pytest.raises(UsageError):
        case.trace(phone="15400000000")


def test_a_file_is_a_query(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.trace(file="b1.csv")
    assert case.chain() == ["A", "B"]


def test_a_question_stands_in_its_own_run_alone(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.complain("C")
    case.victim_in("a1", "b1", "c1")
    case.trace()
    before = case.con.execute("SELECT * FROM chains ORDER BY ALL").fetchall()
    case.trace(file="b1.csv", max_hops=1)
    steps = dict(case.con.execute("SELECT complaint_id, count(*) FROM chains WHERE rank = 1 GROUP BY ALL").fetchall())
    assert steps.pop("C") == 2, "the complaint keeps its chain whole"
    assert list(steps.values()) == [1]
    assert trace.changed_cases(case.con) == ["K"]
    trace.run(case.home, case.con, [])
    assert case.con.execute("SELECT * FROM chains ORDER BY ALL").fetchall() == before
    assert trace.changed_cases(case.con) == []


def test_a_list_of_nobodys_is_an_unseen_actors(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.con.execute("UPDATE datasets SET holder = NULL WHERE dataset_id = 'b1'")
    case.trace()
    hops = case.hops()
    assert hops["A", "unseen-1"][0] > 0.5 and hops["unseen-1", "C"][0] > 0.5
    assert not any("" in pair for pair in hops)
    used = {a for pair in hops for a in pair}
    assert used <= {a for (a,) in case.con.execute("SELECT actor FROM actors").fetchall()}


@pytest.mark.parametrize("nats", [300.0, 90_000.0])
def test_a_robbed_institution_sold_nothing_and_bought_nothing(case, nats):
    """Its own list explains the thief's, and the thief's its own, as both are of one register: the thief stays the source."""
    pairs = {key: value + nats for key, value in LINE.items()}
    case.lists({**pairs, ("r1", "a1"): 1.1 * nats, ("a1", "r1"): nats, ("r1", "b1"): 0.9 * nats, ("r1", "c1"): 0.5 * nats},
               a1=1000, b1=900, c1=500, r1=1020)  # fmt: skip
    case.con.execute("UPDATE datasets SET kind = 'reference' WHERE dataset_id = 'r1'")
    case.complain("C")
    case.victim_in("a1", "b1", "c1")
    case.trace()
    assert case.chain() == ["A", "B", "C"] and case.hops()["A", "B"][0] > 0.7
    assert not any("R" in pair for pair in case.hops())
    assert case.con.execute("SELECT actor FROM sources WHERE rank = 1").fetchone() == ("A",)


def test_a_judgement_on_persons_of_the_lists_makes_no_actor(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.judge("p0001", "p0002", "confirmed", "person")
    case.trace()
    assert case.con.execute("SELECT list(actor ORDER BY actor) FROM actors WHERE actor NOT LIKE 'unseen-%'").fetchone() == (
        ["A", "B", "C"],
    )


def test_persons_that_the_parent_lacks_speak_for_a_larger_unseen_list(case):
    case.lists({("a1", "b1"): 60.0, ("b1", "a1"): 30.0}, a1=100, b1=100)
    case.account("wx_u", "U")
    fill = "INSERT INTO person_records BY NAME SELECT 2 AS dataset_no, i AS row_no, i::VARCHAR AS person_id FROM range($a, $b) AS r (i)"
    case.con.execute(fill, {"a": 0, "b": 100})
    case.trace()
    inside = case.hops()["A", "B"][0]
    case.con.execute(fill, {"a": 100, "b": 130})
    case.con.execute("DELETE FROM traced")
    case.trace()
    assert case.hops()["A", "B"][0] < inside - 0.2, "A's list lacks 30 of B's persons"
    assert any(seller.startswith("unseen-") for seller, buyer in case.hops() if buyer == "B")


def test_next_steps_are_ranked_by_gain_and_name_no_person(case):
    case.lists({("a1", "c1"): 3.0, ("c1", "a1"): 2.9, ("b1", "c1"): 3.0, ("c1", "b1"): 2.0}, a1=1000, b1=900, c1=500)
    case.trace()
    gains = [g for (g,) in case.con.execute("SELECT gain FROM next_steps ORDER BY rank").fetchall()]
    assert gains and gains == sorted(gains, reverse=True)
