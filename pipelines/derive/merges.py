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


def candidates(shared: Matrix, persons: Matrix, child: int, most: int = 6) -> list[int]:
    """First parents worth asking about, the ones that explain most first; empty when one of them explains nearly all."""
    order = [int(i) for i in np.argsort(-shared[:, child], kind="stable") if shared[i, child] >= UNEXPLAINED * persons[child]]
    if not order or persons[child] - shared[order[0], child] <= UNEXPLAINED * persons[child]:
        return []
    return order[:most]


def inside(below: Sequence[set[int]], shared: Matrix, persons: Matrix) -> list[set[int]]:
    """Descendants that hold hardly anyone but the list's own persons: they can't be what was merged into it.

    Before a merged list is understood, the tree may hang a parent below it; such a parent has persons that the list lacks.
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
