"""First and further parents of every list: the likeliest network, without circles. Pure.

The tree of first parents is the likeliest one by itself (Edmonds). That of a network of sets of parents is not found so, since a further
parent may lie below the child by way of another list's further parent. So lists are joined with their further parents one after
the other, from the tree of first parents alone on, and whatever would close a circle is weighed as a whole against what stands.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx
import numpy as np

from pipelines.derive import lineage, merges
from pipelines.derive.content import Matrix
from pipelines.derive.merges import Merge

Merges = Mapping[tuple[int, int], Merge]
"""(child, first parent) → its further parents."""
Asked = Mapping[tuple[int, int], Set[int]]
"""(child, first parent) → lists that are no further parents of it."""
Explained = Callable[[Asked], Merges]
"""Finds further parents."""


@dataclass(frozen=True)
class Network:
    """``log_likelihood``: of first parents, parent × child, what the further ones of ``merges`` gain in it."""

    log_likelihood: Matrix
    merges: Merges = field(default_factory=dict)

    @cached_property
    def parents(self) -> list[int]:
        """The first parent of every list in the likeliest tree; n for none."""
        return lineage.likeliest(self.log_likelihood)

    @cached_property
    def value(self) -> float:
        """Log-likelihood of the likeliest tree."""
        weights = lineage.with_root(self.log_likelihood)
        return float(weights[self.parents, np.arange(len(self.parents))].sum())

    @cached_property
    def further(self) -> list[tuple[int, int]]:
        """(further parent, child) of the likeliest tree."""
        return [
            (parent, child)
            for (child, first), merge in self.merges.items()
            if self.parents[child] == first
            for parent in merges.likely(merge)
        ]

    @cached_property
    def graph(self) -> "nx.DiGraph[int]":
        """First and further parents → list, below the root n."""
        graph = lineage.tree_of(self.parents)
        graph.add_edges_from(self.further)
        return graph

    @property
    def possible(self) -> bool:
        """Whether no list comes from itself."""
        return nx.is_directed_acyclic_graph(self.graph)

    def below(self, child: int) -> set[int]:
        """Lists made from the child, at first or further hand."""
        return nx.descendants(self.graph, child)

    def joined(self, found: Merges) -> "Network":
        """The same with these merges, in place of those of the same child and first parent."""
        weights = self.log_likelihood.copy()
        for (child, first), merge in found.items():
            weights[first, child] += merge.log_likelihood - self.merges.get((child, first), Merge()).log_likelihood
        return Network(weights, {**self.merges, **found})

    def parted(self, found: Merges) -> "Network":
        """The same without these merges."""
        weights = self.log_likelihood.copy()
        for (child, first), merge in found.items():
            weights[first, child] -= merge.log_likelihood
        return Network(weights, {key: merge for key, merge in self.merges.items() if key not in found})

    def united(self, child: int, members: Sequence[int]) -> "Network | None":
        """The same, the child put together from ``members`` and not divided into them: none comes from it. None where that can't be."""
        parts = set(members)
        net = self
        while parts:
            weights = net.log_likelihood.copy()
            weights[child, sorted(parts)] = -np.inf
            net = Network(weights, net.merges)
            if net.possible:
                return net
            parts = {
                part
                for part in net.graph.successors(child)
                if net.parents[part] == child and not {part, *net.below(part)}.isdisjoint(members)
            }
        return None


def network(log_likelihood: Matrix, asked: Asked, explained: Explained) -> Network:
    """The likeliest network, as far as one list after the other leads to it, the list that gains most by its merge first.

    ``log_likelihood``: of first parents, parent × child; ``asked``: pairs whose further parents are looked for; ``explained``:
    finds them.
    """
    found = explained(asked)
    everything = Network(log_likelihood).joined(found)
    net = everything if everything.possible else _one_by_one(Network(log_likelihood), found, asked, explained)
    return net.parted(_circular(net))


def _one_by_one(net: Network, found: Merges, asked: Asked, explained: Explained) -> Network:
    start = lineage.with_root(net.log_likelihood)
    gains: dict[int, float] = {}
    for (child, first), merge in found.items():
        gain = float(start[first, child] + merge.log_likelihood - start[net.parents[child], child])
        gains[child] = max(gain, gains.get(child, -np.inf))
    for child in sorted(gains, key=lambda child: (-gains[child], child)):
        mine = {key: merge for key, merge in found.items() if key[0] == child}
        joined = _joined(net, child, mine)
        if joined is None:
            below = net.below(child)
            mine = {**explained({key: asked[key] | below for key in mine if key[1] not in below})}
            joined = _joined(net, child, mine)
        net = joined or net
    return net


def _joined(net: Network, child: int, mine: Merges) -> Network | None:
    """The network with merges of the child, its parts put together in it where they would be divided from it and that costs more."""
    trial = net.joined(mine)
    if trial.possible:
        return trial
    first = trial.parents[child]
    if (child, first) not in mine:
        return None
    whole = trial.united(child, [first, *merges.likely(mine[child, first])])
    return whole if whole and whole.value > net.value else None


def _circular(net: Network) -> Merges:
    """Merges beside those of the tree of which a further parent lies below the child: they can't be."""
    below = {child: net.below(child) for child in {child for child, _ in net.merges}}
    return {key: merge for key, merge in net.merges.items() if below[key[0]].intersection(merges.likely(merge))}
