"""A complaint, a phone or a file as a query: which possessions hold what the caller knew. Pure."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.fields import FIELDS
from pipelines.trace.facts import Facts
from pipelines.trace.network import Network

WORDS = {unicodedata.normalize("NFKC", w).lower().replace(" ", ""): f.name for f in FIELDS for w in (f.name, *f.headers)}


def facts_known(complaint: Mapping[str, Any]) -> dict[str, str]:
    """field → value that the caller knew, the victim's own name and phone with them."""
    out: dict[str, str] = {}
    if complaint.get("victim_name"):
        out["name"] = complaint["victim_name"]
    if complaint.get("victim_phone"):
        out["phone"] = re.sub(r"\D", "", complaint["victim_phone"])
    for part in re.split(r"[;；\n]", complaint.get("known_facts") or ""):
        field, found, value = unicodedata.normalize("NFKC", part).partition("=")
        name = WORDS.get(re.sub(r"[\s_\-]", "", field).lower()) or WORDS.get(field.strip().lower())
        if found and name and value.strip():
            out[name] = value.strip()
    return out


def starts(facts: Facts, network: Network, knowledge: Sequence[Mapping[str, Any]], caller: str | None) -> dict[int, float]:
    """Possessions that a call may have come from, weighed: facts that fit, rarer ones more, facts that do not, against.

    With a known caller only his possessions count; without, every holder's list does, and end users (nobody made a list from
    theirs) somewhat more.
    """
    by_list = {row["dataset_no"]: row for row in knowledge}
    out: dict[int, float] = {}
    for i, node in enumerate(network.nodes):
        if node.kind == "nameless" or (caller and node.actor != caller):
            continue
        if node.kind == "found":
            row = by_list.get(node.number)
            if row is None:
                continue
            sold_on = float(network.posterior[i].sum()) if not caller else 0.0
            out[i] = math.exp(1.5 * row["known"] - 2.5 * row["otherwise"] + row["rarity"] - min(sold_on, 1.0))
        elif caller:
            out[i] = math.exp(-3.0 if node.kind == "paid" else 0.0)
    found = {i: w for i, w in out.items() if network.nodes[i].kind == "found"}
    out = found or out
    if not out and caller:
        out = {i: 1.0 for i, n in enumerate(network.nodes) if n.actor == caller and n.kind != "nameless"}
    top = max(out.values(), default=0.0)
    return {i: w / top for i, w in out.items() if w > 0.01 * top}
