"""The weights of the network of possessions, node by node. Pure; see ``sellers`` for the nodes."""

import math

import numpy as np
from numpy.typing import NDArray

from pipelines import forest
from pipelines.trace.facts import Facts, days
from pipelines.trace.lists import ListTrees, Trees
from pipelines.trace.money import ratio
from pipelines.trace.sellers import Matrix, Possession


class Weights:
    """Holds what the weights of one case need; made and used by ``network.build`` alone."""

    def __init__(self, of: ListTrees) -> None:
        self.of, self.d, self.params = of, of.d, of.params
        self.facts: Facts = of.facts
        self.nodes: list[Possession] = []
        self._nodes()
        self.at: dict[str, list[int]] = {}
        for i, node in enumerate(self.nodes):
            if node.kind != "paid" or (self._paid_odds(node) > 0 and node.actor not in self.facts.seized):
                self.at.setdefault(node.actor, []).append(i)

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

    def weights(self) -> Matrix:
        """log w(parent → node), (n + 1) × n. Twice: the second time content pulls the sources of what unseen sellers sold."""
        n = len(self.nodes)
        out = np.full((n + 1, n), -np.inf)
        trees = self.of.alone()
        self.dealer_origin = self._dealer_origin(trees)
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
            elif self.of.kin.hidden[parent, number] <= self.of.kin.direct[parent, number] and not self.of.strange(parent, number):
                out[self._found_of(parent)] += hidden
            else:  # on the edge above that list
                for above, (direct, unseen) in trees[parent].items():
                    out[self._found_of(above) if above else n] += hidden * (direct + unseen)
        total = out.sum()
        return out / total if total > 0 else out

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
        unseen = self.of.unseen(node.number)
        total = float(np.logaddexp.reduce(list(unseen.values())))
        top = trees[node.number][0][1]
        origin = self._origin(node.number)
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

    def _origin(self, number: int) -> float:
        """ln of the probability that the holder of a list without kin above is its source, not the buyer of somebody unseen."""
        if self.of.lists[number].kind == "reference":
            return 0.0
        own, bought = (
            math.log(self.of.origin),
            math.log(1 - self.of.origin) + self.of.unseen_total(number) + self.of.unannounced(number),
        )
        return own - float(np.logaddexp(own, bought))

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
            weight += self.d.money(seller, node) + self.d.contact(seller, node) + self.of.judged.get((seller, node.actor), 0.0)
            places = self.at[seller]
            for j in places:
                out[j, i] = weight - math.log(len(places)) + self._room(j, node.rows) + self._before(j, delivery)

    def _dealer_origin(self, trees: Trees) -> float:
        """Prior that an actor known by dealings alone is a source: a case has one source, which may be a holder of a list without
        kin above already, and a few more of whom a part was never searched; alike for all actors of that kind."""
        known = sum(tops[0][1] * math.exp(self._origin(number)) for number, tops in trees.items())
        dealers = sum(node.kind == "dealer" for node in self.nodes)
        return (max(1 - known, 0.0) + self.params.sources * self.of.hidden) / max(dealers, 2)

    def _paid_odds(self, node: Possession) -> float:
        """Log odds that a payment is a sale beside all others: one that left no message, and no list where the buyer was seized.

        Everybody who deals has an acquisition of his own node already, so what is left to explain is a further one.
        """
        assert node.payment is not None
        market = self.d.market
        seized = node.actor in self.facts.seized
        further = self.params.lost * (1 + market.again) if seized else market.again
        silent = further * market.paid * (1 - market.messaged) / max(len(self.facts.accounts) - 1, 1)
        odds = math.log(max(silent, 1e-9)) + ratio(node.payment, None, market, self.params) - math.log(market.rate)
        return odds + self.d.free(node.payment, node.acquisition)

    def _paid(self, out: Matrix, i: int, node: Possession) -> None:
        """A payment by itself: a sale of the payee, or (the root) no sale at all."""
        assert node.payment is not None
        out[len(self.nodes), i] = 0.0
        places = [j for j in self.at.get(node.payment.payee, []) if j != i]
        for j in places:
            judged = self.of.judged.get((node.payment.payee, node.actor), 0.0)
            out[j, i] = self._paid_odds(node) + self.d.contact(node.payment.payee, node) + judged - math.log(len(places))

    def _before(self, seller: int, delivery: object) -> float:
        mine, his = getattr(delivery, "chat", None), self.nodes[seller].delivery
        gap = days(his.chat.time, mine.time) if mine is not None and his is not None else None
        return self.params.backwards if gap is not None and gap < -self.params.slack_days else 0.0
