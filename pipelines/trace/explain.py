"""Why: the evidence terms of a hop, for and against, each with its log-likelihood ratio. Pure; no person's value in a note."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.trace.contacts import pair
from pipelines.trace.facts import ListVersion, days
from pipelines.trace.lists import Kinship
from pipelines.trace.network import Network
from pipelines.trace.sellers import Dealings, Possession, Term

SHOWN = 1e-3
CAP = 50.0
"""Content terms are shown up to this: beyond, the figure says nothing more."""
FAINT = 0.05
"""Ratios of contacts below this are not shown."""
INDEPENDENT = {"content": "content", "same_bytes": "content", "money": "money", "chat": "chat"}
"""Kinds that count as independent of each other for status confirmed."""


def terms(network: Network, dealings: Dealings, kinship: Kinship, pairs: Mapping[tuple[int, int], Mapping[str, Any]]) -> list[Term]:
    """Every term of every hop that a posterior of at least SHOWN supports."""
    lists = {v.number: v for v in dealings.facts.lists}
    above: dict[int, list[tuple[float, int]]] = {}
    for (parent, child), value in kinship.direct.items():
        if parent in lists:
            above.setdefault(child, []).append((value, parent))
    out: list[Term] = []
    for i, node in enumerate(network.nodes):
        if node.kind == "nameless":
            continue
        for seller, probability in sorted(network.sellers(i).items()):
            if not seller or probability < SHOWN or seller.startswith("unseen of "):
                continue
            out += _money(dealings, seller, node)
            out += _chat(dealings, seller, node)
            out += _contacts(dealings, seller, node)
            out += _time(network, dealings, seller, i)
            if node.number is not None:
                out += _content(above.get(node.number, []), pairs, lists, seller, node.number)
    return _once(out)


def alternatives(network: Network, found: Sequence[Term], called: Mapping[str, str]) -> list[Term]:
    """For every hop the best other way by which the buyer may have come to the same list, and which terms decided.

    ``found``: as of ``terms``; ``called``: nameless sellers as they are shown. The ratio is that of the two posteriors.
    """
    weighed: dict[tuple[str, str, int | None], dict[str, float]] = {}
    for t in found:
        kinds = weighed.setdefault((t.seller, t.buyer, t.number), {})
        kinds[t.kind] = kinds.get(t.kind, 0.0) + t.ratio
    best: dict[tuple[str, str], tuple[float, int]] = {}
    for i, node in enumerate(network.nodes):
        if node.kind not in ("nameless", "paid"):
            for seller, p in network.sellers(i).items():
                if seller and p >= SHOWN and not seller.startswith("unseen of "):
                    best[seller, node.actor] = max(best.get((seller, node.actor), (0.0, i)), (p, i))
    out = []
    for (seller, buyer), (p, i) in sorted(best.items()):
        others = {s: q for s, q in network.sellers(i).items() if s != seller and q > 0}
        if others:
            other = max(sorted(others), key=lambda s: others[s])
            number = network.nodes[i].number
            mine, his = weighed.get((seller, buyer, number), {}), weighed.get((other, buyer, number), {})
            parts = [f"{kind} {mine.get(kind, 0.0) - his.get(kind, 0.0):+.1f}" for kind in sorted({*mine, *his})]
            name = "nobody: a list of his own" if not other else called.get(other, "somebody unseen" if " of " in other else other)
            note = f"next best: {name} ({others[other]:.2f} against {p:.2f}); difference: {', '.join(parts) or 'prior alone'}"
            out.append(Term(seller, buyer, "alternative", _within(math.log(p / others[other])), number, note=note))
    return out


def _within(ratio: float) -> float:
    return max(-CAP, min(CAP, ratio))


def _content(
    above: Sequence[tuple[float, int]],
    pairs: Mapping[tuple[int, int], Mapping[str, Any]],
    lists: Mapping[int, ListVersion],
    seller: str,
    child: int,
) -> list[Term]:
    """The seller's best list against the best list of anyone else (and against no kin). ``above``: (log-likelihood, parent)."""
    own = [(v, p) for v, p in above if lists[p].holder == seller]
    if not own:
        return []
    buyer = lists[child].holder
    value, parent = max(own)
    rival = max([0.0, *(v for v, p in above if lists[p].holder != seller)])
    row = pairs[parent, child]
    order = "kept" if row["order_pairs"] and row["order_kept"] > 0.9 * row["order_pairs"] else "not kept"
    note = (
        f"{lists[parent].name} to {lists[child].name}: {row['shared_persons']} persons in both, "
        f"{row['shared_variants']:.0f} errors in common, {row['differing']:.0f} cells differ, row order {order}; against the best rival"
    )
    out = [Term(seller, buyer, "content", _within(value - rival), child, note=note)]
    if lists[parent].sha256 and lists[parent].sha256 == lists[child].sha256:
        out.append(Term(seller, buyer, "same_bytes", 6.0, child, note="the very same file was found with both"))
    return out


