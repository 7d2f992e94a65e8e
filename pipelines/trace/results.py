"""From the posterior to rows: actors, hops, evidence, chains, sources, next steps. Pure and sorted, so that a re-run is identical."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines import forest
from pipelines.trace import explain
from pipelines.trace.facts import Facts, Payment
from pipelines.trace.model import REPORTED, SALES
from pipelines.trace.network import Network, chain_of
from pipelines.trace.sellers import Dealings, Possession, Term

Row = dict[str, Any]
LEAST_PATH = 2e-3
MOST_CHAINS = 5
SHARE = 0.01
BETWEEN = ("none_between", "one_between", "more_between")


@dataclass(frozen=True)
class Judged:
    """Decisions of people by (seller, buyer): confirmed or rejected, with the file and line that say so."""

    verdicts: Mapping[tuple[str, str], tuple[str, str, int]]


def hop_id(case: str, seller: str, buyer: str) -> str:
    """A hash of the fewest stable fields."""
    return hashlib.sha256(f"{case}\x1f{seller}\x1f{buyer}".encode()).hexdigest()[:16]


def names(network: Network) -> dict[str, str]:
    """Nameless sellers that the evidence needs, as unseen-1, unseen-2, … in the order of their lists, after those who are
    holders of lists of which nobody knows whose they are (``facts.gather``)."""
    first = 1 + max((_unseen(n.actor) for n in network.nodes), default=0)
    wanted = [n.actor for i, n in enumerate(network.nodes) if n.kind == "nameless" and network.posterior[i].sum() >= REPORTED]
    return {actor: f"unseen-{k}" for k, actor in enumerate(wanted, first)}


def _unseen(actor: str) -> int:
    """3 of unseen-3, else 0."""
    number = actor.removeprefix("unseen-")
    return int(number) if number != actor and number.isdecimal() else 0


def everybody(network: Network, called: Mapping[str, str]) -> dict[str, str]:
    """``called`` and, numbered after them, the nameless sellers that only an improbable chain needs."""
    others = [n.actor for n in network.nodes if n.kind == "nameless" and n.actor not in called]
    last = max((_unseen(actor) for actor in (*called.values(), *(n.actor for n in network.nodes))), default=0)
    return {**called, **{actor: f"unseen-{k}" for k, actor in enumerate(others, last + 1)}}


def probabilities(network: Network, called: Mapping[str, str]) -> dict[tuple[str, str], float]:
    """P(seller sold to buyer): at least one of the buyer's acquisitions came from the seller."""
    none: dict[tuple[str, str], float] = {}
    for i, node in enumerate(network.nodes):
        if node.kind == "nameless" and node.actor not in called:
            continue
        there = 1.0 if node.kind != "nameless" else float(network.posterior[i].sum())
        for seller, p in network.sellers(i).items():
            if seller and (called.get(seller) or not seller.startswith("unseen of ")):
                key = (called.get(seller, seller), called.get(node.actor, node.actor))
                none[key] = none.get(key, 1.0) * (1 - p * min(there, 1.0))
    return {key: 1 - value for key, value in sorted(none.items()) if key[0] != key[1]}


def hops(facts: Facts, network: Network, dealings: Dealings, found: Sequence[Term], judged: Judged, keep: set[tuple[str, str]],
         called: Mapping[str, str]) -> tuple[list[Row], list[Row]]:  # fmt: skip
    """Rows of hops and of hop_evidence. ``keep``: hops that a chain needs, however improbable."""
    likely = probabilities(network, called)
    stood = between(network)
    by_hop: dict[tuple[str, str], list[Term]] = {}
    for term in found:
        by_hop.setdefault((term.seller, term.buyer), []).append(term)
    datasets = {v.number: v.dataset_id for v in facts.lists}
    rows, evidence = [], []
    for pair in sorted(set(likely) | set(judged.verdicts) | keep):
        confidence = likely.get(pair, 0.0)
        verdict = judged.verdicts.get(pair)
        if confidence < REPORTED and verdict is None and pair not in keep:
            continue
        terms = by_hop.get(pair, [])
        if verdict is not None:
            sign = 1 if verdict[0] == "confirmed" else -1
            terms = [*terms, Term(*pair, "judgement", 20.0 * sign, None, verdict[1], verdict[2], f"{verdict[0]} by a person")]
        identifier = hop_id(facts.case_id, *pair)
        row = _hop(facts, network, dealings, pair, confidence, terms, verdict[0] if verdict else None, identifier)
        rows.append(row | dict(zip(BETWEEN, stood.get(pair, (None, None, None)), strict=True)))
        evidence += [
            {
                "hop_id": identifier, "case_id": facts.case_id, "kind": t.kind, "log_likelihood_ratio": round(t.ratio, 4),
                "dataset_id": datasets.get(t.number or 0), "source_file": t.source_file, "source_line": t.source_line, "note": t.note,
            }
            for t in terms
        ]  # fmt: skip
    return rows, evidence


