"""The network of possessions of a case and its exact posterior. Pure; see ``sellers`` for the nodes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pipelines import forest
from pipelines.trace.facts import Facts, ListVersion, days
from pipelines.trace.messages import Delivery, deliveries
from pipelines.trace.money import Sale, learn, ratio
from pipelines.trace.sellers import Dealings, Matrix, Possession

JUDGED = 30.0
"""What a person's decision weighs, in nats: more than all that is inferred."""
Trees = dict[int, dict[int, tuple[float, float]]]
"""By list: parent list (0: none) → probability of the direct and of the hidden reading."""


@dataclass(frozen=True)
class Kinship:
    """Content, from list_pairs: log-likelihoods by (parent number, child number); direct, and through an unseen list."""

    direct: Mapping[tuple[int, int], float]
    hidden: Mapping[tuple[int, int], float]
    confidence: Mapping[tuple[int, int], float]


@dataclass(frozen=True)
class Network:
    """nodes; log_weights (n + 1) × n, root last; posterior, the same shape: P(parent → node)."""

    nodes: tuple[Possession, ...]
    log_weights: Matrix
    posterior: Matrix

    def sellers(self, node: int) -> dict[str, float]:
        """Posterior of who sold the node's list; '' when nobody did (its holder is a source, or made it himself)."""
        out: dict[str, float] = {}
        for parent, probability in enumerate(self.posterior[:, node]):
            if probability > 0:
                root = parent == len(self.nodes)
                name = "" if root or self.nodes[parent].actor == self.nodes[node].actor else self.nodes[parent].actor
                out[name] = out.get(name, 0.0) + float(probability)
        return out


def build(facts: Facts, kinship: Kinship, judged: Mapping[tuple[str, str], str] | None = None) -> tuple[Network, Dealings]:
    """Nodes, weights and the exact posterior. ``judged``: (seller, buyer) → confirmed or rejected; outranks inference.

    Twice: what the first posterior is sure of teaches prices, memos and habits to the second.
    """
    found = deliveries(facts)
    sizes = [v.rows for v in facts.lists]
    sales = _sure(facts, kinship, found)
    for _ in range(2):
        dealings = Dealings(facts, found, learn(facts, found, sales, sizes))
        builder = _Builder(dealings, kinship, judged or {})
        log_weights = builder.weights()
        posterior = forest.marginals(log_weights) if builder.nodes else log_weights
        network = Network(tuple(builder.nodes), log_weights, posterior)
        sales = _sold(network)
    return network, dealings


def _sure(facts: Facts, kinship: Kinship, found: Sequence[Delivery]) -> list[Sale]:
    """Sales to begin with: messages about lists, and direct copies by content alone."""
    lists = {v.number: v for v in facts.lists}
    told = {d.list_number: d for d in found if d.list_number is not None}
    out = [Sale(d.chat.sender, d.chat.receiver, d.count or _rows(lists, d.list_number), 1.0, d) for d in found]
    for (parent, child), confidence in sorted(kinship.confidence.items()):
        if confidence > 0.5 and child not in told and parent in lists and child in lists:
            seller, buyer = lists[parent].holder, lists[child].holder
            if seller != buyer:
                out.append(Sale(seller, buyer, lists[child].rows, confidence))
    return out


def _rows(lists: Mapping[int, ListVersion], number: int | None) -> int | None:
    return lists[number].rows if number is not None and number in lists else None


def _sold(network: Network) -> list[Sale]:
    """Sales of lists found or delivered, as sure as the posterior is."""
    out = []
    for i, node in enumerate(network.nodes):
        if node.kind in ("found", "delivered"):
            for seller, p in sorted(network.sellers(i).items()):
                if p > 0.2 and seller and not seller.startswith("unseen of "):
                    out.append(Sale(seller, node.actor, node.rows, p, node.delivery))
    return out


