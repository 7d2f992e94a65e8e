"""Calls, and messages that say nothing of a list: who is in touch with whom. Weak, without direction. Pure.

The number of contacts of two actors is gamma-Poisson (negative binomial: people differ in how much they talk). How many times as
often partners are in touch as others, ρ, is a nuisance parameter: its posterior follows from pairs that sold to each other by
other evidence. Where the case has no contacts, or its partners are no more in touch than others, the ratio is 0 or next to it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.trace.facts import Facts
from pipelines.trace.messages import about_lists
from pipelines.trace.model import SALES, Sales

Pair = tuple[str, str]


def pair(a: str, b: str) -> Pair:
    """Two actors without order."""
    return (a, b) if a <= b else (b, a)


@dataclass(frozen=True)
class Channel:
    """``kind``: call or contact (a message); lines: file and line of every contact of a pair; ``seen``: actors with a contact at
    all, since of two without any the records may just be missing; ``mean`` of pairs that don't trade, ``shape`` of the gamma;
    ``times``: ρ → probability; ``most``: cap."""

    kind: str
    lines: Mapping[Pair, Sequence[tuple[str, int]]]
    seen: frozenset[str]
    mean: float
    shape: float
    times: Mapping[float, float]
    most: float = SALES.most_contact

    def ratio(self, a: str, b: str) -> float:
        """ln P(contacts | they trade) − ln P(contacts | they don't), ρ summed over, capped; 0 for a pair without records."""
        if not {a, b} & self.seen:
            return 0.0
        k = len(self.lines.get(pair(a, b), ()))
        value = math.log(sum(p * math.exp(excess(k, rho, self.mean, self.shape)) for rho, p in self.times.items()))
        return max(-self.most, min(self.most, value))

    @property
    def partners(self) -> float:
        """Expected contacts of a pair that trades."""
        return self.mean * sum(rho * p for rho, p in self.times.items())


def excess(k: int, rho: float, mean: float, shape: float) -> float:
    """ln of k contacts with mean ρμ against mean μ, both gamma-Poisson of one shape r: k·ln ρ − (k + r)·ln((r + ρμ)/(r + μ))."""
    return k * math.log(rho) - (k + shape) * math.log((shape + rho * mean) / (shape + mean))


def channels(facts: Facts, traded: Iterable[tuple[str, str, float]], params: Sales = SALES) -> tuple[Channel, ...]:
    """The channels of a case that have contacts between its actors. ``traded``: seller, buyer, how sure."""
    none: dict[Pair, float] = {}
    for a, b, weight in traded:
        none[pair(a, b)] = none.get(pair(a, b), 1.0) * (1 - min(weight, 1.0))
    records = {
        "call": [(caller, callee, file, line) for caller, callee, _, file, line in facts.calls],
        "contact": [(c.sender, c.receiver, c.source_file, c.source_line) for c in facts.chats if not about_lists(c)],
    }
    out = []
    for kind, rows in records.items():
        lines: dict[Pair, list[tuple[str, int]]] = {}
        for a, b, file, line in rows:
            if a != b and a in facts.accounts and b in facts.accounts:
                lines.setdefault(pair(a, b), []).append((file, line))
        if lines:
            out.append(_learn(kind, lines, len(facts.accounts), none, params))
    return tuple(out)


def _learn(
    kind: str, lines: Mapping[Pair, Sequence[tuple[str, int]]], people: int, none: Mapping[Pair, float], params: Sales
) -> Channel:
    """Mean and shape (by moments) of pairs that hardly trade; the posterior of ρ from those that surely do."""
    seen = frozenset(a for both in lines for a in both)
    pairs = len(seen) * (len(seen) - 1) / 2 + len(seen) * (people - len(seen))
    counts = {p: len(found) for p, found in lines.items()}
    trading = {p: 1 - w for p, w in none.items() if set(p) & seen}
    apart = max(pairs - sum(trading.values()), 1.0)
    free = {p: k * (1 - trading.get(p, 0.0)) for p, k in counts.items()}
    mean = (sum(free.values()) + sum(counts.values()) / pairs) / (apart + 1.0)
    spread = sum(free[p] * k for p, k in counts.items()) / apart - mean**2
    least, greatest = params.contact_shape
    shape = max(mean**2 / max(spread - mean, mean**2 / greatest), least)
    logs = {
        rho: math.log(prior) + sum(w * excess(counts.get(p, 0), rho, mean, shape) for p, w in trading.items())
        for rho, prior in params.contact_times
    }
    top = max(logs.values())
    total = sum(math.exp(value - top) for value in logs.values())
    times = {rho: math.exp(value - top) / total for rho, value in logs.items()}
    return Channel(kind, lines, seen, mean, shape, times, params.most_contact)
