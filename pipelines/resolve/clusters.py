"""Clusters of nodes (profiles and known persons) from the keys that tie them. Pure: arrays in, arrays out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
NO_KIND = 255


@dataclass(frozen=True)
class Edges:
    """Node ``a[i]`` and node ``b[i]`` share a key of kind ``kind[i]`` (1 is the strongest)."""

    a: Ints
    b: Ints
    kind: Ints


def components(nodes: int, a: Ints, b: Ints) -> Ints:
    """For each of ``nodes`` nodes the lowest node that it is connected to, itself included."""
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(nodes, nodes))
    count, labels = connected_components(graph, directed=False)
    lowest = np.full(count, nodes, dtype=np.int64)
    np.minimum.at(lowest, labels, np.arange(nodes))
    return np.asarray(lowest[labels], dtype=np.int64)


def contradictory(labels: Ints, marked: Ints, identity: NDArray[np.uint64]) -> Ints:
    """Nodes of the clusters that hold two identities. ``marked[i]`` is a node whose identity is ``identity[i]``."""
    pairs = np.unique(np.rec.fromarrays([labels[marked], identity], names="label,identity"))
    found, count = np.unique(pairs.label, return_counts=True)
    return np.flatnonzero(np.isin(labels, found[count > 1]))


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
        strongest = leads & (keys.kind == keys.kind[leads].min())
        best = np.full(nodes, many)
        np.minimum.at(best, keys.a[strongest], low[keys.b[strongest]])
        won = best < many
        part[won] = best[won]
        decided[won] = keys.kind[strongest].min()
    left = part[keys.a] < 0
    rest = components(nodes + size, keys.a[left], nodes + keys.b[left])[:nodes]
    part = np.where(part >= 0, part, many + rest)
    _, index = np.unique(part, return_inverse=True)
    lowest = np.full(int(index.max(initial=-1)) + 1, nodes)
    np.minimum.at(lowest, index, np.arange(nodes))
    return np.asarray(lowest[index], dtype=np.int64), decided


def reasons(nodes: int, labels: Ints, edges: Edges) -> Ints:
    """For every node the strongest kind of key that ties it to another of its cluster; NO_KIND for a cluster's first node."""
    kinds = np.full(nodes, NO_KIND, dtype=np.int64)
    within = labels[edges.a] == labels[edges.b]
    np.minimum.at(kinds, edges.a[within], edges.kind[within])
    np.minimum.at(kinds, edges.b[within], edges.kind[within])
    kinds[labels == np.arange(nodes)] = NO_KIND
    return kinds
