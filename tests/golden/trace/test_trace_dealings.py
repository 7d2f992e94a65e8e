"""What money, messages and calls say of a hop when trade is not one list against one payment on the same day."""

import pytest
from small_trades import LINE


def evidence(case, seller, buyer, kind):
    rows = case.con.execute(
        "SELECT log_likelihood_ratio, note FROM hop_evidence AS e JOIN hops USING (hop_id) "
        "WHERE seller = ? AND buyer = ? AND e.kind = ?",
        [seller, buyer, kind],
    )
    return rows.fetchall()


def shops(case, *payers):
    """Payments to nobody of the case, so that background is known."""
    for day, payer in enumerate(payers * 3):
        case.pay(payer, f"shop{day}", (20, 90, 400, 1500, 45, 260)[day % 6] + day, day, "房租")


def test_one_payment_is_no_second_purchase(case):
    """U has to have bought somewhere; the payment that says where is no reason to think that he bought twice."""
    case.lists({("a1", "c1"): 60.0, ("c1", "a1"): 20.0}, a1=1000, c1=500)
    case.account("wx_u", "U")
    shops(case, "A", "C", "U")
    case.chat("U", "C", "500条 发你了", 9, "c1.csv")
    case.pay("U", "A", 160, 1, "资料")
    case.pay("U", "C", 45, 20, "转账")
    case.trace()
    hops = case.hops()
    assert hops["A", "U"][0] > 0.8
    assert hops.get(("C", "U"), (0.0,))[0] < 0.3, "what U has is explained; the other payment may be anything"


