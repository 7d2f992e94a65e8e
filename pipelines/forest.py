"""Exact probabilities over arborescences: the directed matrix-tree theorem without its cancellations.

A weighted digraph over nodes 0…n-1 and a virtual root defines P(T) ∝ ∏ w(parent → node) over all arborescences that hang
from the root. Tutte's theorem turns the marginals into determinants; computed as an inverse they lose every digit when two
lists explain each other by e⁶⁰. Here they are the ratio of *escape probabilities* of the walk from child to parent, solved
by the elimination of Grassmann, Taksar and Heyman (1985), which never subtracts and is accurate entry by entry.
"""

import itertools
from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

Matrix = NDArray[np.float64]
ROOT = -1
NEGLIGIBLE = 1e-14
FAINT = 1e-200
"""A pivot below this may have lost what underflowed."""
WIDEST = 50.0
"""By so many nats at most the ways into a circle are worse than those inside: e^-50 is nothing beside 1."""


@dataclass(frozen=True)
class Path:
    """A way from a node up to the root: nodes from the given one to the topmost; probability exact."""

    nodes: tuple[int, ...]
    probability: float


def likeliest(log_weights: Matrix) -> list[int]:
    """The parent of every node in the likeliest tree, n for the root: Edmonds, dense, O(n²) (Tarjan 1977, path by path as Gabow 1986).

    networkx's arborescence is the oracle of the tests; it takes 12 s for 400 lists. Of equal parents the first is taken. Raises
    ValueError when a node has no possible parent.
    """
    edges, circles, inside = _grown(log_weights, None)
    n = log_weights.shape[1]
    if len(edges) < n + len(circles):
        raise ValueError("a node has no possible parent")
    return _opened(n, circles, inside, edges)


def _grown(log_weights: Matrix, narrowed: Matrix | None) -> tuple[dict[int, tuple[int, int]], list[list[int]], NDArray[np.int64]]:
    """The best edge into every node and circle, where there is one, the circles, numbered from n on, and of which circle each is part.

    A path follows the best parents upwards until it meets what hangs from the root; a circle on it becomes one node, that with the
    lowest number. ``narrowed``: a copy of the weights, in which all edges into a circle are raised by as much as the best of them
    is more than WIDEST worse than those inside.
    """
    n = log_weights.shape[1]
    weights = np.array(log_weights, dtype=np.float64)
    weights[np.arange(n), np.arange(n)] = -np.inf
    source, target = (np.ascontiguousarray(ends) for ends in np.indices(weights.shape))
    circles: list[list[int]] = []
    inside = np.full(2 * n, -1)
    edges: dict[int, tuple[int, int]] = {}
    at = np.arange(n)
    """By place in ``weights``: the node or circle that stands there."""
    place_of = np.arange(n + 1)
    hangs = np.arange(n + 1) == n
    for start in range(n):
        path: list[int] = []
        place = start
        while not hangs[place]:
            if place in path:
                circle = path[path.index(place) :]
                del path[-len(circle) :]
                if narrowed is not None:
                    _narrow(weights, narrowed, circle, np.isin(place_of, circle))
                inside[at[circle]] = n + len(circles)
                circles.append([int(v) for v in at[circle]])
                place = min(circle)
                at[circle] = n + len(circles) - 1
                place_of[np.isin(place_of, circle)] = place
                _contract(weights, source, target, circle, place)
                hangs[[v for v in circle if v != place]] = True
            path.append(place)
            best = int(weights[:, place].argmax())
            if weights[best, place] == -np.inf:
                break
            edges[int(at[place])] = int(source[best, place]), int(target[best, place])
            weights[:, place] -= weights[best, place]
            place = best
        hangs[path] = True
    return edges, circles, inside


def _narrow(weights: Matrix, narrowed: Matrix, circle: list[int], members: NDArray[np.bool_]) -> None:
    """Raise the edges into a circle, in both, where all of them are more than WIDEST worse than those inside."""
    entries = np.ix_(np.delete(np.arange(len(weights)), circle), np.array(circle))
    best = weights[entries].max()
    if np.isfinite(best) and best < -WIDEST:
        weights[entries] -= best + WIDEST
        narrowed[np.ix_(~members, members[:-1])] -= best + WIDEST


def _contract(weights: Matrix, source: NDArray[np.int64], target: NDArray[np.int64], circle: list[int], place: int) -> None:
    """One node instead of a circle, at one of its places: of the edges from and to each other node the best."""
    into = weights[:, circle].argmax(axis=1)
    out = weights[circle].argmax(axis=0)
    rows, columns, nodes = np.arange(len(weights)), np.arange(weights.shape[1]), np.array(circle)
    for matrix in (weights, source, target):
        one, other = matrix[rows, nodes[into]], matrix[nodes[out], columns]
        matrix[:, place], matrix[place] = one, other
    weights[circle, place] = -np.inf
    weights[[v for v in circle if v != place]] = -np.inf


