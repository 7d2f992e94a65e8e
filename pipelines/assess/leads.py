"""What complaints alone say: which belong together, what their victims have in common, how many persons may be affected. Pure.

A lead is no count: it says whom to ask. Callers go together who knew the same facts, or who repeated the same error about the same
person; a pause in time parts them. What victims share is tested against all other complaints, with Holm's correction over every
test of the case; persons affected are estimated by Chao's lower bound with its log-normal
interval (A. Chao, Biometrics 43, 1987; bias-corrected form), or are the numbers that the callers called, where those are more.
"""

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.stats import hypergeom

from pipelines import fields

Row = dict[str, Any]
COMMON = ("school", "clinic", "platform", "lodging", "employer", "health", "class", "grade", "city", "region")
"""Attributes of victims that may name what they have in common, the narrower first."""
INSTITUTIONS = frozenset({"school", "clinic", "platform", "lodging", "employer"})
PLACES = {
    **dict.fromkeys(("clinic", "hospital", "医院", "就诊医院", "诊所", "医疗机构", "体检机构", "分娩医院"), "clinic"),
    **dict.fromkeys(("platform", "平台", "购物平台", "app", "网站", "website", "shop", "店铺", "网店", "商家"), "platform"),
}
"""Words of a complaint for institutions that are no field of a list."""
SENSITIVE = frozenset({"health"})
FEW = 5
"""So many victims share a sensitive value before it is named: a rare illness may point to a person."""
PAUSE = timedelta(days=90)
"""Complaints further apart than this are told apart."""
ALIKE = 0.75
"""Sets of known fields go together from this share of fields in common, three at least."""
CERTAIN = 0.05
DRAWS, SEED = 9_999, 20160501
Z = 1.959963984540054


@dataclass(frozen=True)
class Complaint:
    """One complaint: who called whom when, and what the caller knew. ``wrong``: fields in which he was mistaken."""

    case_id: str
    complaint_id: str
    at: datetime | None
    caller: str
    victim: str
    facts: Mapping[str, str]
    wrong: frozenset[tuple[str, str]]


def read(row: Mapping[str, Any]) -> Complaint:
    """A row of sql/assess/complaints.sql. The caller is the actor behind him, else his number, else nobody known."""
    facts = _facts(row["known_facts"] or "")
    right = {"name": row["victim_name"], "phone": row["victim_phone"]}
    wrong = {(f, facts[f]) for f, value in right.items() if value and facts.get(f) and _plain(facts[f]) != _plain(value)}
    caller = row["actor"] or row["caller"] or row["caller_phone"] or row["complaint_id"]
    victim = row["victim_phone"] or row["victim_name"] or row["complaint_id"]
    return Complaint(row["case_id"], row["complaint_id"], row["received_at"], caller, victim, facts, frozenset(wrong))


def find(complaints: Sequence[Complaint], called: Mapping[tuple[str, str], int], cases: Iterable[str]) -> list[Row]:
    """Rows of ``leads`` for these cases. ``complaints``: of the whole warehouse; ``called``: (case, caller) → distinct numbers called."""
    out: list[Row] = []
    for case in sorted(set(cases)):
        groups = grouped([c for c in complaints if c.case_id == case])
        tested = _holm([test for group in groups for test in _tests(group, complaints)])
        for group in groups:
            own = [t for t in tested if t["group"] is group]
            out.append(_lead(case, group, own, sum(called.get((case, who), 0) for who in {c.caller for c in group})))
    return out


def grouped(complaints: Sequence[Complaint]) -> list[list[Complaint]]:
    """Complaints that seem to come from one list, each group in the order of time."""
    by_caller: dict[str, list[Complaint]] = {}
    for c in sorted(complaints, key=lambda c: (c.at or datetime.max, c.complaint_id)):
        by_caller.setdefault(c.caller, []).append(c)
    known = {who: frozenset(f for c in own for f in c.facts) for who, own in by_caller.items()}
    errors = {who: {(c.victim, *e) for c in own for e in c.wrong} for who, own in by_caller.items()}
    parent = {who: who for who in by_caller}

    def root(who: str) -> str:
        while parent[who] != who:
            who = parent[who]
        return who

    callers = sorted(by_caller)
    for i, a in enumerate(callers):
        for b in callers[i + 1 :]:
            if _alike(known[a], known[b]) or errors[a] & errors[b]:
                parent[root(b)] = root(a)
    together: dict[str, list[Complaint]] = {}
    for who in callers:
        together.setdefault(root(who), []).extend(by_caller[who])
    return [part for group in together.values() for part in _by_time(group)]


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return a == b or (len(a & b) >= 3 and len(a & b) >= ALIKE * len(a | b))


