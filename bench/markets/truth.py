"""What happened, in the form that score_markets.py reads; the program never sees it."""

from bench.markets.lists import Holding
from bench.markets.trade import Market


def caller(market: Market) -> tuple[str, Holding]:
    """The holder of the longest line, if it can be, a seized one."""

    def depth(h: Holding) -> int:
        return 1 + max((depth(x) for x in h.parents), default=0)

    best = max(
        (h for h in market.holdings[1:] if h.holder in market.seized), key=lambda h: (depth(h), h.name), default=market.holdings[-1]
    )
    return best.holder, best


def truth(market: Market, paths: dict[int, str]) -> dict:
    holder, h = caller(market)
    chain = [holder]
    single = True
    while h.parents:
        single &= len({x.holder for x in h.parents}) == 1
        h = h.parents[0]
        if h.holder != chain[-1]:
            chain.append(h.holder)
    several = sum(x.holder == holder for x in market.holdings) > 1
    hops = [
        {k: v for k, v in s.items() if k != "holding"}
        | {"both_seized": s["seller"] in market.seized and s["buyer"] in market.seized}
        for s in market.sales
    ]
    derivations = [
        {"parent": paths[id(x)], "child": paths[id(h)]}
        for h in market.holdings for x in h.parents if id(h) in paths and id(x) in paths
    ]  # fmt: skip
    return {
        "case_id": market.case, "chain": chain[::-1] if not several else None, "source": market.actors[0],
        "complaint": f"C-{market.case}", "seized": sorted(market.seized), "hops": hops, "derivations": derivations,
    }  # fmt: skip
