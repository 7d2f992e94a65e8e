"""Exact probabilities over arborescences: the directed matrix-tree theorem without its cancellations.

A weighted digraph over nodes 0…n-1 and a virtual root defines P(T) ∝ ∏ w(parent → node) over all arborescences that hang
from the root. Tutte's theorem turns the marginals into determinants; computed as an inverse they lose every digit when two
lists explain each other by e⁶⁰. Here they are the ratio of *escape probabilities* of the walk from child to parent, solved
by the elimination of Grassmann, Taksar and Heyman (1985), which never subtracts and is accurate entry by entry.
"""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

Matrix = NDArray[np.float64]
ROOT = -1
NEGLIGIBLE = 1e-14


@dataclass(frozen=True)
class Path:
    """A way from a node up to the root: nodes from the given one to the topmost; probability exact."""

    nodes: tuple[int, ...]
    probability: float


def steps(log_weights: Matrix) -> Matrix:
    """Row-stochastic steps of the walk child → parent, n × (n + 1), root last, from log w(parent, child), (n + 1) × n.

    Raises ValueError when a node has no possible parent.
    """
    best = log_weights.max(axis=0)
    if not np.isfinite(best).all():
        raise ValueError("a node has no possible parent")
    weights = np.exp(log_weights - best)
    return np.ascontiguousarray((weights / weights.sum(axis=0)).T)


def escape(walk: Matrix, start: int) -> Matrix:
    """Probability that the walk reaches the root before ``start``, for every node (0 at ``start``): n numbers.

    ``walk``: n × (n + 1) steps as of ``steps``.
    """
    n = walk.shape[0]
    order = [v for v in range(n) if v != start]
    if not order:
        return np.zeros(n)
    m = len(order)
    # columns: the other nodes, then `start` (failure), then the root (success)
    q = np.empty((m, m + 2))
    q[:, :m] = walk[np.ix_(order, order)]
    q[:, m] = walk[order, start]
    q[:, m + 1] = walk[order, n]
    leave = np.empty(m)
    for k in range(m - 1, -1, -1):
        leave[k] = q[k, :k].sum() + q[k, m:].sum()
        if leave[k] <= 0:  # a closed circle: it never escapes
            q[:k, k] = 0.0
            continue
        q[k, :k] /= leave[k]
        q[k, m:] /= leave[k]
        into = q[:k, k]
        hit = np.flatnonzero(into)
        if len(hit):
            rows = into[hit, None]
            q[hit, :k] += rows * q[k, :k]
            q[hit, m:] += rows * q[k, m:]
    reach = np.zeros(m)
    for k in range(m):
        if leave[k] > 0:
            reach[k] = q[k, m + 1] + q[k, :k] @ reach[:k]
    out = np.zeros(n)
    out[order] = np.clip(reach, 0.0, 1.0)
    return out


def parents(log_weights: Matrix, child: int, fixed: dict[int, int] | None = None) -> Matrix:
    """Posterior of the parent of ``child``: n + 1 probabilities, the root last.

    ``fixed``: parents already decided for other nodes (they may lead to ``child``; it must not lead back to them).
    """
    walk = steps(log_weights)
    for node, parent in (fixed or {}).items():
        walk[node] = 0.0
        walk[node, parent if parent != ROOT else walk.shape[0]] = 1.0
    walk, knots = _knots(walk)
    return _parents(walk, np.flatnonzero(knots == knots[child]), child)


def marginals(log_weights: Matrix) -> Matrix:
    """P(parent → child) for every pair: (n + 1) × n, the root's row last. Columns sum to 1."""
    walk, knots = _knots(steps(log_weights))
    n = walk.shape[0]
    out = np.zeros((n + 1, n))
    members = {int(k): np.flatnonzero(knots == k) for k in np.unique(knots)}
    for child in range(n):
        out[:, child] = _parents(walk, members[int(knots[child])], child)
    return out


def paths(log_weights: Matrix, start: int, least: float = 1e-3, most: int = 400) -> list[Path]:
    """Ways from ``start`` up to the root with their exact probabilities, likeliest first.

    Best first; prefixes less probable than ``least`` are not followed, and at most ``most`` prefixes are.
    """
    found: list[Path] = []
    open_: list[tuple[float, tuple[int, ...]]] = [(1.0, (start,))]
    n = log_weights.shape[1]
    for _ in range(most):
        if not open_:
            break
        open_.sort(key=lambda item: (item[0], item[1]))
        probability, nodes = open_.pop()
        fixed = dict(itertools.pairwise(nodes))
        choice = parents(log_weights, nodes[-1], fixed)
        for parent in np.flatnonzero(choice * probability >= least):
            if parent == n:
                found.append(Path(nodes, probability * float(choice[n])))
            else:
                open_.append((probability * float(choice[parent]), (*nodes, int(parent))))
    return sorted(found, key=lambda p: (-p.probability, p.nodes))


def _knots(walk: Matrix) -> tuple[Matrix, NDArray[np.int32]]:
    """The walk without negligible steps, and its strongly connected parts: only inside a part does the order matter.

    A node whose kept steps never lead to the root keeps all of its steps.
    """
    n = walk.shape[0]
    keep = walk >= NEGLIGIBLE
    while True:
        graph = csr_matrix(np.vstack([keep, np.zeros((1, n + 1), dtype=bool)]))
        reached = breadth_first_order(graph.T.tocsr(), n, return_predecessors=False)
        lost = np.setdiff1d(np.arange(n), reached)
        thin = [v for v in lost if (keep[v] != (walk[v] > 0)).any()]
        if not thin:
            break
        keep[thin] = walk[thin] > 0
    kept = np.where(keep, walk, 0.0)
    _, labels = connected_components(csr_matrix(kept[:, :n]), directed=True, connection="strong")
    return kept, labels


def _parents(walk: Matrix, knot: NDArray[np.int64], child: int) -> Matrix:
    """∝ step(child → parent) × P(the parent's walk escapes to the root before it meets the child).

    ``knot``: the nodes that lead to the child and are led to by it; whoever leaves them never comes back to it.
    """
    n = walk.shape[0]
    free = np.ones(n + 1)
    if len(knot) > 1:
        inside = walk[np.ix_(knot, knot)]
        outside = np.delete(walk[knot], knot, axis=1).sum(axis=1)
        place = int(np.flatnonzero(knot == child)[0])
        free[knot] = escape(np.column_stack([inside, outside]), place)
    weight = walk[child] * free
    total = weight.sum()
    if total <= 0:  # nothing but a closed circle: hang it from the root
        weight[n] = total = 1.0
    return np.asarray(weight / total)
