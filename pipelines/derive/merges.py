"""Merged lists: what the first parent leaves unexplained is a component of its own, with a parent of its own.

The leave-one-out of contamination in stemmatology: take away what one parent explains, ask who explains the rest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipelines.derive.content import Matrix
from pipelines.derive.model import CONTENT, PARENTS, UNEXPLAINED, Content

Remainder = Callable[[int, Sequence[int]], Sequence[Mapping[str, Any]]]


@dataclass
class Merge:
    """``log_likelihood``: of the further parents, for a child and its first parent; ``others``: their probabilities."""

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
        worth = (cheaper & (covered(shared, child) >= enough)).any(axis=1)
        order = [i for i in order if worth[i]]
    return order[:most]


def inside(below: Sequence[set[int]], shared: Matrix, persons: Matrix) -> list[set[int]]:
    """Descendants that hold hardly anyone but the list's own persons: parts of it, unless it was put together from them.

    Before a merged list is understood, the tree may hang a parent below it. One that has persons the list lacks is asked as a
    parent at once; about the others two whole trees are compared, see ``united``.
    """
    return [{d for d in found if shared[node, d] >= (1 - UNEXPLAINED) * persons[d]} for node, found in enumerate(below)]


def explain(child: int, first: int, ask: Remainder, fields: Matrix, forbidden: set[int], params: Content = CONTENT) -> Merge:
    """Further parents of ``child`` beside ``first``, greedily.

    ``ask(child, parents)``: rows ``place, shared, differing, unexplained`` of lists for the persons that the parents lack.
    ``fields``: number of comparable fields, parent × child. ``forbidden``: lists that can't be parents (descendants).
    """
    found = Merge()
    parents = [first]
    while len(parents) < PARENTS:
        rows = [r for r in ask(child, parents) if r["place"] not in forbidden and r["place"] not in parents]
        if not rows:
            return found
        scores = {}
        for r in rows:
            cells = r["shared"] * fields[r["place"], child]
            scores[r["place"]] = params.unrelated_cell * cells + params.stranger * r["shared"] - params.alteration * r["differing"]
        best = max(scores, key=lambda p: (scores[p], -p))
        gain = scores[best] - params.merged
        if gain <= 0:
            return found
        top = scores[best]
        weights = {p: float(np.exp(s - top)) for p, s in scores.items() if s > top - 20}
        none = float(np.exp(min(params.merged - top, 0.0)))
        total = sum(weights.values()) + none
        for p, w in weights.items():
            found.others[p] = max(found.others.get(p, 0.0), w / total)
        found.log_likelihood += gain
        parents.append(best)
    return found


def halves(parts: set[int], shared: Matrix, persons: Matrix, child: int, forbidden: set[int]) -> list[int]:
    """Parts of the child that make nearly all of it up together with one other list, the largest first; neither does so alone."""
    enough = (1 - UNEXPLAINED) * persons[child]
    allowed = np.array([p not in forbidden for p in range(len(persons))]) & (shared[:, child] < enough)
    both = covered(shared, child)
    more = both - shared[:, [child]] >= UNEXPLAINED * persons[child]
    made_up = allowed & (allowed & more & (both >= enough)).any(axis=1)
    return sorted((p for p in parts if made_up[p]), key=lambda p: (-shared[p, child], p))


def united(base: Matrix, child: int, first: int, merge: Merge, gained: bool = True) -> tuple[Matrix, set[int]]:
    """The other reading of a list whose parts were found too: they were not taken from it, it was put together from them.

    Returns the log-likelihoods under that reading (parent × child; what was put together is no parent) and the parents.
    ``gained``: add what the further parents explain; False where ``base`` has it.
    """
    members = {first, *likely(merge)}
    other = base.copy()
    other[first, child] += merge.log_likelihood if gained else 0.0
    other[child, sorted(members)] = -np.inf
    return other, members


def likely(merge: Merge) -> list[int]:
    """Further parents that are more probable than not."""
    return [p for p, probability in merge.others.items() if probability > 0.5]


def circular(merges: Mapping[tuple[int, int], Merge], below: Sequence[set[int]]) -> list[tuple[int, int]]:
    """Merges of which a further parent lies below the child in the tree: they can't be."""
    return [key for key, merge in merges.items() if below[key[0]].intersection(likely(merge))]
