"""Merged lists: what the first parent leaves unexplained is a component of its own, with parents of its own.

The leave-one-out of contamination in stemmatology: take away what one parent explains, ask who explains the rest. Sets of further
parents are summed over, so that every one of them has a probability and the merge its weight in the sum over trees.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import networkx as nx
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
    rows: Sequence[Mapping[str, Any]], child: int, fields: Matrix, forbidden: set[int], params: Content = CONTENT
) -> list[int]:
    """Lists worth asking as further parents of ``child`` beside a first one, the ones that explain most first.

    ``rows``: ``place, shared, differing`` of every list that holds some of the persons whom the first one lacks; ``fields``: number
    of comparable fields, parent × child; ``forbidden``: lists that can't be parents (descendants, the first one).
    """
    scores = {}
    for r in rows:
        if r["place"] not in forbidden:
            worth = params.unrelated_cell * fields[r["place"], child] + params.stranger
            scores[r["place"]] = worth * r["shared"] - params.alteration * r["differing"]
    return sorted((p for p in scores if scores[p] > params.merged), key=lambda p: (-scores[p], p))[:ASKED]


def explain(
    rows: Sequence[Mapping[str, Any]], child: int, asked: Sequence[int], fields: Matrix, gained: float, persons: float, params: Content = CONTENT
) -> Merge:
    """Further parents of ``child`` among ``asked``: the sum over sets of up to PARENTS - 1 of them, the empty one with weight 1.

    ``rows``: ``places, differing, persons``, kinds of person by which of ``asked`` hold them, and cells that differ in each.
    """
    if not asked:
        return Merge()
    column = {p: k for k, p in enumerate(asked)}
    worth = np.full((len(rows), len(asked)), -np.inf)
    for i, row in enumerate(rows):
        for p, differing in zip(row["places"], row["differing"], strict=True):
            worth[i, column[p]] = params.unrelated_cell * fields[p, child] - params.alteration * differing
    cost = partial(new_persons, persons=np.asarray(persons), params=params)
    return summed(asked, np.array([float(row["persons"]) for row in rows]), worth, lambda known: float(cost(np.asarray(gained)) - cost(np.asarray(gained - known))), params)


def explained(persons: Matrix, worth: Matrix, saved, members: Sequence[int]) -> float:
    """Log-likelihood that a set of further parents explains: every person by the member that needs fewest alterations.

    ``persons``: of every kind of person, k numbers; ``worth``: of one of the kind made from the list, k × lists, -inf where the
    list lacks them; ``members``: columns of ``worth``.
    """
    best = worth[:, list(members)].max(axis=1, initial=-np.inf)
    known = np.isfinite(best)
    return float(persons @ np.where(known, best, 0.0)) + saved(float(persons @ known))


def promising(persons: Matrix, worth: Matrix, saved, params: Content = CONTENT) -> list[int]:
    """Columns worth summing over: of every size of set the best that join the best set so far. What is like them explains no more."""
    found: set[int] = set()
    members: list[int] = []
    for most in JOINED:
        gains = [explained(persons, worth, saved, [*members, k]) if k not in members else -np.inf for k in range(worth.shape[1])]
        order = sorted(range(worth.shape[1]), key=lambda k: (-gains[k], k))
        found.update(order[:most])
        if gains[order[0]] - explained(persons, worth, saved, members) <= params.merged or len(members) + 1 == worth.shape[1]:
            break
        members.append(order[0])
    return sorted(found)


def summed(lists: Sequence[int], persons: Matrix, worth: Matrix, saved, params: Content = CONTENT) -> Merge:
    """Posterior over sets of further parents among ``lists`` (columns of ``worth``, see ``explained``).

    A set costs ``merged`` a parent. Any of its members and the first parent may stand as the first one in the tree; divided by
    their number, every set of parents counts once in the sum over trees.
    """
    columns = promising(persons, worth, saved, params)
    sets = [s for size in range(PARENTS) for s in itertools.combinations(columns, size)]
    weights = np.array([explained(persons, worth, saved, s) - params.merged * len(s) - np.log(1 + len(s)) for s in sets])
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


def graph(parents, merges):
    out = nx.DiGraph()
    out.add_nodes_from(range(len(parents) + 1))
    out.add_edges_from((parent, child) for child, parent in enumerate(parents))
    out.add_edges_from((p, child) for (child, first), merge in merges.items() if parents[child] == first for p in likely(merge))
    return out


def acyclic(parents, merges) -> bool:
    return nx.is_directed_acyclic_graph(graph(parents, merges))


def below(child, parents, merges) -> set[int]:
    return nx.descendants(graph(parents, merges), child)
