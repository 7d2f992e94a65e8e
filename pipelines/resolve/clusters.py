"""Clusters of nodes (sets of identity values, and known persons) from what ties them. Pure: arrays in, arrays out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.integer]
Hashes = NDArray[np.uint64]
NO_KIND = 255
LOOK_ALIKE = 13
UNKNOWN = 1.0
"""Bits below enough that a pair counts which was never compared: it shares no block, and so is no likely pair."""


@dataclass(frozen=True)
class Edges:
    """``a[i]`` and ``b[i]`` share a key of kind ``kind[i]`` (1 is the strongest)."""

    a: Ints
    b: Ints
    kind: Ints


@dataclass(frozen=True)
class Scored:
    """Clusters ``a[i]`` and ``b[i]`` look alike with ``score[i]``, unless ``forbidden[i]``."""

    a: Ints
    b: Ints
    score: NDArray[np.float64]
    forbidden: NDArray[np.bool_]


def components(nodes: int, a: Ints, b: Ints) -> Ints:
    """For each of ``nodes`` nodes the lowest node that it is connected to, itself included."""
    labels: Ints = np.arange(nodes, dtype=_narrow(nodes))
    tied = np.zeros(nodes, dtype=np.bool_)
    tied[a] = tied[b] = True
    among = labels[tied]  # most nodes are tied to none: the graph has the others alone
    if len(among):
        place = np.cumsum(tied, dtype=labels.dtype) - 1
        graph = coo_array((np.ones(len(a), dtype=np.int8), (place[a], place[b])), shape=(len(among), len(among)))
        del place
        labels[tied] = among[_lowest(connected_components(graph, directed=False)[1])]
    return labels


def contradictory(labels: Ints, marked: Ints, identity: Hashes) -> Ints:
    """Nodes of the clusters that hold two identities. ``marked[i]`` is a node whose identity is ``identity[i]``."""
    where = labels[marked]
    crowded = _several(labels)[where]  # most clusters are one node
    where, identity = where[crowded], identity[crowded]
    order = np.lexsort((identity, where))
    where, identity = where[order], identity[order]
    other = (where[1:] == where[:-1]) & (identity[1:] != identity[:-1])
    return np.flatnonzero(within(labels, where[1:][other]))


def within(labels: Ints, some: Ints) -> NDArray[np.bool_]:
    """Which nodes have one of ``some`` labels."""
    wanted = np.zeros(len(labels), dtype=np.bool_)
    wanted[some] = True
    return np.asarray(wanted[labels], dtype=np.bool_)


def split(nodes: int, seeds: Ints, owner: Ints, keys: Edges, by: Ints | int = 1) -> tuple[Ints, Ints]:
    """Divide contradictory clusters between their identities.

    ``seeds`` are the nodes of known identity, ``owner`` their identities, small numbers from 0, ``by`` the kind that says so. ``keys`` says that node
    ``a`` has key ``b`` of ``kind``. A node joins the identity to which its strongest key leads, if that key leads to one only;
    what no key decides stays together as far as it shares keys. Returns for every node the lowest node of its part, and
    the kind that decided (NO_KIND where none did).
    """
    part = np.full(nodes, -1, dtype=np.int64)
    part[seeds] = owner
    decided = np.full(nodes, NO_KIND, dtype=np.int64)
    decided[seeds] = by
    many, size = int(owner.max(initial=0)) + 1, int(keys.b.max(initial=-1)) + 1
    while True:
        known = part[keys.a] >= 0
        low, high = np.full(size, many), np.full(size, -1)
        np.minimum.at(low, keys.b[known], part[keys.a[known]])
        np.maximum.at(high, keys.b[known], part[keys.a[known]])
        leads = ~known & (low[keys.b] == high[keys.b])
        if not leads.any():
            break
        kind = keys.kind[leads].min()
        strongest = leads & (keys.kind == kind)
        best = np.full(nodes, many)
        np.minimum.at(best, keys.a[strongest], low[keys.b[strongest]])
        won = best < many
        part[won] = best[won]
        decided[won] = kind
    left = part[keys.a] < 0
    rest = components(nodes + size, keys.a[left], nodes + keys.b[left])[:nodes]
    return _lowest(np.unique(np.where(part >= 0, part, many + rest), return_inverse=True)[1]), decided


def join(clusters: int, pairs: Scored, marked: Ints, identity: Hashes, enough: float) -> Ints:
    """Tie look-alike clusters by average linkage; for each of ``clusters`` clusters the lowest that it becomes one with.

    Groups become one while the mean of all scores between them is ``enough``; a pair without a score counts as ``UNKNOWN``
    below it. So no chain of single look-alikes grows into a giant. Pairs of reciprocal best are tied at once, which gives
    the same tree as one by one (Murtagh, A survey of recent advances in hierarchical clustering algorithms, 1983). What is forbidden,
    two identities, and equally good partners that exclude each other are never tied.
    """
    # Most clusters look like nobody else: work on the others alone, by their places among them.
    alike, place = np.unique(np.concatenate([pairs.a, pairs.b]), return_inverse=True)
    known = np.isin(marked, alike)
    owner = np.zeros(len(alike), dtype=np.uint64)
    owner[np.searchsorted(alike, marked[known])] = identity[known]
    many = len(pairs.a)
    label = _joined(Scored(place[:many], place[many:], pairs.score, pairs.forbidden), owner, enough)
    joined: Ints = np.arange(clusters, dtype=_narrow(clusters))
    joined[alike] = alike[label]
    return joined


def _joined(pairs: Scored, owner: Hashes, enough: float) -> Ints:
    """``join`` of clusters that all have look-alikes; ``owner``: the identity of each, 0 for none."""
    clusters = len(owner)
    label, size = np.arange(clusters), np.ones(clusters)
    a, b = pairs.a, pairs.b
    excess = np.where(pairs.forbidden, -np.inf, pairs.score - enough + UNKNOWN)
    while len(a):
        excess[(owner[a] != owner[b]) & (owner[a] > 0) & (owner[b] > 0)] = -np.inf
        best = _mutual_best(clusters, a, b, excess / (size[a] * size[b]) - UNKNOWN)
        clash = _clashing(clusters, a, b, best, excess, owner)
        excess[clash] = -np.inf
        low, high = _matched(clusters, a[best & ~clash], b[best & ~clash])
        if len(low) == 0 and not clash.any():
            break
        to = np.arange(clusters)
        to[high] = low
        size[low] += size[high]
        owner[low] = np.maximum(owner[low], owner[high])
        label = to[label]
        a, b, excess = _gathered(clusters, to[a], to[b], excess)
    return label


def reasons(nodes: int, labels: Ints, edges: Edges) -> Ints:
    """For every node the strongest kind of key that ties it to another of its cluster, else NO_KIND."""
    kinds = np.full(nodes, NO_KIND, dtype=np.uint8)
    within = labels[edges.a] == labels[edges.b]
    np.minimum.at(kinds, edges.a[within], edges.kind[within])
    np.minimum.at(kinds, edges.b[within], edges.kind[within])
    return kinds


def numbered(labels: Ints, node: Ints, person: Ints, last: int) -> Ints:
    """For every node the number of its person: the lowest of those known in its cluster (``person[i]`` is ``node[i]``), else a new one.

    New numbers follow ``last``, the highest so far, in the order of the clusters.
    """
    number = np.zeros(len(labels), dtype=_narrow(last + len(labels) + 1))
    fresh = labels == np.arange(len(labels), dtype=labels.dtype)
    where = labels[node]
    fresh[where] = False
    number[fresh] = np.arange(last + 1, last + 1 + np.count_nonzero(fresh), dtype=number.dtype)
    falling = np.argsort(-person)
    number[where[falling]] = person[falling]  # the last that is written stays
    return np.asarray(number[labels])


def alone(labels: Ints, respelt: Ints) -> NDArray[np.bool_]:
    """Which nodes are a cluster by themselves, written in one way; ``respelt`` are written in several."""
    single = ~_several(labels)[labels]
    single[respelt] = False
    return np.asarray(single, dtype=np.bool_)


def _several(labels: Ints) -> NDArray[np.bool_]:
    """For each label whether several nodes have it."""
    several = np.zeros(len(labels), dtype=np.bool_)
    several[labels[labels != np.arange(len(labels), dtype=labels.dtype)]] = True
    return several


def _mutual_best(clusters: int, a: Ints, b: Ints, mean: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pairs are, from 0 up, the best (or as good as the best) of both sides."""
    best = np.zeros(clusters)
    np.maximum.at(best, a, mean)
    np.maximum.at(best, b, mean)
    return np.asarray((mean >= 0) & (mean == best[a]) & (mean == best[b]), dtype=np.bool_)


