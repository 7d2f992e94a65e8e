"""Whole markets of our own making, list files to hops: ways of trade under which the method must hold."""

import pytest

from bench.markets import Market, write
from bench.markets.score import read_truth, score, traced
from pipelines.home import Home


@pytest.mark.parametrize(("kind", "seed"), [("barter", 1), ("prepaid", 1), ("refunds", 4), ("calls", 5)])
def test_hops_are_found_however_they_are_paid(tmp_path, kind, seed):
    market = Market(kind, seed)
    write(market, tmp_path)
    root = tmp_path / "home"
    root.mkdir()
    folder = tmp_path / f"{kind}-{seed}"
    answer = traced(Home.at(root), folder)
    found = score(answer, read_truth(folder))
    assert found["hop_f1"] >= 0.85 and found["brier"] < 0.15
    both = {(s["seller"], s["buyer"]) for s in market.sales}
    backwards = {pair: c for pair, c in answer.hops.items() if pair not in both and pair[::-1] in both}
    assert all(c < 0.5 for c in backwards.values()), "money that goes back, or a list given for a list, turns no hop round"


def test_the_kinds_differ_in_what_they_are_named_for():
    barter, prepaid, refunds, calls = (Market(kind, 2) for kind in ("barter", "prepaid", "refunds", "calls"))
    sold = {(s["seller"], s["buyer"]) for s in barter.sales if not s["paid"]}
    assert any(pair[::-1] in sold for pair in sold)
    by_pair = {(p[1], p[2]): p[0] for p in prepaid.payments}
    early = [
        s for s in prepaid.sales for a in prepaid.accounts[s["buyer"]] for b in prepaid.accounts[s["seller"]]
        if (a, b) in by_pair and (s["holding"].at - by_pair[a, b]).days >= 8
    ]  # fmt: skip
    assert early
    paid = {(p[1], p[2], p[3]) for p in refunds.payments}
    assert any((b, a, m) in paid for a, b, m in paid)
    assert len(calls.calls) > len(calls.sales)
