"""From log-likelihoods of pairs to a posterior over the trees of list versions. Pure.

Two readings of every edge parent → child: *direct* (made from this very list) and *hidden* (made from an unseen list that
hangs on the parent or on the edge above it). Readings that the parent altered and the child does not have speak against the
direct one alone (derivation.md, lesson 1; Lachmann's separative errors).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order

from pipelines import forest
from pipelines.derive.content import Matrix
from pipelines.derive.merges import Merge
from pipelines.derive.model import CONTENT, TRUST, Content

LEAST_MERGE = 1e-3
"""Merges and ways less probable than this are not followed up."""
MOST_ABOVE = 64
"""Lists that may lie above a further parent, beyond which the doubt is left alone: nothing is known of the order then."""


@dataclass(frozen=True)
class Lineage:
    """``direct``, ``hidden``: log-likelihoods, parent × child; ``confidence``: P(made from this very list); ``further``:
    the part of it that is for further parents of merged lists."""

    direct: Matrix
    hidden: Matrix
    further: Matrix
    confidence: Matrix


def with_root(log_likelihood: Matrix) -> Matrix:
    """A row of zeros below: the child is no kin of any list found."""
    return np.vstack([log_likelihood, np.zeros((1, log_likelihood.shape[1]))])


def likeliest(log_likelihood: Matrix) -> list[int]:
    """The parent of every list in the likeliest tree; n for none."""
    return forest.likeliest(with_root(log_likelihood))


def trust(log_likelihood: Matrix, towards: Matrix, prior: Sequence[tuple[float, float]] = TRUST) -> float:
    """How far the look of readings is to be trusted in this case: posterior mean of its share, by the sum over all trees.

    ``log_likelihood``: without the look; ``towards``: the look at full weight; ``prior``: (share, probability). Where looks are
    noise (a text whose words have no closed vocabulary), the trees that please them are no better than the trees that don't.
    """
    evidence = np.array([np.log(p) + forest.log_total(with_root(log_likelihood + share * towards)) for share, p in prior])
    weights = np.exp(evidence - evidence.max())
    return float(weights @ np.array([share for share, _ in prior]) / weights.sum())


def weight(log_likelihood: Matrix, older: Matrix, parents: list[int], params: Content = CONTENT) -> float:
    """Log-likelihood of a tree, readings of a child that its parent had altered (``older``, parent × child) charged."""
    direct = log_likelihood - params.mended * older
    return float(sum(direct[parent, child] for child, parent in enumerate(parents) if parent < len(parents)))


def by_chance(cells: Matrix, differing: Matrix, parents: list[int], params: Content = CONTENT) -> Matrix:
    """Contradictions to be expected of lists that were made from a list all the same: list × other list.

    Where two alter the same cell, both may write the same, or the second what was there before the first. ``cells``: compared in two
    lists; ``differing``: parent × child. What a list altered is told from its parent, of a topmost one from those made from it.
    """
    n = len(parents)
    rate = differing / np.maximum(cells, 1.0)
    altered = np.zeros(n)
    for child, parent in enumerate(parents):
        if parent < n:
            altered[child] += rate[parent, child]
            if parents[parent] == n:
                altered[parent] += rate[parent, child]
    return np.asarray(params.coincidence * altered[:, None] * differing)


def beyond_chance(older: Matrix, expected: Matrix, params: Content = CONTENT) -> Matrix:
    """Contradictions that count: all of them, or, where they are cheaper as chance, so many as cost what chance does (Poisson)."""
    more = np.maximum(older, expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(more > 0, more * np.log(more / expected) - more + expected, 0.0)
    return np.minimum(older, chance / (params.mended + params.alteration))


def tree_of(parents: list[int]) -> "nx.DiGraph[int]":
    """The graph parent → list below the root n."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(parents) + 1))
    graph.add_edges_from((parent, child) for child, parent in enumerate(parents))
    return graph


def branches(parents: list[int]) -> list[tuple[int, int, int]]:
    """(list, topmost list above it, its ancestor right below the top) for every list that is not a top itself."""
    ways = nx.single_source_shortest_path(tree_of(parents), len(parents))
    return [(node, way[1], way[2]) for node, way in sorted(ways.items()) if len(way) > 2]