def _opened(n: int, circles: list[list[int]], inside: NDArray[np.int64], edges: dict[int, tuple[int, int]]) -> list[int]:
    """The parent of every node: each circle is left where the edge into it ends."""
    parents = [n] * n
    waiting = [(int(top), edges[int(top)]) for top in np.flatnonzero(inside[: n + len(circles)] < 0)]
    while waiting:
        whole, (parent, child) = waiting.pop()
        if whole < n:
            parents[whole] = parent
            continue
        entered = child
        while inside[entered] != whole:
            entered = int(inside[entered])
        waiting += [(part, (parent, child) if part == entered else edges[part]) for part in circles[whole - n]]
    return parents


def steps(log_weights: Matrix) -> Matrix:
    """Row-stochastic steps of the walk child → parent, n × (n + 1), root last, from log w(parent, child), (n + 1) × n.

    Where nodes explain each other by hundreds of nats more than anything else does, what leads out of their circle is no number any
    more. Of the trees that enter a circle once, all have one of these edges: raised together they say the same. Trees that enter it
    twice are left e^-WIDEST of the probability. Raises ValueError when a node has no possible parent.
    """
    walk = _walk(log_weights)
    leads = csr_matrix(np.vstack([walk >= FAINT, np.zeros((1, walk.shape[1]), dtype=bool)]))
    if len(breadth_first_order(leads.T.tocsr(), len(walk), return_predecessors=False)) == walk.shape[1]:
        return walk
    narrowed = log_weights.copy()
    _grown(log_weights, narrowed)
    return _walk(narrowed)


def _walk(log_weights: Matrix) -> Matrix:
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
    order = np.array([start, *(v for v in range(n) if v != start)])
    q = np.ascontiguousarray(np.column_stack([walk[np.ix_(order, order)], walk[order, n]]))
    _eliminate(q, 1)
    reach = np.zeros(n)
    for k in range(1, n):
        reach[k] = q[k, n] + q[k, 1:k] @ reach[1:k]
    out = np.zeros(n)
    out[order] = np.clip(reach, 0.0, 1.0)
    return out


def parents(log_weights: Matrix, child: int, fixed: dict[int, int] | None = None) -> Matrix:
    """Posterior of the parent of ``child``: n + 1 probabilities, the root last.

    ``fixed``: parents already decided for other nodes (they may lead to ``child``; it must not lead back to them).
    """
    return _choice(steps(log_weights), child, fixed or {})


def _choice(walk: Matrix, child: int, fixed: dict[int, int]) -> Matrix:
    """As ``parents``, from the steps of the walk."""
    walk = walk.copy() if fixed else walk
    for node, parent in fixed.items():
        walk[node] = 0.0
        walk[node, parent if parent != ROOT else walk.shape[0]] = 1.0
    walk, knots = _knots(walk)
    return _parents(walk, np.flatnonzero(knots == knots[child]), child)


def marginals(log_weights: Matrix) -> Matrix:
    """P(parent → child) for every pair: (n + 1) × n, the root's row last. Columns sum to 1.

    Raises ValueError when a node has no possible parent.
    """
    walk, knots = _knots(steps(log_weights))
    n = walk.shape[0]
    free = np.ones((n + 1, n))
    for knot in np.unique(knots):
        members = np.flatnonzero(knots == knot)
        if len(members) > 1:
            free[np.ix_(members, members)] = escapes(_inside(walk, members))
    weight = walk.T * free
    total = weight.sum(axis=0)
    weight[n, total <= 0] = 1.0  # nothing but a closed circle: hang it from the root
    return np.asarray(weight / weight.sum(axis=0))


def log_total(log_weights: Matrix) -> float:
    """ln of the sum of ∏ w over all arborescences: the evidence for the weights as a whole. -inf when there is none.

    The determinant of the Laplacian, as the product of the pivots of the same elimination that never subtracts; in logs, where a
    pivot is too small to be told from nothing.
    """
    n = log_weights.shape[1]
    sums = np.logaddexp.reduce(log_weights, axis=0) if n else np.zeros(0)
    if not np.isfinite(sums).all():
        return -np.inf
    pivots = _eliminate(np.ascontiguousarray(np.exp(log_weights - sums).T), 0)
    if not (pivots < FAINT).any():
        return float(sums.sum() + np.log(pivots).sum())
    return float(sums.sum() + _log_pivots((log_weights - sums).T.copy()))