def _by_time(group: list[Complaint]) -> list[list[Complaint]]:
    ordered = sorted(group, key=lambda c: (c.at or datetime.max, c.complaint_id))
    parts = [[ordered[0]]]
    for before, after in pairwise(ordered):
        if before.at and after.at and after.at - before.at > PAUSE:
            parts.append([])
        parts[-1].append(after)
    return parts


def _tests(group: list[Complaint], everybody: Sequence[Complaint]) -> list[Row]:
    """What at least two victims of the group share, each with the chance that it happens among the victims of all complaints that
    name the attribute: a value (so many of those who have it fall on the group: Fisher's exact test, one-sided), and the attribute as
    a whole (so many pairs of the group agree: a test by DRAWS random draws). ``chance`` None: nobody else names it."""
    out: list[Row] = []
    for field in COMMON:
        inside = {c.victim: c.facts[field] for c in group if c.facts.get(field)}
        outside = {c.victim: c.facts[field] for c in everybody if c.facts.get(field) and c.victim not in inside}
        shared = {v: n for v, n in sorted(Counter(inside.values()).items()) if n >= (FEW if field in SENSITIVE else 2)}
        if not shared:
            continue
        elsewhere = Counter(outside.values())
        told: Row = {"group": group, "field": field}
        for value, number in shared.items():
            chance = _fisher(number, len(inside), number + elsewhere[value], len(inside) + len(outside)) if outside else None
            out.append(told | {"value": value, "victims": number, "chance": chance})
        chance = _agreement(list(inside.values()), list(outside.values())) if outside else None
        out.append(told | {"value": None, "victims": sum(shared.values()), "chance": chance, "values": shared})
    return out


def _fisher(number: int, drawn: int, having: int, total: int) -> float:
    return float(hypergeom.sf(number - 1, total, having, drawn))


def _agreement(inside: Sequence[str], outside: Sequence[str]) -> float:
    """Share of random groups of the same size in which as many pairs agree; the one at hand counts as one of them."""
    codes = np.unique([*inside, *outside], return_inverse=True)[1]
    rng = np.random.default_rng(SEED)
    drawn = np.argsort(rng.random((DRAWS, len(codes))), axis=1)[:, : len(inside)]
    counts = (codes[drawn][:, :, None] == np.arange(codes.max() + 1)).sum(axis=1)
    own = np.bincount(codes[: len(inside)])
    pairs = (counts * (counts - 1)).sum(axis=1)
    return float((1 + (pairs >= (own * (own - 1)).sum()).sum()) / (1 + DRAWS))


def _holm(tested: list[Row]) -> list[Row]:
    """Adds ``p_value``: Holm's step-down correction; None where there was nothing to compare with."""
    ranked = sorted((t for t in tested if t["chance"] is not None), key=lambda t: (t["chance"], t["field"], t["value"] or ""))
    worst = 0.0
    for place, t in enumerate(ranked):
        worst = max(worst, min(1.0, t["chance"] * (len(ranked) - place)))
        t["p_value"] = worst
    return [{"p_value": None, **t} for t in tested]


