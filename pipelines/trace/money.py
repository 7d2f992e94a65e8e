"""Payments: which are sales of lists. A mixture of sales and background, learned from the case itself. Pure.

Anchors: payments near a message about a list are sales in most cases; payments to accounts that are no actor of the case
are background. From both come the price of a record (log-normal), the amounts of the background and what memos are worth.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.trace.facts import Facts, Payment, days, span
from pipelines.trace.messages import Delivery
from pipelines.trace.model import SALES, Sales

ROUNDS = 4
GOODS = re.compile("货|款|资料|数据|名单|表|料|定金|信息|单子|data|list|leads|goods|records", re.IGNORECASE)
PRIVATE = re.compile(
    "房租|退|饭|餐|红包|工资|借|还|生日|水电|学费|礼|租|药|车|rent|lunch|dinner|gift|salary|loan|refund", re.IGNORECASE
)


@dataclass(frozen=True)
class Market:
    """What the case teaches. price: ln yuan a record (mean, sd); background: ln amount (mean, sd); rate: background payments
    per ordered pair of actors; paid, messaged: share of sales that leave a payment, a message; again: acquisitions that a buyer
    makes beyond his first; far: share of payments that come at any time, whenever the list was sent; swap: share of
    sales, of those between two who sold to each other, that were paid with a list; memos: memo → log ratio; sizes: ln rows of lists (mean, sd); days: length of the case; visible: there
    are payments at all."""

    price: tuple[float, float]
    background: tuple[float, float]
    rate: float
    paid: float
    messaged: float
    again: float
    far: float
    swap: float
    memos: Mapping[str, float]
    sizes: tuple[float, float]
    days: float
    visible: bool


def normal(x: float, mean: float, sd: float) -> float:
    """Log density of a normal."""
    return -0.5 * ((x - mean) / sd) ** 2 - math.log(sd * math.sqrt(2 * math.pi))


def price_density(x: float, price: tuple[float, float], params: Sales = SALES) -> float:
    """Log density of ln(price of a record): the case's band, with a tenth left to the wide prior."""
    return float(_log_sum(math.log(0.9) + normal(x, *price), math.log(0.1) + normal(x, params.price_mean, params.price_sd)))


def near(delivery: Delivery, payment: Payment, market: Market, params: Sales = SALES) -> float:
    """Log ratio of the time between message and payment: Laplace against uniform over the case, the share of payments that come
    whenever (weeks before, or long after) uniform too."""
    close = _close(delivery, payment, market, params)
    return 0.0 if close is None else math.log((1 - market.far) * close + market.far)


def _close(delivery: Delivery, payment: Payment, market: Market, params: Sales) -> float | None:
    """Laplace density of the time between message and payment over the uniform one; None where a time is not known."""
    gap = days(delivery.chat.time, payment.time)
    scale = params.near_days
    return None if gap is None else math.exp(-abs(gap) / scale) / (2 * scale) * market.days


@dataclass(frozen=True)
class Sale:
    """A sale of which something is known: who to whom, rows, how sure, and the message about it if there is one."""

    seller: str
    buyer: str
    rows: int | None
    weight: float
    delivery: Delivery | None = None


def learn(facts: Facts, found: Sequence[Delivery], sales: Sequence[Sale], sizes: Sequence[int], params: Sales = SALES) -> Market:
    """Rounds of expectation (which payment pays which sale) and maximisation. ``sales``: sure ones count more; ``sizes``: rows."""
    known = [p for p in facts.payments if p.known]
    logs = [math.log(p.amount) for p in facts.payments if not p.known] or [math.log(p.amount) for p in known]
    people = max(len(facts.accounts), 2)
    total = sum(s.weight for s in sales)
    messaged = sum(s.weight for s in sales if s.delivery is not None)
    market = Market(
        price=(params.price_mean, params.price_sd),
        background=_moments(logs or [4.0], 4.0, 1.5, 2.0, 0.5),
        rate=params.rate[0],
        paid=0.6,
        messaged=min((messaged + 1.0) / (total + 2.0), 0.97) if found else 0.0,
        again=_again(sales, params),
        far=params.far[0],
        swap=params.swap[0],
        memos=_memos(facts, [], params),
        sizes=_moments([math.log(n) for n in sizes if n] or [math.log(500)], math.log(500), 1.0, 2.0, 0.4),
        days=span([p.time for p in facts.payments] + [c.time for c in facts.chats], params.span_days),
        visible=bool(known),
    )
    pairs: dict[tuple[str, str], list[Payment]] = {}
    for payment in facts.payments:
        pairs.setdefault((payment.payer, payment.payee), []).append(payment)
    for _ in range(ROUNDS if known else 0):
        settled = _once(_settled(sales, pairs, market, params))
        wordless = _once(_settled(sales, pairs, replace(market, memos={}), params))  # a memo is no witness of what it means
        prices = [(math.log(p.amount / n), w) for p, n, w in settled if n]
        number = sum(w for _, _, w in settled)
        market = replace(
            market,
            price=_weighted(prices, params),
            rate=(max(len(known) - number, 0.0) + params.rate[0] * params.rate[1]) / (people * (people - 1) + params.rate[1]),
            paid=min((number + 2.4) / (total + 4.0), 0.97),
            far=_far(sales, pairs, market, params),
            swap=_swap(sales, pairs, market, params),
            memos=_memos(facts, [(p.memo, w) for p, _, w in wordless], params),
        )
    return market


def _again(sales: Sequence[Sale], params: Sales) -> float:
    """Acquisitions that a buyer makes beyond his first, the mean over the buyers with the prior's."""
    bought: dict[str, float] = {}
    for sale in sales:
        bought[sale.buyer] = bought.get(sale.buyer, 0.0) + sale.weight
    mean, weight = params.again
    more = sum(max(number - 1.0, 0.0) for number in bought.values())
    return (mean * weight + more) / (weight + sum(min(number, 1.0) for number in bought.values()))


