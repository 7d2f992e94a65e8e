"""A payment is the price of one acquisition at most; what the case teaches of those whom nobody searched."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipelines.trace import lists
from pipelines.trace.facts import gather
from pipelines.trace.lists import Kinship
from pipelines.trace.money import Sale, learn
from pipelines.trace.sellers import Dealings, Possession

DAY = datetime(2016, 4, 1)
NOTHING = Kinship({}, {}, {})


def pay(payer, payee, amount, day=0):
    return {"payer": payer, "payee": payee, "amount": amount, "currency": "CNY", "memo": "", "time": DAY + timedelta(days=day),
            "source_file": "p.csv", "source_line": day}  # fmt: skip


def version(number, holder, rows=500):
    return {"dataset_no": number, "dataset_id": f"d{number}", "holder": holder, "rows_accepted": rows, "claimed_rows": None,
            "path": f"{number}.csv", "sha256": f"s{number}", "size_bytes": 1, "kind": "seized", "obtained_at": None}  # fmt: skip


def case(holders="", payments=(), accounts=""):
    named = [{"account": f"zh{a}", "actor": a} for a in accounts]
    return gather("K", [version(i, h) for i, h in enumerate(holders, 1)], [], list(payments), named)


def dealings(facts, **more):
    return Dealings(facts, [], learn(facts, [], [], [500]), **more)


@pytest.mark.parametrize(("first", "second"), [(9.0, 9.0), (9.0, 0.5), (0.1, 0.2)])
def test_what_two_acquisitions_get_of_one_payment_is_exact(first, second):
    """Odds of each alone → posterior of each when one payment can be the price of one: odds / (1 + odds + other odds)."""
    facts = case(payments=[pay("B", "A", 100, 1)], accounts="AB")
    found = dealings(facts, claims={("p.csv", 1): {1: first, 2: second}})
    (payment,) = facts.payments
    odds = first * math.exp(found.free(payment, 1))
    assert odds / (1 + odds) == pytest.approx(first / (1 + first + second))


def test_a_payment_that_nobody_else_claims_is_free():
    facts = case(payments=[pay("B", "A", 100, 1)], accounts="AB")
    assert dealings(facts, claims={("p.csv", 1): {1: 9.0}}).free(facts.payments[0], 1) == 0.0


def test_that_a_list_was_paid_for_with_a_list_is_learned():
    payments = [pay(f"{c}2", f"{c}1", 100, i) for i, c in enumerate("abcdef")]
    once = [Sale(f"{c}1", f"{c}2", 500, 1.0) for c in "abcdef"]
    facts = gather("K", [], [], payments, [{"account": f"zh{c}{k}", "actor": f"{c}{k}"} for c in "abcdefgh" for k in (1, 2)])
    both = [Sale("g1", "g2", 500, 1.0), Sale("g2", "g1", 500, 1.0), Sale("h1", "h2", 500, 1.0), Sale("h2", "h1", 500, 1.0)]
    before, after = learn(facts, [], once, [500]).swap, learn(facts, [], once + both, [500]).swap
    assert before < 0.2 < 0.4 < after


def test_a_buyer_who_sold_to_the_seller_may_not_have_paid():
    facts = case(payments=[pay("x", "y", 10, 1)], accounts="ABxy")
    plain = dealings(facts)
    found = replace(plain, market=replace(plain.market, swap=0.5), partners={("A", "B"): {("A", 7): 1.0}})
    assert found.paid("A", "B") == pytest.approx(0.5 * plain.market.paid)
    assert found.paid("B", "A") == plain.market.paid, "whether A paid B for list 7 is not said by list 7 itself"
    node = Possession("found", "B", 1, 500)
    assert plain.money("A", node) < found.money("A", node) < 0


def test_holders_whom_the_records_name_tell_how_many_they_miss():
    def nobody(facts):
        return lists.ListTrees(dealings(facts), NOTHING, {}, {}).nobody

    assert nobody(case("ABCDEFGH", accounts="ABCDEFGH")) < 0.1
    assert nobody(case("ABCDEFGH")) > 0.7


def test_money_given_back_is_known_by_its_amount():
    facts = case(payments=[pay("B", "A", 100, 1), pay("A", "B", 100, 5), pay("A", "B", 90, 6)], accounts="AB")
    assert [p.back for p in facts.payments] == [False, True, False]


@pytest.mark.parametrize(("differing", "often"), [(0, False), (4, True), (9, False)])
def test_two_hops_do_more_than_one(differing, often):
    """(d + 1)/(1 + μ), and 2 − q or 1 − q for an act: against sums over what the first of two hops may have done."""
    facts = case("ABC", accounts="ABCX")
    pairs = {(1, 2): 5.0, (1, 3): 4.0}
    kin = Kinship(pairs, pairs, {}, shared=dict.fromkeys(pairs, 100), differing={(1, 2): differing, (1, 3): 3.0},
                  acts={(1, 2): (often,), (1, 3): (False,)})  # fmt: skip
    trees = lists.ListTrees(dealings(facts), kin, {}, {})
    slips, shares = trees.habits
    mean = 100 * slips

    def one(d):
        return (mean / (1 + mean)) ** d / (1 + mean)

    expected = math.log(sum(one(k) * one(differing - k) for k in range(differing + 1)) / one(differing))
    for q, done in zip(shares, trees.acts(1, 2), strict=True):
        expected += math.log((1 - (1 - q) ** 2) / q) if done else math.log((1 - q) ** 2 / (1 - q))
    assert trees.twice(1, 2) == pytest.approx(expected)


def test_a_kept_copy_of_a_file_sold_was_not_bought():
    """A made list 2 of his list 1, sold it to B (list 3), and kept it: the file on both sides is one sale, and nobody sold it to A."""
    kin = {(1, 2): 30.0, (1, 3): 30.0, (2, 3): 36.0, (3, 2): 36.0, (2, 1): 10.0, (3, 1): 10.0}
    apart = case("AAB", accounts="ABXYZ")
    together = replace(apart, lists=tuple(replace(v, sha256="same") if v.number > 1 else v for v in apart.lists))

    def bought(facts):
        found = lists.ListTrees(dealings(facts), Kinship(kin, kin, {}, shared=dict.fromkeys(kin, 100)), {}, {}).alone()
        return sum(hidden for direct, hidden in found[2].values()) + found[2].get(3, (0.0, 0.0))[0]

    assert bought(apart) > 0.3
    assert bought(together) < 0.5 * bought(apart)