def _hop(facts: Facts, network: Network, dealings: Dealings, pair: tuple[str, str], confidence: float, terms: Sequence[Term],
         verdict: str | None, identifier: str) -> Row:  # fmt: skip
    seller, buyer = pair
    moved = _moved(network, seller, buyer)
    records = sum({_bytes(facts, network.nodes[i], i): network.nodes[i].rows or 0 for i in moved}.values()) or None
    paid = receipts(terms)
    amount = sum(p.amount for p in paid)
    times = [p.time for p in paid]
    times += [
        n.delivery.chat.time for i, n in enumerate(network.nodes) if i in moved and n.delivery and n.delivery.chat.sender == seller
    ]
    known = sorted(t for t in times if t is not None)
    kinds = explain.independent(list(terms))
    status = "confirmed" if confidence >= SALES.confirmed and len(kinds) >= 2 else "suspected"
    if verdict is not None:
        status = verdict
        confidence = max(confidence, 0.99) if verdict == "confirmed" else min(confidence, 0.01)
    return {
        "hop_id": identifier, "case_id": facts.case_id, "seller": seller, "buyer": buyer, "confidence": round(confidence, 6),
        "status": status, "first_at": known[0] if known else None, "last_at": known[-1] if known else None, "records": records,
        "amount": round(amount, 2) if paid else None, "currency": paid[0].currency if paid else None,
        "unit_price": round(amount / records, 6) if paid and records else None,
    }  # fmt: skip


def _moved(network: Network, seller: str, buyer: str) -> list[int]:
    """The buyer's acquisitions that the seller sold; where none is likely, the one that is least unlikely."""
    mine = [i for i, n in enumerate(network.nodes) if n.actor == buyer and n.kind in ("found", "delivered")]
    odds = {i: network.sellers(i).get(seller, 0.0) for i in mine}
    sure = [i for i, p in odds.items() if p > 0.5]
    return sure or [i for i in sorted(odds, key=lambda i: (-odds[i], i))[:1] if odds[i] > 0.2]


def _bytes(facts: Facts, node: Possession, place: int) -> str:
    """The same file found twice with a buyer was sold once."""
    return next((v.sha256 for v in facts.lists if node.kind == "found" and v.number == node.number), "") or str(place)


def receipts(terms: Sequence[Term]) -> list[Payment]:
    """Payments of a hop that are rather a price than anything else, instalments too, each once: the lines that assess counts as
    receipts. In one currency, that of the likeliest; the others stand in the receipts alone."""
    money = sorted((t for t in terms if t.kind == "money" and t.payment and t.ratio > 0), key=lambda t: -t.ratio)
    paid = {(t.source_file, t.source_line): t.payment for t in money if t.payment is not None}
    return [p for p in paid.values() if p.currency == next(iter(paid.values())).currency]


def ways(network: Network, starts: Mapping[int, float], called: Mapping[str, str]) -> dict[tuple[str, ...], float]:
    """Chains of actors, source first, with their exact posterior, from weighted starting possessions."""
    total, names_of = sum(starts.values()), everybody(network, called)
    out: dict[tuple[str, ...], float] = {}
    for start, weight in sorted(starts.items()):
        if weight / total < 0.01:
            continue
        for path in forest.paths(network.log_weights, start, LEAST_PATH):
            chain = tuple(names_of.get(a, a) for a in chain_of(network.nodes, path.nodes))
            out[chain] = out.get(chain, 0.0) + path.probability * weight / total
    return out


