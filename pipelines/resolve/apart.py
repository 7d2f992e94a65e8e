"""What people decided about nodes, among what identities say: who must be kept apart, and who is one. Pure: arrays in, arrays out."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipelines.resolve.clusters import NO_KIND, Edges, Hashes, Ints, components, split

JUDGED = 0
"""Kind of a tie that a person decided; stronger than every key."""


@dataclass(frozen=True)
class Judged:
    """Pairs of nodes: ``tied`` (confirmed), ``apart`` (rejected), ``same`` (they show the same values, one of them is kept apart)."""

    tied: Ints
    apart: Ints
    same: Ints

    @classmethod
    def of(cls, sign: Ints, a: Ints, b: Ints) -> "Judged":
        """From pairs a[i], b[i] with sign 1, -1, 0. Each part has the shape (pairs, 2)."""
        pairs = np.column_stack([a, b])
        two = a != b
        return cls(pairs[sign == 1], pairs[(sign == -1) & two], pairs[(sign == 0) & two])

    @classmethod
    def none(cls) -> "Judged":
        """Nobody decided anything."""
        return cls(*(np.empty((0, 2), dtype=np.int64) for _ in range(3)))

    def edges(self, found: Edges) -> Edges:
        """``found``, the confirmed ties and those between rows that show the same."""
        tied = self.tied[self.tied[:, 0] != self.tied[:, 1]]
        if not len(tied) + len(self.same):
            return found
        more = np.concatenate([tied, self.same])
        kinds = np.repeat([JUDGED, NO_KIND], [len(tied), len(self.same)]).astype(found.kind.dtype)
        return Edges(
            np.concatenate([found.a, more[:, 0]]), np.concatenate([found.b, more[:, 1]]), np.concatenate([found.kind, kinds])
        )

    def keys(self, found: Edges, wrong: Ints) -> Edges:
        """Keys of the nodes ``wrong``, by their places in it, and a key more for each pair that is tied or shows the same."""
        pairs = np.concatenate([self.tied, self.same])
        pairs = pairs[np.isin(pairs, wrong).all(axis=1)]
        more = int(found.b.max(initial=-1)) + 1 + np.arange(len(pairs)).repeat(2)
        return Edges(
            np.concatenate([found.a, np.searchsorted(wrong, pairs.ravel())]),
            np.concatenate([found.b, more]),
            np.concatenate([found.kind, np.full(2 * len(pairs), JUDGED)]),
        )

    def torn(self, labels: Ints) -> Ints:
        """Nodes of the clusters that hold two nodes to be kept apart."""
        if not len(self.apart):
            return np.empty(0, dtype=np.int64)
        within = labels[self.apart[:, 0]] == labels[self.apart[:, 1]]
        return np.flatnonzero(np.isin(labels, labels[self.apart[within, 0]]))


def one_identity(marked: Ints, identity: Hashes, tied: Ints) -> Hashes:
    """``identity`` where those of one node, and of two nodes that are tied, are one and the same."""
    values, place = np.unique(identity, return_inverse=True)
    order = np.lexsort((place, marked))
    node, known = marked[order], place[order]
    twice = node[1:] == node[:-1]
    first = np.searchsorted(node, tied)
    both = (first < len(node)).all(axis=1)
    first, tied = first[both], tied[both]
    both = (node[first] == tied).all(axis=1)
    a, b = np.concatenate([known[1:][twice], known[first[both, 0]]]), np.concatenate([known[:-1][twice], known[first[both, 1]]])
    return np.asarray(values[components(len(values), a, b)][place], dtype=np.uint64)


def parts(nodes: int, marked: Ints, identity: Hashes, apart: Ints, keys: Edges) -> tuple[Ints, Ints]:
    """Divide clusters between identities, and between nodes that a person keeps apart: ``clusters.split`` with these as seeds.

    A node kept apart stands for its identity, if it has one that both sides of no pair have, else for itself. What stands for itself joins
    another as far as keys, the strongest first, lead there and nothing parts the two.
    """
    own = np.full(nodes, 0, dtype=np.uint64)
    own[marked] = identity
    judged = np.unique(apart)
    contested = own[apart[:, 0]][own[apart[:, 0]] == own[apart[:, 1]]]
    certain = marked[~np.isin(identity, contested)]
    alone = np.setdiff1d(judged, certain)
    values, place = np.unique(own[certain], return_inverse=True)
    seeds = np.concatenate([certain, alone])
    owner: Ints = np.concatenate([place.astype(np.int64), len(values) + np.arange(len(alone))])
    by = np.where(np.isin(seeds, judged), JUDGED, 1)
    if len(alone):
        base = np.concatenate([values, own[alone]])
        found = split(nodes, seeds, owner, keys, by)[0]
        owner = _joined(seeds, owner, base, len(values), apart, found, keys)[owner]
    return split(nodes, seeds, owner, keys, by)


def _joined(seeds: Ints, owner: Ints, base: Hashes, alone: int, apart: Ints, part: Ints, keys: Edges) -> Ints:
    """For each owner (from ``alone`` on: one that stands for itself) the owner that it becomes one with."""
    owner_of = np.full(len(part), -1, dtype=np.int64)
    owner_of[part[seeds]] = owner
    holds = owner_of[part[keys.a]]
    shared = np.isin(keys.b, keys.b[holds >= alone]) & (holds >= 0)
    found = np.unique(np.column_stack([keys.b, keys.kind, holds])[shared], axis=0)
    ways = sorted({(int(kind), x, y) for _, kind, some in _by_key(found) for x, y in combinations(some, 2)})
    at = np.full(len(part), -1, dtype=np.int64)
    at[seeds] = owner
    forbidden = {tuple(sorted((int(at[a]), int(at[b])))) for a, b in apart}
    groups = {x: {x} for x in range(len(base))}
    for _, x, y in ways:
        if groups[x] is not groups[y] and not any(_clash(p, q, base, forbidden) for p in groups[x] for q in groups[y]):
            groups[x] |= groups[y]
            groups.update(dict.fromkeys(groups[y], groups[x]))
    return np.array([min(groups[x]) for x in range(len(base))], dtype=np.int64)


def _by_key(found: NDArray[np.int64]) -> Iterable[tuple[int, int, list[int]]]:
    """(key, kind, owners in order) of rows of key, kind, owner."""
    starts = np.flatnonzero(found[1:, 0] != found[:-1, 0]) + 1
    return [(int(part[0, 0]), int(part[0, 1]), part[:, 2].tolist()) for part in np.split(found, starts) if len(part)]


def _clash(p: int, q: int, base: Hashes, forbidden: set[tuple[int, ...]]) -> bool:
    return tuple(sorted((p, q))) in forbidden or bool(base[p] and base[q] and base[p] != base[q])