def descendants(parents: list[int]) -> list[set[int]]:
    """Lists below each list in the likeliest tree."""
    below: list[set[int]] = [set() for _ in range(len(parents) + 1)]
    for node in nx.dfs_postorder_nodes(tree_of(parents), len(parents)):
        if node < len(parents):
            below[parents[node]] |= below[node] | {node}
    return below[:-1]


def hanging(kept: Matrix, parents: list[int]) -> NDArray[np.bool_]:
    """Where a list may hang on the edge above another: it has part of what came up there and is not above it. parent × child."""
    out = kept > 0
    for above, below in enumerate(descendants(parents)):
        out[list(below), above] = False
    return out


def resolve(
    log_likelihood: Matrix,
    older: Matrix,
    hangs: NDArray[np.bool_],
    merges: Mapping[tuple[int, int], Merge],
    params: Content = CONTENT,
) -> Lineage:
    """Posterior with the contradictions known.

    ``log_likelihood``: of pairs, contradictions not yet charged; ``older``: readings of the child that the parent had altered,
    parent × child; ``hangs``: as of ``hanging``; ``merges``: further parents of (child, first parent).
    """
    direct = log_likelihood - params.mended * older
    hidden = np.where(hangs, log_likelihood + params.alteration * older, direct)
    prior = params.hidden_odds
    either = np.logaddexp(direct + np.log1p(-prior), hidden + np.log(prior))
    marginal = forest.marginals(with_root(either))[:-1] if len(either) else either
    lies = {key: below(either, *key, merge.others) for key, merge in merges.items() if marginal[key[1], key[0]] > LEAST_MERGE}
    marginal = possible(marginal, merges, lies)
    with np.errstate(invalid="ignore"):
        share = np.where(np.isfinite(direct), np.exp(direct + np.log1p(-prior) - either), 0.0)
    confidence = marginal * share
    further = np.zeros_like(confidence)
    for (child, first), merge in merges.items():
        for parent, probability in merge.others.items():
            q = lies.get((child, first), {}).get(parent, 0.0)
            above = probability * (1 - q) / max(1 - probability * q, 1e-12)
            further[parent, child] += marginal[first, child] * above * (1 - prior)
    return Lineage(direct, hidden, further, np.minimum(confidence + further, 1.0))


def below(log_likelihood: Matrix, child: int, first: int, others: Mapping[int, float]) -> dict[int, float]:
    """P(a further parent lies below the child | the child was made from its first parent), exact, for those that may."""
    weights = with_root(log_likelihood)
    weights[:, child] = np.where(np.arange(len(weights)) == first, weights[:, child], -np.inf)
    upwards = csr_matrix((forest.steps(weights)[:, :-1] >= LEAST_MERGE).astype(np.float64))
    out = {}
    for parent, probability in others.items():
        up = np.sort(breadth_first_order(upwards, parent, return_predecessors=False))
        if probability > LEAST_MERGE and child in up and len(up) <= MOST_ABOVE:
            start, end = (int(np.searchsorted(up, node)) for node in (parent, child))
            part = weights[np.ix_(np.append(up, len(weights) - 1), up)]
            ways = forest.paths(part, start, LEAST_MERGE, stop=frozenset({end}))
            out[parent] = min(sum(way.probability for way in ways if way.nodes[-1] == end), 1.0)
    return out


def possible(
    marginal: Matrix, merges: Mapping[tuple[int, int], Merge], lies: Mapping[tuple[int, int], Mapping[int, float]]
) -> Matrix:
    """The marginals (parent × child) without the trees in which a further parent lies below the child that it is a parent of.

    The weight of such a tree has the sets of parents without that parent: of the first parent's edge 1 − s·q is left, s the
    probability of the parent in the sets, q that it lies below. Exact for one further parent, as if independent for several.
    """
    out = marginal.copy()
    for (child, first), found in lies.items():
        others = merges[child, first].others
        left = float(np.prod([1 - others[parent] * q for parent, q in found.items()]))
        lost = out[first, child] * (1 - left)
        out[first, child] -= lost
        out[:, child] /= max(1 - lost, 1e-12)
    return out
