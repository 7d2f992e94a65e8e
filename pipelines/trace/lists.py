"""The lists of a case with what is known of their dealings: who may have sold each, and the trees of the lists alone. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from pipelines import forest
from pipelines.trace.facts import Facts, ListVersion, days
from pipelines.trace.sellers import Dealings, Possession

JUDGED = 1e4
"""What a person's decision weighs, in nats: more than all that is inferred."""
FAR = 60.0
"""Parents so many nats below the best are no parents, whatever stood between."""
Trees = dict[int, dict[int, tuple[float, float]]]
"""By list: parent list (0: none) → probability of the direct and of the hidden reading."""


@dataclass(frozen=True)
class Kinship:
    """Content, from list_pairs: log-likelihoods by (parent number, child number); direct, and through an unseen list.
    ``shared``: persons in both; ``further``: by child, how far lists beside the first parent explain its persons; ``differing``:
    cells that differ; ``acts``: whether the rows were put in another order, rows repeated, a column changed as a whole."""

    direct: Mapping[tuple[int, int], float]
    hidden: Mapping[tuple[int, int], float]
    confidence: Mapping[tuple[int, int], float]
    shared: Mapping[tuple[int, int], int] = field(default_factory=dict)
    further: Mapping[int, float] = field(default_factory=dict)
    differing: Mapping[tuple[int, int], float] = field(default_factory=dict)
    acts: Mapping[tuple[int, int], tuple[bool, ...]] = field(default_factory=dict)