def chains(case: str, complaint: str, found: Mapping[tuple[str, ...], float], confidence: Mapping[tuple[str, str], float],
           max_hops: int | None) -> tuple[list[Row], list[Row], set[tuple[str, str]]]:  # fmt: skip
    """Rows of sources and of chains, likeliest first, and the hops that the chains need."""
    sources: dict[str, float] = {}
    for chain, p in found.items():
        sources[chain[0]] = sources.get(chain[0], 0.0) + p
    total = sum(found.values()) or 1.0
    ranked = sorted(sources.items(), key=lambda s: (-s[1], s[0]))
    source_rows = [
        {"case_id": case, "complaint_id": complaint, "actor": actor, "probability": round(p / total, 6), "rank": rank}
        for rank, (actor, p) in enumerate(ranked, 1)
    ]
    rows: list[Row] = []
    needed: set[tuple[str, str]] = set()
    best = sorted(found.items(), key=lambda c: (-c[1], c[0]))
    # the first chain starts at the likeliest source, so that both answers agree
    if ranked:
        best.sort(key=lambda c: (c[0][0] != ranked[0][0], -c[1], c[0]))
        best = best[:1] + sorted(best[1:], key=lambda c: (-c[1], c[0]))
    for rank, (chain, p) in enumerate(best[:MOST_CHAINS], 1):
        pairs = list(itertools.pairwise(chain))
        pairs = pairs[-max_hops:] if max_hops else pairs
        for step, (seller, buyer) in enumerate(pairs, 1):
            needed.add((seller, buyer))
            again = chain.index(buyer) < len(chain) - len(pairs) + step - 1
            rows.append({
                "case_id": case, "complaint_id": complaint, "rank": rank, "step": step, "seller": seller, "buyer": buyer,
                "hop_id": hop_id(case, seller, buyer), "confidence": round(confidence.get((seller, buyer), p), 6),
                "probability": round(p / total, 6),
                "note": f"sold back: {buyer} had a list already, and bought again what was made from it" if again else None,
            })  # fmt: skip
    return source_rows, rows, needed


def actors(facts: Facts, used: set[str]) -> list[Row]:
    """All actors of the case, and the unseen ones that hops need."""
    out = [
        {"actor": a, "case_id": facts.case_id, "accounts": list(facts.accounts[a]), "seized": a in facts.seized}
        for a in facts.actors
    ]
    unseen = sorted((a for a in used - set(facts.accounts) if a.startswith("unseen-")), key=lambda a: (len(a), a))
    return out + [{"actor": a, "case_id": facts.case_id, "accounts": [], "seized": False} for a in unseen]


def between(network: Network, least: float = SHARE / 2) -> dict[tuple[str, str], tuple[float, float, float]]:
    """By (seller, buyer) with lists found: shares of straight, through one whose list was not found, through two or more.

    Of all ways, exact as those of the chains, by which a list of the buyer's has a list of the seller's as its nearest ancestor
    found. One nameless seller stands for one or more: for more as often as a list has a seller who was not found. ``least``: ways less
    probable are left out.
    """
    nodes, n = network.nodes, len(network.nodes)
    found = [i for i, node in enumerate(nodes) if node.kind == "found"]
    unseen = np.setdiff1d(np.arange(n), found)
    hidden = {j: float(network.posterior[unseen, j].sum()) for j in found}
    several = sum(hidden.values()) / max(float(network.posterior[:n, found].sum()), 1e-12) if found else 0.0
    mass: dict[tuple[str, str], list[float]] = {}
    for j in found:
        if hidden[j] < least:  # straight, or nobody's
            ways = [forest.Path((j, i), float(network.posterior[i, j])) for i in found if network.posterior[i, j] >= least]
        else:
            ways = forest.paths(network.log_weights, j, least, stop=frozenset(found))
        for way in ways:
            pair = nodes[way.nodes[-1]].actor, nodes[j].actor
            if nodes[way.nodes[-1]].kind == "found" and pair[0] != pair[1] and len(way.nodes) > 1:
                through = [k for k in way.nodes[1:-1] if nodes[k].actor not in pair]
                nameless = len(through) == 1 and nodes[through[0]].kind == "nameless"
                shares = mass.setdefault(pair, [0.0, 0.0, 0.0])
                shares[min(len(through), 2)] += way.probability * (1 - several if nameless else 1.0)
                shares[2] += way.probability * several if nameless else 0.0
    out = {}
    for pair, shares in mass.items():
        none, one = (round(share / sum(shares), 6) for share in shares[:2])
        out[pair] = none, one, round(1 - none - one, 6)
    return out


def derivations(network: Network) -> dict[tuple[int, int], float]:
    """P(made from this very list), by (parent number, child number)."""
    found = [(i, n.number) for i, n in enumerate(network.nodes) if n.kind == "found" and n.number is not None]
    return {(a, b): float(network.posterior[i, j]) for i, a in found for j, b in found if i != j and network.posterior[i, j] > 0}