def _log_pivots(q: Matrix) -> float:
    """Sum of ln of the pivots of ``_eliminate``, from the logarithms of the walk."""
    n, total = q.shape[0], 0.0
    for k in range(n - 1, -1, -1):
        leave = float(np.logaddexp(np.logaddexp.reduce(q[k, :k]) if k else -np.inf, q[k, n]))
        if not np.isfinite(leave):
            return -np.inf
        total += leave
        into = q[:k, k]
        hit = np.flatnonzero(into > -np.inf)
        if len(hit):
            through = into[hit, None] - leave
            q[hit, :k] = np.logaddexp(q[hit, :k], through + q[k, :k])
            q[hit, n] = np.logaddexp(q[hit, n], through[:, 0] + q[k, n])
    return total


def escapes(walk: Matrix) -> Matrix:
    """Probability that the walk from v reaches the root before c, for all pairs: n × n, v × c, 0 where v is c.

    ``walk``: n × (n + 1) steps as of ``steps``. Half of the nodes is eliminated for the targets in the other half, and so on
    in each half: O(n³) for all targets together, where one by one it would be O(n⁴).
    """
    n = walk.shape[0]
    out = np.zeros((n, n))
    if n > 1:
        half = n // 2
        for kept in (np.arange(half), np.arange(half, n)):
            gone = np.setdiff1d(np.arange(n), kept)
            order = np.concatenate([kept, gone])
            q = np.ascontiguousarray(np.column_stack([walk[np.ix_(order, order)], walk[order, n]]))
            m = len(kept)
            _eliminate(q, m)
            reach = np.zeros((n, m))
            reach[:m] = escapes(np.column_stack([q[:m, :m], q[:m, n]]))
            for k in range(m, n):
                reach[k] = q[k, n] + q[k, :k] @ reach[:k]
            out[np.ix_(order, kept)] = reach
    return np.clip(out, 0.0, 1.0)


def _eliminate(q: Matrix, least: int) -> Matrix:
    """Censor the walk ``q``, n × (n + 1), to its first ``least`` nodes: from the last one down, each is replaced by where it
    leads. Never subtracts (Grassmann, Taksar, Heyman). Row k then holds where k leads among the nodes before it and the root.
    Returns the pivots: with what probability node k leaves for these at all (1 for nodes kept)."""
    n = q.shape[0]
    pivots = np.ones(n)
    for k in range(n - 1, least - 1, -1):
        leave = pivots[k] = q[k, :k].sum() + q[k, n]
        into = q[:k, k].copy()
        q[:k, k] = 0.0
        if leave <= 0:  # a closed circle: it never escapes
            q[k] = 0.0
            continue
        q[k, :k] /= leave
        q[k, n] /= leave
        hit = np.flatnonzero(into)
        if 2 * len(hit) > k:
            q[:k, :k] += into[:, None] * q[k, :k]
        elif len(hit):
            q[hit, :k] += into[hit, None] * q[k, :k]
        q[:k, n] += into * q[k, n]
    return pivots


def paths(log_weights: Matrix, start: int, least: float = 1e-3, most: int = 400, stop: Set[int] = frozenset()) -> list[Path]:
    """Ways from ``start`` up to the root, or to the first node of ``stop``, with their exact probabilities, likeliest first.

    Best first; prefixes less probable than ``least`` are not followed, and at most ``most`` prefixes are.
    """
    walk = steps(log_weights)
    found: list[Path] = []
    open_: list[tuple[float, tuple[int, ...]]] = [(1.0, (start,))]
    n = log_weights.shape[1]
    for _ in range(most):
        if not open_:
            break
        open_.sort(key=lambda item: (item[0], item[1]))
        probability, nodes = open_.pop()
        fixed = dict(itertools.pairwise(nodes))
        choice = _choice(walk, nodes[-1], fixed)
        for parent in np.flatnonzero(choice * probability >= least):
            if parent == n:
                found.append(Path(nodes, probability * float(choice[n])))
            elif parent in stop:
                found.append(Path((*nodes, int(parent)), probability * float(choice[parent])))
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
        free[knot] = escape(_inside(walk, knot), int(np.flatnonzero(knot == child)[0]))
    weight = walk[child] * free
    total = weight.sum()
    if total <= 0:  # nothing but a closed circle: hang it from the root
        weight[n] = total = 1.0
    return np.asarray(weight / total)


def _inside(walk: Matrix, knot: NDArray[np.int64]) -> Matrix:
    """The walk among the nodes of a knot; whatever leaves it counts as the root."""
    return np.column_stack([walk[np.ix_(knot, knot)], np.delete(walk[knot], knot, axis=1).sum(axis=1)])