class ListTrees:
    """Weights of lists made from lists, dealings included. ``judged``: (seller, buyer) → nats; ``settled``: the same for
    (seller, list number), where a confirmed sale can be told from the buyer's other acquisitions."""

    def __init__(
        self,
        dealings: Dealings,
        kinship: Kinship,
        judged: Mapping[tuple[str, str], float],
        settled: Mapping[tuple[str, int], float],
    ) -> None:
        self.d, self.kin, self.params = dealings, kinship, dealings.params
        self.judged, self.settled = judged, settled
        self.facts: Facts = dealings.facts
        self.lists: dict[int, ListVersion] = {v.number: v for v in self.facts.lists}
        self.unseized = [a for a in self.facts.actors if a not in self.facts.seized and a not in self.facts.reference]
        people = len(self.unseized) + len(self.facts.seized)
        self.hidden = min(max((len(self.unseized) + 0.3) / (people + 1.0), 0.02), 0.8)
        self.origin = min(max(1 - self.hidden, 0.3), self.params.origin)
        share, weight = self.params.nobody
        missed = len(self.facts.seized - self.facts.recorded)
        self.nobody = (share * weight + missed) / (weight + len(self.facts.seized))
        self._unseen: dict[int, dict[str, float]] = {}
        self.above = self._above()
        self.taken = self._taken()
        self.habits = self._habits()
        self.makers = self._makers()

    def _above(self) -> dict[int, list[tuple[int, float, float]]]:
        """By child: (parent, direct, hidden), the parents that content does not exclude. An institution sells nothing and buys nothing."""
        out: dict[int, list[tuple[int, float, float]]] = {v: [] for v in self.lists}
        dealt = {number for number, version in self.lists.items() if version.kind != "reference"}
        for (parent, child), value in self.kin.direct.items():
            if parent in dealt and child in dealt:
                out[child].append((parent, value, self.kin.hidden[parent, child]))
        return {child: sorted(found, key=lambda f: (-max(f[1:]), f[0])) for child, found in out.items()}

    def _taken(self) -> dict[int, float]:
        """By child: ln of how far an institution's own list explains it, against no kin of any list found (at least 0).

        Who took it there has no seller: it stands for a source, as without the institution's list.
        """
        out = dict.fromkeys(self.lists, 0.0)
        for (parent, child), value in self.kin.direct.items():
            if parent in self.lists and child in self.lists and self.lists[parent].kind == "reference":
                out[child] = float(np.logaddexp(out[child], max(value, self.kin.hidden[parent, child])))
        return out

    def strange(self, parent: int, child: int) -> bool:
        """Whether the child has more persons that the parent lacks than somebody invents, and no list found explains them: both
        come from a larger unseen list, unless he put his together from a second one that was not found."""
        persons, shared = self.lists[child].persons, self.kin.shared.get((parent, child))
        if not persons or shared is None or self.kin.further.get(child, 0.0) > 0.5:
            return False
        return persons - shared > max(self.params.strangers * persons, 3.0)

    def alone(self) -> Trees:
        """By child: parent → (direct, hidden) probabilities with the dealings in, acyclic among the lists found.

        The key 0 stands for no kin above. Dealings enter by the best seller that a reading of the edge allows.
        """
        numbers = [v.number for v in self.facts.lists]
        place = {number: i for i, number in enumerate(numbers)}
        n = len(numbers)
        direct, hidden = np.full((n, n), -np.inf), np.full((n, n), -np.inf)
        root = np.zeros(n)
        for child in numbers:
            unseen = self.unseen_total(child) + self.unannounced(child)
            root[place[child]] = np.logaddexp(math.log(self.origin), math.log(1 - self.origin) + unseen) + self.taken[child]
            best = max((max(f[1:]) for f in self.above[child]), default=0.0)
            for parent, d, h in self.above[child]:
                direct[place[parent], place[child]] = d + math.log(1 - self.hidden) + self.sale(parent, child)
                direct[place[parent], place[child]] += math.log(self.params.second) if self.strange(parent, child) else 0.0
                hidden[place[parent], place[child]] = h + math.log(self.hidden) + unseen + self._bought(child)
                if max(d, h) > best - FAR:
                    hidden[place[parent], place[child]] += self.twice(parent, child)
        both = np.logaddexp(direct, hidden)
        marginal = forest.marginals(np.vstack([both, root[None, :]])) if n else np.zeros((1, 0))
        out: Trees = {}
        for child in numbers:
            c = place[child]
            found = {0: (0.0, float(marginal[n, c]))}
            for parent in numbers:
                p = place[parent]
                if marginal[p, c] > 1e-9:
                    share = math.exp(direct[p, c] - both[p, c])
                    found[parent] = (float(marginal[p, c]) * share, float(marginal[p, c]) * (1 - share))
            out[child] = found
        return out

    def _habits(self) -> tuple[float, tuple[float, ...]]:
        """What one hop does to a list: alterations a person, and how often each act: of every list and the parent that fits it best,
        between whom stands one unseen list as often as an actor was not seized, h. Of a hop that does it with q a mixture of one and
        two hops shows q + h·q(1 − q)."""
        rates: list[float] = []
        seen: list[tuple[bool, ...]] = []
        for child, found in self.above.items():
            best = max(found, key=lambda f: (max(f[1:]), -f[0]), default=None)
            if best is not None and max(best[1:]) > 0 and self.kin.shared.get((best[0], child), 0):
                rates.append(self.kin.differing.get((best[0], child), 0.0) / self.kin.shared[best[0], child])
                seen.append(self.acts(best[0], child))
        h = self.hidden
        shares = [(sum(kind) + 1) / (len(kind) + 2) for kind in zip(*seen, strict=True)]
        often = tuple((1 + h - math.sqrt((1 + h) ** 2 - 4 * h * share)) / (2 * h) for share in shares)
        return sum(rates) / max(len(rates), 1) / (1 + h), often

    def acts(self, parent: int, child: int) -> tuple[bool, ...]:
        """What was done to the list besides alterations: persons dropped, persons added, and what ``kin.acts`` names."""
        shared = self.kin.shared.get((parent, child), 0)
        persons = self.lists[parent].persons > shared, self.lists[child].persons > shared
        return persons + self.kin.acts.get((parent, child), ())

    def twice(self, parent: int, child: int) -> float:
        """ln of what two hops do against what one does, when these lists are the first and the last.

        Copyists differ in care, so a hop makes a geometric number of alterations (Poisson, its rate exponential, mean μ), two make a
        negative binomial one of shape 2: (d + 1)/(1 + μ). An act that one does with q two do with 1 − (1 − q)².
        """
        slips, often = self.habits
        mean = slips * self.kin.shared.get((parent, child), 0)
        value = math.log((self.kin.differing.get((parent, child), mean) + 1) / (1 + mean))
        return value + sum(
            math.log(2 - q if done else 1 - q) for q, done in zip(often, self.acts(parent, child), strict=bool(often))
        )

    def sale(self, parent: int, child: int) -> float:
        """Log weight of the dealings for a direct edge; the holder's own further work where it is his."""
        seller, buyer = self.lists[parent].holder, self.lists[child].holder
        if seller == buyer:
            return math.log(self.params.own + (1 - self.params.own) * self._made(child))
        return self.dealt(seller, child) + self.unannounced(child) + self._timely(parent, child) + self._bought(child)

    def _made(self, child: int) -> float:
        """P(the holder made the list himself), where others have the very file: else 0, content and ``own`` tell."""
        return self.makers.get(self.lists[child].sha256, {}).get(self.lists[child].holder, 0.0)

    def _bought(self, child: int) -> float:
        """Cost of having bought a file that others have too: whose other list it was made from made it, sold it and kept a copy."""
        made = self._made(child)
        return math.log(1 - made + made * self.params.bought_back)

    def _makers(self) -> dict[str, dict[str, float]]:
        """By hash of a file found more than once: whose other list it was made from, by content alone."""
        holders: dict[str, list[int]] = {}
        for v in self.facts.lists:
            holders.setdefault(v.sha256, []).append(v.number)
        out: dict[str, dict[str, float]] = {}
        for sha256, numbers in holders.items():
            if len(numbers) > 1 and sha256:
                best: dict[str, float] = {}
                having = {self.lists[number].holder for number in numbers}
                for parent, direct, hidden in self.above[numbers[0]]:
                    if parent not in numbers:
                        holder = self.lists[parent].holder
                        sold = 0.0 if holder in having else math.log(self.params.elsewhere)
                        value = sold + max(direct + math.log(1 - self.hidden), hidden + math.log(self.hidden))
                        best[holder] = max(best.get(holder, -np.inf), value)
                total = float(np.logaddexp.reduce([0.0, *best.values()]))
                out[sha256] = {holder: math.exp(value - total) for holder, value in best.items()}
        return out

    def dealt(self, seller: str, child: int) -> float:
        """Messages, money and contacts for seller → holder of the child, about the child."""
        version = self.lists[child]
        node = Possession("found", version.holder, child, version.rows, self.d.of_list.get(child))
        judged = self.judged.get((seller, version.holder), 0.0) + self.settled.get((seller, child), 0.0)
        return judged + self.d.message(seller, child) + self.d.money(seller, node) + self.d.contact(seller, node)

    def unannounced(self, child: int) -> float:
        """Cost of having bought a list of which no message speaks: whose own it is needs none."""
        return 0.0 if child in self.d.of_list else math.log(1 - self.d.market.messaged)

    def _timely(self, parent: int, child: int) -> float:
        """Cost of a seller who sold before he had the list."""
        had, sold = self._time(parent), self._time(child)
        gap = days(had, sold)
        return self.params.backwards if gap is not None and gap < -self.params.slack_days else 0.0

    def _time(self, number: int) -> datetime | None:
        delivery = self.d.of_list.get(number)
        return delivery.chat.time if delivery is not None else None

    def unseen(self, child: int) -> dict[str, float]:
        """Log weights of unseen sellers of a found list: actors never seized, seized ones whose list was lost, nobody known."""
        if child not in self._unseen:
            self._unseen[child] = self._weigh_unseen(child)
        return self._unseen[child]

    def _weigh_unseen(self, child: int) -> dict[str, float]:
        holder = self.lists[child].holder
        p = self.params
        out = {}
        some = [a for a in self.unseized if a != holder]
        for actor in some:
            out[actor] = math.log((1 - self.nobody) / max(len(some), 1)) + self.dealt(actor, child)
        others = [a for a in self.facts.seized if a != holder]
        for actor in others:
            out[actor] = math.log(p.lost / max(len(others), 1)) + self.dealt(actor, child)
        out[""] = math.log(self.nobody if some else self.hidden)
        return out

    def unseen_total(self, child: int) -> float:
        return float(np.logaddexp.reduce(list(self.unseen(child).values())))
