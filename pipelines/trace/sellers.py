"""Who sold a list: the posterior over sellers from content, messages, money and time together. Pure.

Nodes are possessions: a list found with a holder, a delivery whose list was not found, an actor known only by his dealings,
and one nameless seller for every list that may have come from somebody of whom no record speaks. An edge parent → node says
that the node's list was made from the parent's and handed over. The posterior over all trees of possessions is exact
(``pipelines.forest``); what stays approximate is said in docs/method.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipelines.trace.contacts import Channel, pair
from pipelines.trace.facts import Facts, Payment
from pipelines.trace.messages import Delivery, of_list
from pipelines.trace.model import SALES, Sales
from pipelines.trace.money import Market, near, ratio

Matrix = NDArray[np.float64]
Claims = Mapping[tuple[str, int], Mapping[object, float]]
"""By line of a payment: acquisition → odds that the payment is its price, as if no other acquisition wanted it."""
Partners = Mapping[tuple[str, str], Mapping[tuple[str, object], float]]
"""By two actors without order: (buyer, acquisition) → probability that he bought it from the other."""


@dataclass(frozen=True)
class Possession:
    """``kind``: found, delivered, dealer (known by dealings alone), paid (for a payment alone), nameless (of list ``number``)."""

    kind: str
    actor: str
    number: int | None = None
    rows: int | None = None
    delivery: Delivery | None = None
    payment: Payment | None = None

    @property
    def acquisition(self) -> object:
        """What tells it from the buyer's other acquisitions, whatever nodes there are beside it."""
        return self.number if self.kind == "found" else self.delivery or self.kind


@dataclass
class Term:
    """One piece of evidence for seller → buyer: kind, log-likelihood ratio, where it stands, words."""

    seller: str
    buyer: str
    kind: str
    ratio: float
    number: int | None = None
    source_file: str | None = None
    source_line: int | None = None
    note: str = ""
    payment: Payment | None = None


@dataclass
class Dealings:
    """Payments by (buyer, seller), deliveries by list, which payment settles which delivery; what of it other acquisitions explain:
    who else claims a payment, who are partners anyway."""

    facts: Facts
    found: list[Delivery]
    market: Market
    params: Sales = SALES
    claims: Claims = field(default_factory=dict)
    channels: Sequence[Channel] = ()
    partners: Partners = field(default_factory=dict)
    by_pair: dict[tuple[str, str], list[Payment]] = field(default_factory=dict)
    settled: dict[int, Payment] = field(default_factory=dict)
    of_list: dict[int, Delivery] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for p in self.facts.payments:
            self.by_pair.setdefault((p.payer, p.payee), []).append(p)
        self.of_list = of_list(self.found)
        self._settle()

    def _settle(self) -> None:
        """Give every delivery the payment that fits it best, one each, best first."""
        rows = {v.number: v.rows for v in self.facts.lists}
        options = []
        for i, d in enumerate(self.found):
            for p in self.by_pair.get((d.chat.receiver, d.chat.sender), []):
                n = rows.get(d.list_number or -1) or d.count
                score = ratio(p, n, self.market, self.params) + near(d, p, self.market, self.params)
                if score > 0:
                    options.append((-score, i, p.source_file, p.source_line, p))
        used: set[tuple[str, int]] = set()
        for _, i, file, line, p in sorted(options, key=lambda o: o[:4]):
            if i not in self.settled and (file, line) not in used:
                self.settled[i] = p
                used.add((file, line))
        self.used = used

    def delivery_of(self, payment: Payment) -> int | None:
        return next((i for i, p in self.settled.items() if p is payment), None)

    def prices(self, seller: str, node: Possession) -> list[tuple[Payment, float]]:
        """Payments of the buyer to the seller, each with the log ratio that it is the price of this acquisition against background."""
        market, out = self.market, []
        for p in self.by_pair.get((node.actor, seller), []) if market.visible else ():
            score = ratio(p, node.rows, market, self.params) - math.log(market.rate) + self.free(p, node.acquisition)
            if node.delivery is not None and node.delivery.chat.sender == seller:
                score += near(node.delivery, p, market, self.params)
            other = self.delivery_of(p)
            if other is not None and self.found[other] is not node.delivery:
                score -= self.params.settles_another
            out.append((p, min(score, 20.0)))
        return out

    def free(self, payment: Payment, acquisition: object) -> float:
        """ln of the chance that none of the buyer's other acquisitions was paid by it: a payment is the price of one at most.

        1 / (1 + Σ odds of the others): what a factor "at most one" tells one of its variables (sum-product rule).
        """
        claims = self.claims.get((payment.source_file, payment.source_line), {})
        return -math.log1p(sum(odds for other, odds in claims.items() if other != acquisition))

    def money(self, seller: str, node: Possession) -> float:
        """Log-likelihood ratio of the payments buyer → seller for one sale, against background alone."""
        if not self.market.visible:
            return 0.0
        paid = self.paid(seller, node.actor)
        total = sum(math.exp(score) for _, score in self.prices(seller, node))
        return min(math.log(1 - paid + paid * total), self.params.most_money)

    def paid(self, seller: str, buyer: str) -> float:
        """Probability that a sale leaves a payment: less where the buyer sold to the seller too, and may have paid with a list."""
        both = self.partners.get(pair(seller, buyer), {})
        apart = math.prod(1 - p for (who, _), p in both.items() if who == seller)
        return self.market.paid * (1 - self.market.swap * (1 - apart))

    def contact(self, seller: str, node: Possession) -> float:
        """Log-likelihood ratio of calls and other messages. That two are in touch tells of one sale what no other sale explains:
        − ln(q + (1 − q)·e^−ℓ), q the probability that they trade otherwise."""
        value = sum(channel.ratio(seller, node.actor) for channel in self.channels)
        others = self.partners.get(pair(seller, node.actor), {}) if value else {}
        apart = math.prod(1 - p for other, p in others.items() if other != (node.actor, node.acquisition))
        return -math.log((1 - apart) + apart * math.exp(-value))

    def message(self, seller: str, number: int) -> float:
        """Log-likelihood ratio of the message about a found list, if there is one, for this seller."""
        delivery = self.of_list.get(number)
        return delivery.fit if delivery is not None and delivery.chat.sender == seller else 0.0
