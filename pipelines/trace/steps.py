"""What to seize or ask for next: where the doubt lies, and how much of it an answer would take away. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.trace.facts import Facts
from pipelines.trace.network import Network
from pipelines.trace.results import Row

MOST = 20
OPEN = 0.05
"""Nats of doubt from which a step is worth a question."""


@dataclass
class _Question:
    """gain: nats expected; weighed: the same, what lies on the chain twice; doubts: of whom is asked who sold to him."""

    gain: float
    weighed: float
    doubts: dict[str, tuple[str, float, float]]


def entropy(values: Sequence[float]) -> float:
    """Nats of a distribution."""
    array = np.array([v for v in values if v > 0])
    return float(-(array * np.log(array)).sum()) if len(array) else 0.0


def next_steps(
    facts: Facts, network: Network, called: Mapping[str, str], chain: Sequence[tuple[str, str]], sources: Sequence[Row] = ()
) -> list[Row]:
    """Questions by expected gain: for every acquisition in doubt, the information about it that asking its likeliest sellers gives.

    The gain of asking whether s sold to b is the entropy of that yes or no: what the posterior over b's sellers loses in
    expectation. ``chain``: hops of the first chain, which count twice in the order; ``sources``: of the complaints.
    """
    asked: dict[tuple[str, str, str], _Question] = {}
    on_chain = {a for pair in chain for a in pair}
    for i, node in enumerate(network.nodes):
        if node.kind not in ("found", "delivered", "dealer") or not node.actor:
            continue
        options = {s: p for s, p in network.sellers(i).items() if p > 0.01}
        if entropy(list(options.values())) < OPEN:
            continue
        for seller in sorted((s for s in options if s), key=lambda s: (-options[s], s))[:2]:
            p = options[seller]
            gain = entropy([p, 1 - p])
            name = called.get(seller, "somebody unseen" if seller.startswith("unseen of ") else seller)
            question = asked.setdefault(_ask(facts, name, node.actor), _Question(0.0, 0.0, {}))
            question.gain += gain
            question.weighed += gain * (2.0 if node.actor in on_chain else 1.0)
            kept = question.doubts.get(node.actor, ("", 0.0, 0.0))
            question.doubts[node.actor] = max(kept, (name, p, gain), key=lambda d: d[2])
    rows = [(key, q.weighed, q.gain, _words(q)) for key, q in asked.items()]
    rows += [(("compare", top, ""), 2 * gain, gain, why) for top, gain, why in _references(facts, sources)]
    rows.sort(key=lambda r: (-r[1], r[0]))
    return [
        {
            "case_id": facts.case_id,
            "rank": rank,
            "action": action,
            "target": target,
            "why": f"{what}{why}",
            "gain": round(weighed, 4),
        }
        for rank, ((action, target, what), weighed, _, why) in enumerate(rows[:MOST], 1)
    ]


def _ask(facts: Facts, seller: str, buyer: str) -> tuple[str, str, str]:
    """(action, target, what it would show)."""
    if seller.startswith("unseen-") or seller == "somebody unseen":
        return ("request", buyer, f"payments and messages of {buyer}, since no record names who sold him his list")
    if seller not in facts.seized:
        return ("seize", seller, f"devices of {seller}, whose lists would show to whom he sold")
    return ("request", buyer, f"bank and messenger records of {buyer}, which would show who sold to him")


def _words(question: _Question) -> str:
    """The doubts as they are, the most doubtful first."""
    doubts = sorted(question.doubts.items(), key=lambda d: (-d[1][2], d[0]))
    parts = [f"{seller} → {buyer} {p:.0%}" for buyer, (seller, p, _) in doubts[:3]]
    return f"; open: {', '.join(parts)}{', …' if len(doubts) > 3 else ''}"


def _references(facts: Facts, sources: Sequence[Row]) -> list[tuple[str, float, str]]:
    """(target, gain, words): an institution's own list shows whose list is nearest to the origin, while the source is in doubt."""
    if facts.reference:
        return []
    out = []
    for complaint in sorted({r["complaint_id"] for r in sources}):
        odds = sorted((r for r in sources if r["complaint_id"] == complaint), key=lambda r: r["rank"])
        gain = entropy([float(r["probability"]) for r in odds])
        if gain >= OPEN and len(odds) > 1:
            first, second = odds[0], odds[1]
            why = (
                f"the list of the institution that was robbed, beside the lists found: which is nearest to it tells the source of "
                f"{complaint}; open: {first['actor']} {first['probability']:.0%}, {second['actor']} {second['probability']:.0%}"
            )
            out.append((first["actor"], gain, why))
    return out[:1]
