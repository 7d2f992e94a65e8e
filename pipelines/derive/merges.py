"""Merged lists: what the first parent leaves unexplained is a component of its own, with parents of its own.

The leave-one-out of contamination in stemmatology: take away what one parent explains, ask who explains the rest. Sets of further
parents are summed over, so that every one of them has a probability and the merge its weight in the sum over trees.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipelines.derive.content import Matrix, new_persons
from pipelines.derive.model import ASKED, CONTENT, JOINED, LEAST, PARENTS, UNEXPLAINED, Content


@dataclass
class Merge:
    """``log_likelihood``: of further parents or none, for a child and its first parent; ``others``: their probabilities."""

    log_likelihood: float = 0.0
    others: dict[int, float] = field(default_factory=dict)


def covered(shared: Matrix, child: int) -> Matrix:
    """Persons of the child that two lists hold together, at least: what they have in common is charged in full. n × n."""
    one = shared[:, child]
    both = one[:, None] + one[None, :] - np.minimum(shared, np.minimum(one[:, None], one[None, :]))
    np.fill_diagonal(both, one)
    return np.asarray(both)


def candidates(
    shared: Matrix, differing: Matrix, persons: Matrix, child: int, params: Content = CONTENT, most: int = 6
) -> list[int]:
    """First parents worth asking about, the ones that explain most first.

    Empty when one of them explains nearly all, unless two others do so together with fewer ``differing`` cells (parent × child).
    """
    one = shared[:, child]
    order = [int(i) for i in np.argsort(-one, kind="stable") if one[i] >= UNEXPLAINED * persons[child]]
    enough = (1 - UNEXPLAINED) * persons[child]
    whole = one >= enough
    if whole.any():
        cost = differing[:, child] + np.where(whole, np.inf, 0.0)
        cost[child] = np.inf
        cheaper = cost[:, None] + cost[None, :] < differing[whole, child].min() - params.merged
        worth = (cheaper & (covered(shared, child) >= enough)).any(axis=1) if cheaper.any() else cheaper.any(axis=1)
        order = [i for i in order if worth[i]]
    return order[:most]


def inside(child: int, below: set[int], shared: Matrix, persons: Matrix) -> set[int]:
    """Lists ``below`` the child that hold hardly anyone but its own persons: parts of it, unless it was put together from them.

    Before a merged list is understood, the tree may hang a parent below it. One that has persons the list lacks is asked as a
    parent at once; about the others two whole trees are compared, see ``united``.
    """
    return {d for d in below if shared[child, d] >= (1 - UNEXPLAINED) * persons[d]}


def beside(
    rows: Sequence[Mapping[str, Any]], child: int, fields: Matrix, look: Matrix, forbidden: set[int], params: Content = CONTENT
) -> list[int]:
    """Lists worth asking as further parents of ``child`` beside a first one, the ones that explain most first.

    ``rows``: ``place, shared, differing`` of every list that holds some of the persons whom the first one lacks; ``fields``: number
    of comparable fields, parent × child; ``look``: what a differing cell looks like, parent × child, a mean; ``forbidden``: lists that
    can't be parents (descendants, the first one).
    """
    scores = {}
    for r in rows:
        if r["place"] not in forbidden:
            worth = params.unrelated_cell * fields[r["place"], child] + params.stranger
            scores[r["place"]] = worth * r["shared"] - (params.alteration - look[r["place"], child]) * r["differing"]
    return sorted((p for p in scores if scores[p] > params.merged), key=lambda p: (-scores[p], p))[:ASKED]


def explain(
    rows: Sequence[Mapping[str, Any]],
    child: int,
    asked: Sequence[int],
    fields: Matrix,
    look: Matrix,
    strangers: "Strangers",
    params: Content = CONTENT,
) -> Merge:
    """Further parents of ``child`` among ``asked``: the sum over sets of up to PARENTS - 1 of them, the empty one with weight 1.

    ``rows``: ``places, differing, persons``, kinds of person by which lists hold them, and cells that differ in each;
    ``fields, look``: as of ``beside``; ``strangers``: persons whom the first parent lacks.
    """
    if not asked:
        return Merge()
    column = {p: k for k, p in enumerate(asked)}
    worth = np.full((len(rows), len(asked)), -np.inf)
    for i, row in enumerate(rows):
        for p, differing in zip(row["places"], row["differing"], strict=True):
            if p in column:
                worth[i, column[p]] = params.unrelated_cell * fields[p, child] - (params.alteration - look[p, child]) * differing
    return summed(asked, np.array([float(row["persons"]) for row in rows]), worth, strangers, params)


@dataclass(frozen=True)
class Strangers:
    """``gained`` persons of the ``persons`` of a list are not in its first parent."""

    gained: float
    persons: float
    params: Content = CONTENT

    def saved(self, known: float) -> float:
        """What it saves that so many of them come from lists found."""
        left = np.array([self.gained, self.gained - known])
        before, after = new_persons(left, np.full(2, self.persons), self.params)
        return float(before - after)


def explained(persons: Matrix, worth: Matrix, strangers: Strangers, members: Sequence[int]) -> float:
    """Log-likelihood that a set of further parents explains: every person by the member that needs fewest alterations.

    ``persons``: of every kind of person, k numbers; ``worth``: of one of the kind made from the list, k × lists, -inf where the
    list lacks them; ``members``: columns of ``worth``.
    """
    best = worth[:, list(members)].max(axis=1, initial=-np.inf)
    known = np.isfinite(best)
    return float(persons @ np.where(known, best, 0.0)) + strangers.saved(float(persons @ known))


def promising(persons: Matrix, worth: Matrix, strangers: Strangers, params: Content = CONTENT) -> list[int]:
    """Columns worth summing over: of every size of set the best that join the best set so far. What is like them explains no more."""
    found: set[int] = set()
    members: list[int] = []
    for most in JOINED:
        gains = [
            explained(persons, worth, strangers, [*members, k]) if k not in members else -np.inf for k in range(worth.shape[1])
        ]
        order = sorted(range(worth.shape[1]), key=lambda k: (-gains[k], k))
        found.update(order[:most])
        gain = gains[order[0]] - explained(persons, worth, strangers, members)
        if gain <= params.merged or len(members) + 1 == worth.shape[1]:
            break
        members.append(order[0])
    return sorted(found)


def summed(lists: Sequence[int], persons: Matrix, worth: Matrix, strangers: Strangers, params: Content = CONTENT) -> Merge:
    """Posterior over sets of further parents among ``lists`` (columns of ``worth``, see ``explained``).

    A set costs ``merged`` a parent. Any of its members and the first parent may stand as the first one in the tree; divided by
    their number, every set of parents counts once in the sum over trees.
    """
    columns = promising(persons, worth, strangers, params)
    sets = [s for size in range(PARENTS) for s in itertools.combinations(columns, size)]
    weights = np.array([explained(persons, worth, strangers, s) - params.merged * len(s) - np.log(1 + len(s)) for s in sets])
    total = float(np.logaddexp.reduce(weights))
    share = np.exp(weights - total)
    others = {lists[k]: float(sum(w for w, s in zip(share, sets, strict=True) if k in s)) for k in columns}
    return Merge(total, {p: probability for p, probability in others.items() if probability > LEAST})


def halves(parts: set[int], shared: Matrix, persons: Matrix, child: int, forbidden: set[int]) -> list[int]:
    """Parts of the child that make nearly all of it up together with one other list, the largest first; neither does so alone."""
    if not parts:
        return []
    enough = (1 - UNEXPLAINED) * persons[child]
    allowed = np.array([p not in forbidden for p in range(len(persons))]) & (shared[:, child] < enough)
    both = covered(shared, child)
    more = both - shared[:, [child]] >= UNEXPLAINED * persons[child]
    made_up = allowed & (allowed & more & (both >= enough)).any(axis=1)
    return sorted((p for p in parts if made_up[p]), key=lambda p: (-shared[p, child], p))


def likely(merge: Merge) -> list[int]:
    """Further parents that are more probable than not."""
    return [p for p, probability in merge.others.items() if probability > 0.5]