def test_a_list_paid_for_weeks_before_is_paid(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    shops(case, "A", "B")
    case.chat("A", "B", "900条 发你了", 40, "b1.csv")
    case.pay("B", "A", 180, 8, "定金")
    case.trace()
    money = evidence(case, "A", "B", "money")
    assert len(money) == 1 and money[0][0] > 1
    assert case.hops()["A", "B"][1] == "confirmed"


@pytest.mark.parametrize("memo", ["退款", ""])
def test_money_given_back_is_no_sale_the_other_way(case, memo):
    case.lists(LINE | {("b1", "a1"): 58.0}, a1=1000, b1=900, c1=500)
    shops(case, "A", "B")
    case.chat("A", "B", "900条 发你了", 1, "b1.csv")
    case.pay("B", "A", 180, 2, "货款")
    case.trace()
    before = case.hops()
    case.pay("A", "B", 180, 6, memo)
    case.trace()
    after = case.hops()
    assert after["A", "B"][0] > 0.9
    assert after.get(("B", "A"), (0.0,))[0] < before.get(("B", "A"), (0.0,))[0] + 0.1
    amount = case.con.execute("SELECT amount FROM hops WHERE seller = 'A' AND buyer = 'B'").fetchone()
    assert float(amount[0]) == 180, "what was received; what went back stands in the receipts"


def test_list_against_list_needs_no_money(case):
    """Everybody else pays; A and B gave each other a list, and that no money is known speaks less against them."""
    pairs = LINE | {("b2", "a2"): 60.0, ("a2", "b2"): 10.0}
    case.lists(pairs, a1=1000, b1=900, c1=500, b2=700, a2=650)
    shops(case, "A", "B", "C")
    case.chat("B", "C", "500条 发你了", 5, "c1.csv")
    case.pay("C", "B", 100, 5, "货款")
    case.trace()
    hops = case.hops()
    assert hops["A", "B"][0] > 0.5 and hops["B", "A"][0] > 0.5
    ratio, note = evidence(case, "A", "B", "money")[0]
    assert "exchanged lists" in note and -0.7 < ratio < 0


def test_calls_speak_where_partners_call_each_other(case):
    """Lists of B, C, D and E came from A, who phones them; F's list may be A's or Z's by content, and A phones F too."""
    pairs = {("a1", f"{x}1"): 60.0 for x in "bcde"} | {(f"{x}1", "a1"): 5.0 for x in "bcde"}
    pairs |= {("a1", "f1"): 30.0, ("z1", "f1"): 30.0}
    case.lists(pairs, a1=1000, b1=900, c1=800, d1=700, e1=600, f1=500, z1=1000)
    case.trace()
    silent = case.hops()
    assert silent["A", "F"][0] == pytest.approx(silent["Z", "F"][0], abs=0.1)
    for day, buyer in enumerate("BCDE" * 4):
        case.call("A", buyer, day)
    case.call("Z", "B", 3)
    for day in range(3):
        case.call("F", "A", day)
    case.trace()
    assert case.hops()["A", "F"][0] > silent["A", "F"][0] + 0.15
    ratio, note = evidence(case, "A", "F", "call")[0]
    assert ratio > 0.5 and note.startswith("3 calls")
    assert case.hops().get(("Z", "F"), (0.0,))[0] < silent["Z", "F"][0] - 0.15, "Z, whose calls are known, never called F"


def test_calls_of_others_change_nothing(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.trace()
    before = case.hops()
    for day in range(9):
        case.call("A", "0571-114", day)
    case.trace()
    assert case.hops() == before


def test_talk_that_is_the_same_with_everybody_says_nearly_nothing(case):
    case.lists(LINE, a1=1000, b1=900, c1=500)
    case.trace()
    before = case.hops()
    for day in range(6):
        for a, b in (("A", "B"), ("B", "C"), ("A", "C")):
            case.chat(a, b, "在吗", day)
    case.trace()
    for pair, (confidence, _) in case.hops().items():
        assert confidence == pytest.approx(before.get(pair, (0.0,))[0], abs=0.05)


def test_a_chain_names_nobody_twice_without_lists_that_say_so(case):
    """C's list came from an unseen U, who had it from B or from C himself: C did not sell it to buy it again."""
    case.lists({("a1", "c1"): 60.0, ("c1", "a1"): 20.0}, a1=1000, c1=500)
    case.account("wx_u", "U")
    case.chat("U", "C", "500条 发你了", 9, "c1.csv")
    case.pay("U", "C", 100, 1, "资料")
    case.complain("C")
    case.victim_in("c1")
    case.trace()
    chains = {}
    for rank, seller, buyer in case.con.execute("SELECT rank, seller, buyer FROM chains ORDER BY rank, step").fetchall():
        chains.setdefault(rank, [seller]).append(buyer)
    assert chains
    assert all(len(set(chain)) == len(chain) for chain in chains.values())


def test_a_sale_back_up_stands_in_the_chain_and_is_explained(case):
    """A sold to B, B added to it and sold it back, A sold that to C."""
    pairs = {("a1", "b1"): 60.0, ("b1", "a1"): 10.0, ("b1", "a2"): 80.0, ("a1", "a2"): 40.0, ("a2", "b1"): 20.0,
             ("a2", "c1"): 90.0, ("b1", "c1"): 60.0, ("a1", "c1"): 30.0, ("c1", "a2"): 20.0}  # fmt: skip
    case.lists(pairs, a1=1000, b1=900, a2=900, c1=500)
    case.complain("C")
    case.victim_in("c1")
    case.trace()
    assert case.chain() == ["A", "B", "A", "C"]
    notes = case.con.execute("SELECT note FROM chains WHERE rank = 1 ORDER BY step").fetchall()
    assert [note is not None for (note,) in notes] == [False, True, False] and notes[1][0].startswith("sold back: A")


def test_prices_that_vary_forty_fold_leave_the_hops(case):
    case.lists(LINE, a1=500, b1=500, c1=450)
    case.chat("A", "B", "500条", day=1)
    case.pay("B", "A", 25, day=1)  # 0.05 a record
    case.pay("C", "B", 900, day=9)  # 2 a record
    for day in range(6):
        case.pay("C", "Z", 80, day=day, memo="房租")
    case.trace()
    hops = case.hops()
    assert hops["A", "B"][0] > 0.9 and hops["B", "C"][0] > 0.8
    paid = case.con.execute("SELECT seller, round(unit_price, 2) FROM hops WHERE amount IS NOT NULL ORDER BY 1").fetchall()
    assert paid == [("A", 0.05), ("B", 2.0)]
