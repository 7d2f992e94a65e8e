"""The network of possessions of a case and its exact posterior. Pure; see ``sellers`` for the nodes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines import forest
from pipelines.trace.contacts import channels, pair
from pipelines.trace.facts import Facts, ListVersion
from pipelines.trace.lists import JUDGED, Kinship, ListTrees
from pipelines.trace.messages import Delivery, deliveries
from pipelines.trace.money import Sale, learn
from pipelines.trace.sellers import Claims, Dealings, Matrix, Partners, Possession
from pipelines.trace.weights import Weights


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

    Twice: what the first posterior is sure of teaches prices, memos and habits to the second, tells which of the buyer's
    acquisitions a confirmed sale is about (the one that it explains best), which of them claim the same payment, and who are
    partners anyway.
    """
    found = deliveries(facts)
    sizes = [v.rows for v in facts.lists]
    sales = _sure(facts, kinship, found)
    verdicts = judged or {}
    having = {v.holder for v in facts.lists}
    for_all = {pair: -JUDGED for pair, verdict in verdicts.items() if verdict == "rejected"}
    for_all |= {pair: JUDGED for pair, verdict in verdicts.items() if verdict == "confirmed" and pair[1] not in having}
    settled: dict[tuple[str, int], float] = {}
    claims: Claims = {}
    partners: Partners = {}
    for _ in range(2):
        market, talk = learn(facts, found, sales, sizes), channels(facts, [(s.seller, s.buyer, s.weight) for s in sales])
        dealings = Dealings(facts, found, market, claims=claims, channels=talk, partners=partners)
        made = Weights(ListTrees(dealings, kinship, for_all, settled))
        log_weights = made.weights()
        posterior = forest.marginals(log_weights) if made.nodes else log_weights
        network = Network(tuple(made.nodes), log_weights, posterior)
        sales, claims, partners = _sold(network), _claims(network, dealings), _partners(network)
        settled = _confirmed(network, [pair for pair, verdict in verdicts.items() if verdict == "confirmed"])
    return network, dealings


def _confirmed(network: Network, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, int], float]:
    """(seller, list number) of each confirmed sale: the list of the buyer that the seller most probably sold."""
    out = {}
    for seller, buyer in sorted(pairs):
        lists = [(network.sellers(i).get(seller, 0.0), -n.number) for i, n in enumerate(network.nodes)
                 if n.actor == buyer and n.kind == "found" and n.number is not None]  # fmt: skip
        if lists:
            out[seller, -max(lists)[1]] = JUDGED
    return out


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


def _claims(network: Network, dealings: Dealings) -> Claims:
    """How far each acquisition but those known by the payment alone wants a payment as its price."""
    out: dict[tuple[str, int], dict[object, float]] = {}
    for i, node in enumerate(network.nodes):
        if node.kind in ("nameless", "paid"):
            continue
        for seller, p in network.sellers(i).items():
            prices, paid = dealings.prices(seller, node), dealings.paid(seller, node.actor)
            total = 1 - paid + paid * sum(math.exp(score) for _, score in prices)
            for payment, score in prices:
                wanted = min(p * paid * math.exp(score) / total, 1 - 1e-3)
                if wanted > 1e-3:
                    line = payment.source_file, payment.source_line
                    out.setdefault(line, {})[node.acquisition] = wanted / (1 - wanted)
    return out


def _partners(network: Network) -> Partners:
    """Who trades with whom, by the acquisition that says so."""
    out: dict[tuple[str, str], dict[tuple[str, object], float]] = {}
    for i, node in enumerate(network.nodes):
        if node.kind not in ("nameless", "paid"):
            for seller, p in network.sellers(i).items():
                if seller and p > 0.01:
                    out.setdefault(pair(seller, node.actor), {})[node.actor, node.acquisition] = p
    return out


def chain_of(nodes: Sequence[Possession], path: Sequence[int]) -> tuple[str, ...]:
    """Actors of a way up, source first; a holder's own work on a list is no step.

    An actor stands twice only where a sale back up is seen in lists: one of his own, one of somebody between, and another of his
    that was made from it. Otherwise nothing says that he sold and bought again, and the way between is left out.
    """
    out: list[int] = []
    for node in reversed(path):
        before = max((k for k, other in enumerate(out) if nodes[other].actor == nodes[node].actor), default=None)
        if before is None or _back(nodes, out[before:], node):
            out.append(node)
        else:
            out = [*out[:before], node if nodes[node].kind == "found" else out[before]]
    return tuple(nodes[node].actor for node in out)


def _back(nodes: Sequence[Possession], between: Sequence[int], node: int) -> bool:
    """Whether lists found show that what an actor had went through other hands back to him."""
    first, *others = between
    return nodes[first].kind == nodes[node].kind == "found" and any(nodes[k].kind == "found" for k in others)