def _clashing(
    clusters: int, a: Ints, b: Ints, best: NDArray[np.bool_], excess: NDArray[np.float64], owner: Hashes
) -> NDArray[np.bool_]:
    """Which of the ``best`` pairs hang together with others that exclude them: something forbidden or a second identity."""
    labels = components(clusters, a[best], b[best])
    wrong = np.zeros(clusters, dtype=np.bool_)
    marked = np.flatnonzero(owner)
    wrong[contradictory(labels, marked, owner[marked])] = True
    torn = np.isneginf(excess) & (labels[a] == labels[b])
    wrong |= np.isin(labels, labels[a[torn]])
    return np.asarray(best & wrong[a], dtype=np.bool_)


def _matched(clusters: int, a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """Of equally good pairs so many that no cluster is in two: (lower, higher)."""
    partner = np.full(clusters, clusters)
    np.minimum.at(partner, a, b)
    np.minimum.at(partner, b, a)
    chosen = (partner[a] == b) & (partner[b] == a)
    return np.minimum(a[chosen], b[chosen]), np.maximum(a[chosen], b[chosen])


def _gathered(clusters: int, a: Ints, b: Ints, excess: NDArray[np.float64]) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Pairs of the new clusters with their sums; pairs within one are gone."""
    between = a != b
    key = np.minimum(a, b)[between] * clusters + np.maximum(a, b)[between]
    pair, place = np.unique(key, return_inverse=True)
    total = np.zeros(len(pair))
    np.add.at(total, place, excess[between])
    return pair // clusters, pair % clusters, total


def _lowest(group: Ints) -> Ints:
    """For every element the lowest index of its group."""
    narrow = _narrow(len(group))
    lowest = np.full(int(group.max(initial=-1)) + 1, len(group), dtype=narrow)
    np.minimum.at(lowest, group, np.arange(len(group), dtype=narrow))
    return np.asarray(lowest[group])


def _narrow(size: int) -> "np.dtype[np.int32] | np.dtype[np.int64]":
    """The type of places among so many: there is one for every row."""
    return np.dtype(np.int32) if size < 2**31 else np.dtype(np.int64)