def _common(tested: list[Row]) -> tuple[Row | None, list[tuple[str, int]], float | None]:
    """The value that stands out most, all that stand out with it, and how surely: of what chance does not explain, the attribute
    that most victims share, the narrower one among equals; else what most share."""
    sure = [t for t in tested if t["p_value"] is not None and t["p_value"] < CERTAIN]
    fields_ = {t["field"] for t in sure} or {t["field"] for t in tested}
    whole = [t for t in tested if t["value"] is None and t["field"] in fields_]
    if not whole:
        return None, [], None
    most = {t["field"]: max(t["values"].values()) for t in whole}
    field = min(fields_, key=lambda f: (-most[f], COMMON.index(f)))
    attribute = next(t for t in whole if t["field"] == field)
    found = attribute["values"] if attribute in sure else {t["value"]: t["victims"] for t in sure if t["field"] == field}
    values = sorted(found.items(), key=lambda v: (-v[1], v[0]))
    best = min((t for t in tested if t["field"] == field and t["value"]), key=lambda t: (-t["victims"], t["value"]))
    chances = [t["p_value"] for t in (sure or [best]) if t["field"] == field]
    return best, values, min(chances, default=None)


def _lead(case: str, group: list[Complaint], tested: list[Row], called: int) -> Row:
    known = ", ".join(sorted({f for c in group for f in c.facts}))
    victims = Counter(c.victim for c in group)
    best, values, chance = _common(tested)
    number, low, high = estimate(list(victims.values()))
    times = [c.at for c in group if c.at]
    ids = "\n".join([case, *sorted(c.complaint_id for c in group)])
    return {
        "case_id": case, "lead_id": hashlib.sha256(ids.encode()).hexdigest()[:12], "complaints": len(group),
        "callers": len({c.caller for c in group}), "known_fields": known,
        "common_attribute": best["field"] if best else None, "common_value": best["value"] if best else None,
        "persons_estimate": max(number, called), "persons_low": max(low, called), "persons_high": max(high, called),
        "victims": len(victims), "called": called or None, "common_victims": best["victims"] if best else None,
        "p_value": chance, "common_values": [f"{value} ({victims_})" for value, victims_ in values],
        "wrong_fields": ", ".join(sorted({f for c in group for f, _ in c.wrong})) or None,
        "first_at": min(times, default=None), "last_at": max(times, default=None), "ask_first": _ask(best, values, len(victims)),
    }  # fmt: skip


def _ask(best: Row | None, values: list[tuple[str, int]], victims: int) -> str | None:
    """Which institution to ask first, and why, without a person's value."""
    if best is None or best["field"] not in INSTITUTIONS:
        return None
    if len(values) > 1:
        others = ", ".join(value for value, _ in values[1:])
        return f"{values[0][0]}, then {others}; and whoever keeps the data of all of them: {sum(n for _, n in values)} of {victims} victims"
    return f"{best['value']}: {best['victims']} of {victims} victims"


def estimate(times: Sequence[int]) -> tuple[int, int, int]:
    """Persons affected and a 95% interval, from how often each victim was complained about.

    Chao1, bias-corrected: S + f1 (f1 - 1) / (2 (f2 + 1)); variance and log-normal interval as in Chao (1987) and EstimateS.
    """
    seen, f1, f2 = len(times), sum(t == 1 for t in times), sum(t == 2 for t in times)
    unseen = f1 * (f1 - 1) / (2 * (f2 + 1))
    if unseen <= 0:
        return seen, seen, seen
    variance = unseen + f1 * (2 * f1 - 1) ** 2 / (4 * (f2 + 1) ** 2) + f1**2 * f2 * (f1 - 1) ** 2 / (4 * (f2 + 1) ** 4)
    if not f2:
        variance -= f1**4 / (4 * (seen + unseen))
    width = math.exp(Z * math.sqrt(math.log(1 + max(variance, 0.0) / unseen**2)))
    return math.floor(seen + unseen), math.floor(seen + unseen / width), math.ceil(seen + unseen * width)


def _facts(text: str) -> dict[str, str]:
    """``field=value; field=value``: canonical fields; a word that names none is not repeated, it may name a person."""
    out: dict[str, str] = {}
    for part in re.split(r"[;；\n]", text):
        name, found, value = unicodedata.normalize("NFKC", part).partition("=")
        if found and name.strip() and value.strip():
            known = fields.word(name)
            out[PLACES.get(known) or fields.BY_WORD.get(known, "(other)")] = value.strip()
    return out


def _plain(value: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", value))
