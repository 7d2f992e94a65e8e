"""Clusters of nodes (sets of identity values, and known persons) from what ties them. Pure: arrays in, arrays out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
NO_KIND = 255
LOOK_ALIKE = 13


@dataclass(frozen=True)
class Edges:
    """``a[i]`` and ``b[i]`` share a key of kind ``kind[i]`` (1 is the strongest)."""

    a: NDArray[np.integer]
    b: NDArray[np.integer]
    kind: NDArray[np.integer]


@dataclass(frozen=True)
class Scored:
    """Clusters ``a[i]`` and ``b[i]`` look alike with ``score[i]``, unless ``forbidden[i]``."""

    a: Ints
    b: Ints
    score: NDArray[np.float64]
    forbidden: NDArray[np.bool_]


def components(nodes: int, a: NDArray[np.integer], b: NDArray[np.integer]) -> Ints:
    """For each of ``nodes`` nodes the lowest node that it is connected to, itself included."""
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(nodes, nodes))
    return _lowest(connected_components(graph, directed=False)[1])


def contradictory(labels: Ints, marked: Ints, identity: Hashes) -> Ints:
    """Nodes of the clusters that hold two identities. ``marked[i]`` is a node whose identity is ``identity[i]``."""
    where = labels[marked]
    order = np.lexsort((identity, where))
    where, identity = where[order], identity[order]
    other = (where[1:] == where[:-1]) & (identity[1:] != identity[:-1])
    return np.flatnonzero(np.isin(labels, where[1:][other]))


def split(nodes: int, seeds: Ints, owner: Ints, keys: Edges) -> tuple[Ints, Ints]:
    """Divide contradictory clusters between their identities.

    ``seeds`` are the nodes of known identity and ``owner`` their identities, small numbers from 0. ``keys`` says that node
    ``a`` has key ``b`` of ``kind``. A node joins the identity to which its strongest key leads, if that key leads to one only;
    what no key decides stays together as far as it shares keys. Returns for every node the lowest node of its part, and
    the kind that decided (NO_KIND where none did).
    """
    part = np.full(nodes, -1, dtype=np.int64)
    part[seeds] = owner
    decided = np.full(nodes, NO_KIND, dtype=np.int64)
    decided[seeds] = 1
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


def join(clusters: int, pairs: Scored, marked: Ints, identity: Hashes) -> Ints:
    """Tie look-alike clusters; for each of ``clusters`` clusters the lowest that it becomes one with.

    Where that would bring together what is forbidden or two identities, only each other's best look-alikes are tied, and
    where even those contradict, nobody is.
    """
    keep = ~pairs.forbidden
    best = _mutual_best(clusters, pairs, keep)
    for otherwise in (best, np.zeros_like(best)):
        labels = components(clusters, pairs.a[keep], pairs.b[keep])
        wrong = np.zeros(clusters, dtype=np.bool_)
        wrong[contradictory(labels, marked, identity)] = True
        clash = pairs.forbidden & (labels[pairs.a] == labels[pairs.b])
        wrong |= np.isin(labels, labels[pairs.a[clash]])
        if not wrong.any():
            return labels
        keep &= ~wrong[pairs.a] | otherwise
    return components(clusters, pairs.a[keep], pairs.b[keep])


def reasons(nodes: int, labels: Ints, edges: Edges) -> Ints:
    """For every node the strongest kind of key that ties it to another of its cluster, else NO_KIND."""
    kinds = np.full(nodes, NO_KIND, dtype=np.int64)
    within = labels[edges.a] == labels[edges.b]
    np.minimum.at(kinds, edges.a[within], edges.kind[within])
    np.minimum.at(kinds, edges.b[within], edges.kind[within])
    return kinds


def _mutual_best(clusters: int, pairs: Scored, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    best = np.full(clusters, -np.inf)
    np.maximum.at(best, pairs.a[among], pairs.score[among])
    np.maximum.at(best, pairs.b[among], pairs.score[among])
    return np.asarray(among & (pairs.score == best[pairs.a]) & (pairs.score == best[pairs.b]), dtype=np.bool_)


def _lowest(group: NDArray[np.integer]) -> Ints:
    """For every element the lowest index of its group."""
    lowest = np.full(int(group.max(initial=-1)) + 1, len(group), dtype=np.int64)
    np.minimum.at(lowest, group, np.arange(len(group)))
    return np.asarray(lowest[group], dtype=np.int64)
