"""Payments: which are sales of lists. A mixture of sales and background, learned from the case itself. Pure.

Anchors: payments near a message about a list are sales in most cases; payments to accounts that are no actor of the case
are background. From both come the price of a record (log-normal), the amounts of the background and what memos are worth.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.trace.facts import Facts, Payment, days, span
from pipelines.trace.messages import Delivery
from pipelines.trace.model import SALES, Sales


@dataclass(frozen=True)
class Market:
    """What the case teaches. price: ln yuan a record (mean, sd); background: ln amount (mean, sd); rate: background payments
    per ordered pair of actors; paid, messaged: share of sales that leave a payment, a message; memos: memo → log ratio;
    sizes: ln rows of lists (mean, sd); days: length of the case; visible: there are payments at all."""

    price: tuple[float, float]
    background: tuple[float, float]
    rate: float
    paid: float
    messaged: float
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


def near(delivery: Delivery, payment: Payment, market_days: float, params: Sales = SALES) -> float:
    """Log ratio of the time between message and payment: Laplace against uniform over the case."""
    gap = days(delivery.chat.time, payment.time)
    if gap is None:
        return 0.0
    scale = params.near_days
    return max(-abs(gap) / scale - math.log(2 * scale) + math.log(market_days), -5.0)


def learn(facts: Facts, found: Sequence[Delivery], rows: Mapping[int, int], bought: int, params: Sales = SALES) -> Market:
    """Three rounds of expectation and maximisation. ``rows``: rows of a list by its number; ``bought``: lists that were bought."""
    known = [p for p in facts.payments if p.known]
    logs = [math.log(p.amount) for p in facts.payments if not p.known] or [math.log(p.amount) for p in known]
    length = span([p.time for p in facts.payments] + [c.time for c in facts.chats], params.span_days)
    sizes = _moments([math.log(max(r, 1)) for r in rows.values() if r] or [math.log(500)], math.log(500), 1.0, 2.0, 0.4)
    market = Market(
        (params.price_mean, params.price_sd), _moments(logs or [4.0], 4.0, 1.5, 2.0, 0.5), 0.1, 0.6, 0.5, {}, sizes, length, bool(known)
    )
    pairs = _anchors(facts, found, rows)
    people = max(len(facts.accounts), 2)
    messages = sum(1 for d in found if d.list_number is not None)
    for _ in range(3):
        weights = []
        for delivery, options in pairs:
            odds = [math.exp(min(_ratio(delivery, p, n, market, params), 20.0)) for p, n in options]
            total = sum(odds) + (1 - market.paid) / market.paid * market.rate + 1e-9
            weights.append([o / total for o in odds])
        flat = [(p, n, w) for (_, options), ws in zip(pairs, weights, strict=True) for (p, n), w in zip(options, ws, strict=True)]
        prices = [(math.log(p.amount / n), w) for p, n, w in flat if n]
        paid = (sum(w for _, _, w in flat) + 2.4) / (len(pairs) + 4.0)
        sales = max(sum(w for _, _, w in flat), 0.4 * bought * paid)
        market = Market(
            _weighted(prices, params),
            market.background,
            max((len(known) - sales) / (people * (people - 1)), 0.01),
            min(paid, 0.97) if known else 0.0,
            min((messages + 1.0) / (bought + 2.0), 0.97) if found else 0.0,
            _memos(facts, [(p.memo, w) for p, _, w in flat], params),
            sizes,
            length,
            bool(known),
        )
    return market


def ratio(payment: Payment, rows: int | None, market: Market, params: Sales = SALES) -> float:
    """Log density of the payment as a sale of ``rows`` records (None: not known) against as background, memo included."""
    amount = math.log(payment.amount)
    if rows:
        sale = price_density(amount - math.log(rows), market.price, params)
    else:
        sd = math.hypot(market.price[1], market.sizes[1])
        sale = normal(amount, market.price[0] + market.sizes[0], sd)
    return sale - normal(amount, *market.background) + market.memos.get(payment.memo, 0.0)


def _ratio(delivery: Delivery, payment: Payment, rows: int | None, market: Market, params: Sales) -> float:
    return ratio(payment, rows, market, params) + near(delivery, payment, market.days, params)


def _anchors(
    facts: Facts, found: Sequence[Delivery], rows: Mapping[int, int]
) -> list[tuple[Delivery, list[tuple[Payment, int | None]]]]:
    by_pair: dict[tuple[str, str], list[Payment]] = {}
    for p in facts.payments:
        by_pair.setdefault((p.payer, p.payee), []).append(p)
    out = []
    for d in found:
        n = rows.get(d.list_number or -1) or d.count
        out.append((d, [(p, n) for p in by_pair.get((d.chat.receiver, d.chat.sender), [])]))
    return out


def _memos(facts: Facts, sales: Sequence[tuple[str, float]], params: Sales) -> dict[str, float]:
    """Log ratio of every memo, sales against background, with half an imagined payment each; capped."""
    sold: Counter[str] = Counter()
    for memo, weight in sales:
        sold[memo] += weight  # type: ignore[assignment]
    other = Counter(p.memo for p in facts.payments if not p.known)
    words = sorted({p.memo for p in facts.payments})
    if not other or not sold:
        return {}
    n_sold, n_other, k = sum(sold.values()), sum(other.values()), len(words)
    out = {}
    for word in words:
        value = math.log((sold[word] + 0.5) / (n_sold + 0.5 * k)) - math.log((other[word] + 0.5) / (n_other + 0.5 * k))
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