def _far(sales: Sequence[Sale], pairs: Mapping[tuple[str, str], Sequence[Payment]], market: Market, params: Sales) -> float:
    """Share of payments at any time, the prior's with them."""
    far, number = params.far[0] * params.far[1], params.far[1]
    for sale in sales:
        if sale.delivery is not None:
            for p, _, weight in _settled([sale], pairs, market, params):
                close = _close(sale.delivery, p, market, params)
                if close is not None:
                    far += weight * market.far / (market.far + (1 - market.far) * close)
                    number += weight
    return far / number


def _swap(sales: Sequence[Sale], pairs: Mapping[tuple[str, str], Sequence[Payment]], market: Market, params: Sales) -> float:
    """Share of exchanges among the sales of two who sold to each other: those without a payment, as far as others are paid."""
    swapped, number = params.swap[0] * params.swap[1], params.swap[1]
    sold: dict[tuple[str, str], float] = {}
    for sale in sales:
        sold[sale.seller, sale.buyer] = max(sold.get((sale.seller, sale.buyer), 0.0), sale.weight)
    for sale in sales:
        both = sale.weight * sold.get((sale.buyer, sale.seller), 0.0)
        if both > 0:
            unpaid = max(1 - sum(w for _, _, w in _settled([replace(sale, weight=1.0)], pairs, market, params)), 0.0)
            swapped += both * unpaid * market.swap / (market.swap + (1 - market.swap) * (1 - market.paid))
            number += both
    return swapped / number


def _settled(
    sales: Sequence[Sale], pairs: Mapping[tuple[str, str], Sequence[Payment]], market: Market, params: Sales
) -> Iterator[tuple[Payment, int | None, float]]:
    """(payment, rows, probability that it pays for the sale) of every sale and every payment of its buyer to its seller."""
    for sale in sales:
        options = pairs.get((sale.buyer, sale.seller), ())
        odds = []
        for p in options:
            value = ratio(p, sale.rows, market, params)
            if sale.delivery is not None:
                value += near(sale.delivery, p, market, params)
            odds.append(math.exp(min(value, 20.0)))
        none = (1 - market.paid) / market.paid * market.rate
        for p, o in zip(options, odds, strict=True):
            yield p, sale.rows, sale.weight * o / (sum(odds) + none)


def _once(settled: Iterable[tuple[Payment, int | None, float]]) -> list[tuple[Payment, int | None, float]]:
    """The same with every payment paying for one sale at most, shared where several sales want it."""
    found = list(settled)
    wanted: dict[tuple[str, int], float] = {}
    for p, _, weight in found:
        wanted[p.source_file, p.source_line] = wanted.get((p.source_file, p.source_line), 0.0) + weight
    return [(p, rows, weight / max(wanted[p.source_file, p.source_line], 1.0)) for p, rows, weight in found]


def ratio(payment: Payment, rows: int | None, market: Market, params: Sales = SALES) -> float:
    """Log density of the payment as a sale of ``rows`` records (None: not known) against as background, memo included."""
    amount = math.log(payment.amount)
    if rows:
        sale = price_density(amount - math.log(rows), market.price, params)
    else:
        sd = math.hypot(market.price[1], market.sizes[1])
        sale = normal(amount, market.price[0] + market.sizes[0], sd)
    returned = params.returned if payment.back else 0.0
    return sale - normal(amount, *market.background) + market.memos.get(payment.memo, 0.0) - returned


def _memos(facts: Facts, sales: Sequence[tuple[str, float]], params: Sales) -> dict[str, float]:
    """Log ratio of every memo, sales against background; what words usually mean counts for two imagined payments. Capped."""
    sold: dict[str, float] = {}
    for memo, weight in sales:
        sold[memo] = sold.get(memo, 0.0) + weight
    other = Counter(p.memo for p in facts.payments if not p.known)
    words = sorted({p.memo for p in facts.payments})
    prior = {w: (2.0, 0.25) if GOODS.search(w) else (0.25, 2.0) if PRIVATE.search(w) else (0.5, 0.5) for w in words}
    all_sold = sum(sold.values()) + sum(a for a, _ in prior.values())
    all_other = sum(other.values()) + sum(b for _, b in prior.values())
    if not sold or not other:  # words alone
        all_sold = all_other = 1.0
    out = {}
    for word in words:
        goods, private = prior[word]
        value = math.log((sold.get(word, 0.0) * bool(other) + goods) / all_sold)
        value -= math.log((other[word] * bool(sold) + private) / all_other)
        out[word] = max(-params.memo_weight, min(params.memo_weight, value))
    return out


def _weighted(values: Sequence[tuple[float, float]], params: Sales) -> tuple[float, float]:
    """Mean and sd with the prior counting for a few payments."""
    half = 0.5 * params.price_weight
    weight = half + sum(w for _, w in values)
    mean = (half * params.price_mean + sum(v * w for v, w in values)) / weight
    square = half * params.price_sd**2 + sum(w * (v - mean) ** 2 for v, w in values)
    return mean, max(math.sqrt(square / weight), params.price_floor)


def _moments(values: Sequence[float], mean: float, sd: float, weight: float, floor: float) -> tuple[float, float]:
    n = len(values) + weight
    centre = (sum(values) + weight * mean) / n
    spread = math.sqrt((sum((v - centre) ** 2 for v in values) + weight * sd**2) / n)
    return centre, max(spread, floor)


def _log_sum(a: float, b: float) -> float:
    top = max(a, b)
    return top + math.log(math.exp(a - top) + math.exp(b - top))