def _money(dealings: Dealings, seller: str, node: Possession) -> list[Term]:
    market, out = dealings.market, []
    if not market.visible:
        return []
    payments, paid = dealings.prices(seller, node), dealings.paid(seller, node.actor)
    for p, ratio in payments:
        settles = dealings.delivery_of(p)
        if settles is not None and dealings.found[settles] is not node.delivery:
            continue
        value = ratio + math.log(paid)
        price = f", {p.amount / node.rows:.3f} a record" if node.rows else ""
        value = max(-dealings.params.most_money, min(value, dealings.params.most_money))
        out.append(
            Term(seller, node.actor, "money", value, node.number, p.source_file, p.source_line,
                 f"{p.amount:.2f} {p.currency} to the seller{price}", p)
        )  # fmt: skip
    if not payments:
        note = "no payment to the seller is known" + ("; the two may have exchanged lists" if paid < 0.9 * market.paid else "")
        out.append(Term(seller, node.actor, "money", math.log(1 - paid), node.number, note=note))
    return out


def _chat(dealings: Dealings, seller: str, node: Possession) -> list[Term]:
    d = node.delivery
    if d is None:
        return []
    if d.chat.sender == seller:
        what = ", ".join(d.why) or "about a list that was not found"
        value = d.fit if d.list_number is not None else dealings.params.most_chat
        return [Term(seller, node.actor, "chat", value, node.number, d.chat.source_file, d.chat.source_line, f"message: {what}")]
    return [
        Term(seller, node.actor, "chat", -d.fit, node.number, d.chat.source_file, d.chat.source_line,
             f"another actor sent this list: {', '.join(d.why) or 'message'}")
    ]  # fmt: skip


def _time(network: Network, dealings: Dealings, seller: str, place: int) -> list[Term]:
    """Against a seller whose every list came to him after the message that handed this one over."""
    sold = network.nodes[place].delivery
    had = [n.delivery for n in network.nodes if n.actor == seller and n.kind in ("found", "delivered")]
    times = [days(d.chat.time, sold.chat.time) if d is not None else None for d in had] if sold is not None else []
    if not times or any(gap is None or gap >= -dealings.params.slack_days for gap in times):
        return []
    node = network.nodes[place]
    note = "the seller's own lists came to him later"
    return [Term(seller, node.actor, "time", dealings.params.backwards, node.number, note=note)]


def _contacts(dealings: Dealings, seller: str, node: Possession) -> list[Term]:
    """Calls and other messages of the two, for or against; what they say by themselves, whatever else makes the two partners."""
    out = []
    for channel in dealings.channels:
        value = channel.ratio(seller, node.actor)
        if abs(value) >= FAINT:
            lines = channel.lines.get(pair(seller, node.actor), ())
            file, line = min(lines, default=(None, None))
            what = {"call": "calls", "contact": "messages about no list"}[channel.kind]
            note = f"{len(lines)} {what}; {channel.partners:.1f} are usual of partners, {channel.mean:.1f} of others"
            out.append(Term(seller, node.actor, channel.kind, value, None, file, line, note))
    return out


def _once(found: list[Term]) -> list[Term]:
    """The strongest of terms that point to the same place."""
    best: dict[tuple[str, str, str, str, int], Term] = {}
    for t in found:
        key = (t.seller, t.buyer, t.kind, t.source_file or (t.note if t.kind != "money" else ""), t.source_line or 0)
        if key not in best or abs(t.ratio) > abs(best[key].ratio):
            best[key] = t
    return [best[k] for k in sorted(best)]


def independent(found: list[Term]) -> set[str]:
    """Kinds of evidence that speak for the hop by themselves."""
    return {INDEPENDENT[t.kind] for t in found if t.kind in INDEPENDENT and t.ratio > 1.0}