class _Builder:
    """Holds what the weights of one case need; made and used by ``build`` alone."""

    def __init__(self, dealings: Dealings, kinship: Kinship, judged: Mapping[tuple[str, str], str]) -> None:
        self.d, self.kin, self.params = dealings, kinship, dealings.params
        self.judged = {pair: {"confirmed": JUDGED, "rejected": -JUDGED}[verdict] for pair, verdict in judged.items()}
        self.facts: Facts = dealings.facts
        self.lists: dict[int, ListVersion] = {v.number: v for v in self.facts.lists}
        self.unseized = [a for a in self.facts.actors if a not in self.facts.seized and a not in self.facts.reference]
        people = len(self.unseized) + len(self.facts.seized)
        self.hidden = min(max((len(self.unseized) + 0.3) / (people + 2.0), 0.02), 0.8)
        self.origin = min(max(1 - self.hidden, 0.3), self.params.origin)
        self.dealer_origin = 1.0 / max(people, 4)
        self.nodes: list[Possession] = []
        self._nodes()
        self.at: dict[str, list[int]] = {}
        for i, node in enumerate(self.nodes):
            if node.kind != "paid" or (self._paid_odds(node) > 0 and node.actor not in self.facts.seized):
                self.at.setdefault(node.actor, []).append(i)
        self.above = self._above()
        self.makers = self._makers()

    def _nodes(self) -> None:
        for v in self.facts.lists:
            self.nodes.append(Possession("found", v.holder, v.number, v.rows, self.d.of_list.get(v.number)))
        for delivery in self.d.found:
            if delivery.list_number is None:
                self.nodes.append(Possession("delivered", delivery.chat.receiver, None, delivery.count, delivery))
        having = {n.actor for n in self.nodes}
        dealing = {d.chat.sender for d in self.d.found} | {a for p in self.facts.payments if p.known for a in (p.payer, p.payee)}
        for actor in self.facts.actors:
            if actor not in having and actor in dealing:
                self.nodes.append(Possession("dealer", actor))
        settled = {id(p) for p in self.d.settled.values()}
        for p in self.facts.payments:
            if p.known and id(p) not in settled and p.payer not in self.facts.reference:
                node = Possession("paid", p.payer, payment=p)
                if self._paid_odds(node) > math.log(0.03):
                    self.nodes.append(node)
        for v in self.facts.lists:
            if v.kind != "reference":
                self.nodes.append(Possession("nameless", f"unseen of {v.number}", v.number, v.rows))

    def _above(self) -> dict[int, list[tuple[int, float, float]]]:
        """By child: (parent, direct, hidden), the parents that content does not exclude."""
        out: dict[int, list[tuple[int, float, float]]] = {v: [] for v in self.lists}
        for (parent, child), value in self.kin.direct.items():
            if parent in self.lists and child in self.lists:
                out[child].append((parent, value, self.kin.hidden[parent, child]))
        return {child: sorted(found, key=lambda f: (-max(f[1:]), f[0])) for child, found in out.items()}

    def weights(self) -> Matrix:
        """log w(parent → node), (n + 1) × n. Twice: the second time content pulls the sources of what unseen sellers sold."""
        n = len(self.nodes)
        out = np.full((n + 1, n), -np.inf)
        trees = self._lists_alone()
        for i, node in enumerate(self.nodes):
            if node.kind == "found":
                self._found(out, i, node, trees)
            elif node.kind == "nameless":
                self._nameless(out, i, node, trees)
            elif node.kind == "paid":
                self._paid(out, i, node)
            else:
                self._dealer(out, i, node)
        if any(node.kind not in ("found", "nameless") for node in self.nodes):
            self._pull(out, trees)
        return out

    def _pull(self, out: Matrix, trees: Trees) -> None:
        """What unseen actors sold hangs on a list found: their own source should lead to it. Changes ``out``."""
        n = len(self.nodes)
        posterior = forest.marginals(out)
        reach = self._reach(posterior)
        wanted = np.zeros((n, n + 1))
        weight = np.zeros(n)
        for i, node in enumerate(self.nodes):
            if node.kind == "found" and node.number is not None:
                hangs = self._hangs(node.number, trees)
                for j in np.flatnonzero(posterior[:n, i] > 1e-3):
                    if self.nodes[j].kind not in ("found", "nameless"):
                        wanted[j] += posterior[j, i] * hangs
                        weight[j] += posterior[j, i]
        for _ in range(3):  # what he sold on to unseen buyers pulls too
            more, heavier = wanted.copy(), weight.copy()
            for i, node in enumerate(self.nodes):
                if node.kind not in ("found", "nameless") and weight[i] > 1e-3:
                    for j in np.flatnonzero(posterior[:n, i] > 1e-3):
                        if self.nodes[j].kind not in ("found", "nameless"):
                            more[j] = np.maximum(more[j], wanted[j] + posterior[j, i] * wanted[i])
                            heavier[j] = max(heavier[j], weight[j] + posterior[j, i] * weight[i])
            wanted, weight = more, heavier
        for i, node in enumerate(self.nodes):
            if node.kind not in ("found", "nameless", "paid") and weight[i] > 1e-3:
                share = wanted[i] / weight[i]
                match = np.append(reach @ share, share[n])
                out[:, i] += min(weight[i], 1.0) * self.params.content_pull * np.log(self.params.astray + match)

    def _reach(self, posterior: Matrix) -> Matrix:
        """The nearest list found above each node: n × (n + 1), the last for none. A list found reaches itself."""
        n = len(self.nodes)
        reach = np.zeros((n, n + 1))
        found = np.array([node.kind == "found" for node in self.nodes])
        reach[found, np.flatnonzero(found)] = 1.0
        root = np.zeros(n + 1)
        root[n] = 1.0
        for _ in range(8):
            step = posterior.T @ np.vstack([reach, root])
            reach[~found] = step[~found]
        return reach

    def _hangs(self, number: int, trees: Trees) -> NDArray[np.float64]:
        """Where the unseen parent of a list hangs: distribution over nodes (lists found), the last for none."""
        n = len(self.nodes)
        out = np.zeros(n + 1)
        for parent, (_, hidden) in trees[number].items():
            if not parent:
                out[n] += hidden
            elif self.kin.hidden[parent, number] <= self.kin.direct[parent, number]:
                out[self._found_of(parent)] += hidden
            else:  # on the edge above that list
                for above, (direct, unseen) in trees[parent].items():
                    out[self._found_of(above) if above else n] += hidden * (direct + unseen)
        total = out.sum()
        return out / total if total > 0 else out

    # content -------------------------------------------------------------------------------------------------------

    def _lists_alone(self) -> Trees:
        """By child: parent → (direct, hidden) probabilities with the dealings in, acyclic among the lists found.

        The key 0 stands for no kin above. Dealings enter by the best seller that a reading of the edge allows.
        """
        numbers = [v.number for v in self.facts.lists]
        place = {number: i for i, number in enumerate(numbers)}
        n = len(numbers)
        direct, hidden = np.full((n, n), -np.inf), np.full((n, n), -np.inf)
        root = np.zeros(n)
        for child in numbers:
            unseen = self._unseen_total(child)
            root[place[child]] = np.logaddexp(math.log(self.origin), math.log(1 - self.origin) + unseen)
            if self.lists[child].kind == "reference":
                root[place[child]] = 50.0
            for parent, d, h in self.above[child]:
                direct[place[parent], place[child]] = d + math.log(1 - self.hidden) + self._sale(parent, child)
                hidden[place[parent], place[child]] = h + math.log(self.hidden) + unseen
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

    def _sale(self, parent: int, child: int) -> float:
        """Log weight of the dealings for a direct edge; the holder's own further work where it is his."""
        seller, buyer = self.lists[parent].holder, self.lists[child].holder
        if seller == buyer:
            return math.log(self.params.own)
        return self._dealt(seller, child) + self._timely(parent, child) + self._back(parent, child)

    def _back(self, parent: int, child: int) -> float:
        """Nobody buys the very file that he sold: whose other list it was made from, made it, and kept a copy."""
        if self.lists[parent].sha256 != self.lists[child].sha256 or not self.lists[child].sha256:
            return 0.0
        made = self.makers.get(self.lists[child].sha256, {}).get(self.lists[child].holder, 0.0)
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
                for parent, direct, hidden in self.above[numbers[0]]:
                    if parent not in numbers:
                        holder = self.lists[parent].holder
                        best[holder] = max(
                            best.get(holder, -np.inf), direct + math.log(1 - self.hidden), hidden + math.log(self.hidden)
                        )
                total = float(np.logaddexp.reduce([0.0, *best.values()]))
                out[sha256] = {holder: math.exp(value - total) for holder, value in best.items()}
        return out

    def _dealt(self, seller: str, child: int) -> float:
        """Messages and money for seller → holder of the child, about the child."""
        version = self.lists[child]
        delivery = self.d.of_list.get(child)
        judged = self.judged.get((seller, version.holder), 0.0)
        return judged + self.d.message(seller, child) + self.d.money(seller, version.holder, version.rows, delivery)

    def _timely(self, parent: int, child: int) -> float:
        """Cost of a seller who sold before he had the list."""
        had, sold = self._time(parent), self._time(child)
        gap = days(had, sold)
        return self.params.backwards if gap is not None and gap < -self.params.slack_days else 0.0

    def _time(self, number: int) -> datetime | None:
        delivery = self.d.of_list.get(number)
        return delivery.chat.time if delivery is not None else None

    def _unseen(self, child: int) -> dict[str, float]:
        """Log weights of unseen sellers of a found list: actors never seized, seized ones whose list was lost, nobody known."""
        holder = self.lists[child].holder
        p = self.params
        out = {}
        some = [a for a in self.unseized if a != holder]
        for actor in some:
            out[actor] = math.log((1 - p.nobody) / max(len(some), 1)) + self._dealt(actor, child)
        others = [a for a in self.facts.seized if a != holder]
        for actor in others:
            out[actor] = math.log(p.lost / max(len(others), 1)) + self._dealt(actor, child)
        out[""] = math.log(p.nobody if some else self.hidden)
        return out

    def _unseen_total(self, child: int) -> float:
        return float(np.logaddexp.reduce(list(self._unseen(child).values())))

    # nodes ---------------------------------------------------------------------------------------------------------

    def _found(self, out: Matrix, i: int, node: Possession, trees: Trees) -> None:
        """A found list: its parents among the lists found, unseen sellers by dealings, or none."""
        assert node.number is not None
        n = len(self.nodes)
        numbers = {m.number: j for j, m in enumerate(self.nodes) if m.kind == "found"}
        below = 0.0
        for parent, (direct, hidden) in trees[node.number].items():
            below += hidden
            if parent and direct > 0:
                out[numbers[parent], i] = math.log(direct)
        unseen = self._unseen(node.number)
        total = float(np.logaddexp.reduce(list(unseen.values())))
        top = trees[node.number][0][1]
        p = self.params
        origin = math.log(self.origin) - np.logaddexp(math.log(self.origin), math.log(1 - self.origin) + total)
        if self.lists[node.number].kind == "reference":
            origin = 0.0
        out[n, i] = math.log(max(top, 1e-12)) + origin
        below -= top * math.exp(min(origin, 0.0))
        if below <= 1e-12:
            return
        for actor, weight in unseen.items():
            places = self.at.get(actor, []) if actor else [self._nameless_of(node.number)]
            places = [j for j in places if self.nodes[j].kind != "found"] or [j for j in places if j != i]
            for j in places:
                share = weight - total + math.log(below) - math.log(len(places)) + self._room(j, node.rows)
                out[j, i] = np.logaddexp(out[j, i], share)

    def _nameless_of(self, number: int) -> int:
        return next(j for j, m in enumerate(self.nodes) if m.kind == "nameless" and m.number == number)

    def _room(self, seller: int, rows: int | None) -> float:
        """A part can't be larger than the whole by much."""
        have = self.nodes[seller].rows
        return -2.0 if have and rows and rows > 1.1 * have else 0.0

    def _nameless(self, out: Matrix, i: int, node: Possession, trees: Trees) -> None:
        """The nameless seller of a list: had his own from where the list hangs, by content alone."""
        hangs = self._hangs(node.number or 0, trees)
        hangs[-1] = max(hangs[-1], 0.02)
        with np.errstate(divide="ignore"):
            out[:, i] = np.log(hangs)

    def _found_of(self, number: int | None) -> int:
        return next(j for j, m in enumerate(self.nodes) if m.kind == "found" and m.number == number)

    def _dealer(self, out: Matrix, i: int, node: Possession) -> None:
        """An acquisition whose list was not found: by a message (its sender sold it) or by payments alone."""
        n, p = len(self.nodes), self.params
        delivery = node.delivery
        sellers = [a for a in self.at if a != node.actor and not a.startswith("unseen of ")]
        out[n, i] = math.log(self.dealer_origin if delivery is None else 0.02)
        for seller in sellers:
            weight = -math.log(max(len(sellers), 1))
            if delivery is None:
                weight += math.log(1 - self.d.market.messaged)
            elif delivery.chat.sender == seller:
                weight += p.most_chat
            weight += self.d.money(seller, node.actor, node.rows, delivery) + self.judged.get((seller, node.actor), 0.0)
            places = self.at[seller]
            for j in places:
                out[j, i] = weight - math.log(len(places)) + self._room(j, node.rows) + self._before(j, delivery)

    def _paid_odds(self, node: Possession) -> float:
        """Log odds that a payment which settles nothing else is a sale that left no message and no list."""
        assert node.payment is not None
        market = self.d.market
        people = max(len(self.facts.accounts), 2)
        sales = (len(self.facts.lists) + sum(d.list_number is None for d in self.d.found)) / (people * (people - 1))
        silent = sales * market.paid * (1 - market.messaged) * (self.params.lost if node.actor in self.facts.seized else 1.0)
        return math.log(max(silent, 1e-9)) + ratio(node.payment, None, market, self.params) - math.log(market.rate)

    def _paid(self, out: Matrix, i: int, node: Possession) -> None:
        """A payment by itself: a sale of the payee, or (the root) no sale at all."""
        assert node.payment is not None
        out[len(self.nodes), i] = 0.0
        places = [j for j in self.at.get(node.payment.payee, []) if j != i]
        for j in places:
            judged = self.judged.get((node.payment.payee, node.actor), 0.0)
            out[j, i] = self._paid_odds(node) + judged - math.log(len(places))

    def _before(self, seller: int, delivery: object) -> float:
        mine, his = getattr(delivery, "chat", None), self.nodes[seller].delivery
        gap = days(his.chat.time, mine.time) if mine is not None and his is not None else None
        return self.params.backwards if gap is not None and gap < -self.params.slack_days else 0.0


def chain_of(nodes: Sequence[Possession], path: Sequence[int]) -> tuple[str, ...]:
    """Actors of a way up, source first; a holder's own work on a list is no step."""
    out: list[str] = []
    for node in reversed(path):
        if not out or out[-1] != nodes[node].actor:
            out.append(nodes[node].actor)
    return tuple(out)
