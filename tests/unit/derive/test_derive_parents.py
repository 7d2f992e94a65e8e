"""The network of first and further parents: lists joined one after the other, and no list comes from itself."""

import random

import numpy as np
import pytest

from pipelines.derive import parents
from pipelines.derive.merges import Merge
from pipelines.derive.parents import Network

NONE = -np.inf


def weights(n, edges):
    """Log-likelihoods of first parents, parent × child; what is not given is no parent."""
    out = np.full((n, n), NONE)
    for (parent, child), value in edges.items():
        out[parent, child] = value
    return out


def found(weights, merges):
    """The network, and what was asked; ``merges``: (child, first) → {further parent: what it gains}, the best one not forbidden taken."""
    asked = []

    def explained(forbidden):
        asked.append({pair: set(others) for pair, others in forbidden.items()})
        out = {}
        for pair, others in forbidden.items():
            free = {p: gain for p, gain in merges[pair].items() if p not in others}
            best = max(free, key=free.get, default=None)
            out[pair] = Merge() if best is None else Merge(free[best], {best: 1.0})
        return out

    return parents.network(weights, {pair: set() for pair in merges}, explained), asked


def test_a_list_is_joined_with_its_further_parent():
    net, asked = found(weights(3, {(0, 2): 5.0, (1, 2): 4.0}), {(2, 0): {1: 8.0}, (2, 1): {0: 7.0}})
    assert net.parents == [3, 3, 0] and net.further == [(1, 2)] and net.value == 13.0
    assert net.below(1) == {2} and net.possible and len(asked) == 1


def test_a_merge_found_again_takes_the_place_of_the_first():
    net = Network(weights(2, {(0, 1): 5.0})).joined({(1, 0): Merge(4.0, {})}).joined({(1, 0): Merge(3.0, {})})
    assert net.log_likelihood[0, 1] == 8.0 and net.parted(net.merges).log_likelihood[0, 1] == 5.0


def test_two_lists_are_not_each_others_further_parents():
    """2 and 3 were made from 0 and hold persons of their own that the other one got from them, or they from it."""
    edges = {(0, 2): 5.0, (0, 3): 5.0}
    net, _ = found(weights(4, edges), {(2, 0): {3: 9.0}, (3, 0): {2: 4.0}})
    assert net.further == [(3, 2)], "the one that gains more; the other way round 3 would come from itself"
    assert net.possible


def test_a_further_parent_below_the_child_gives_way_to_the_next_best():
    edges = {(0, 1): 5.0, (1, 2): 30.0}
    net, asked = found(weights(4, edges), {(1, 0): {2: 9.0, 3: 6.0}})
    assert net.parents == [4, 0, 1, 4] and net.further == [(3, 1)]
    assert asked[-1] == {(1, 0): {2}}, "asked again without what comes from it"


def test_parts_hang_on_the_child_or_make_it_up_whichever_costs_less():
    """1 looks divided into 2 until it is known that 2 explains what 0 leaves of it."""
    edges = {(0, 1): 5.0, (1, 2): 7.0, (3, 2): 2.0}
    assert found(weights(4, edges), {(1, 0): {2: 4.0}})[0].further == []
    net, _ = found(weights(4, edges), {(1, 0): {2: 6.0}})
    assert net.further == [(2, 1)] and net.parents == [4, 0, 3, 4] and net.log_likelihood[1, 2] == NONE


def test_a_part_by_way_of_another_list_is_none_either():
    """2 is not made from 1 by way of 3 when 1 was put together from 0 and 2."""
    edges = {(0, 1): 5.0, (1, 2): 3.0, (1, 3): 2.0, (3, 2): 3.5, (2, 3): 1.0}
    net, _ = found(weights(4, edges), {(1, 0): {2: 30.0}})
    assert net.further == [(2, 1)] and net.possible and net.parents == [4, 0, 3, 4]
    assert net.log_likelihood[1, 3] == NONE and net.log_likelihood[1, 2] == NONE


def test_a_circle_that_is_not_of_parts_can_not_be_put_together():
    net = Network(weights(3, {(0, 1): 1.0}), {(2, 3): Merge(0.0, {1: 1.0}), (0, 3): Merge(0.0, {2: 1.0})})
    assert not net.possible and net.united(1, [0]) is None


def test_a_merge_beside_the_tree_of_what_lies_below_is_no_merge():
    edges = {(0, 1): 9.0, (3, 1): 5.0, (1, 2): 9.0}
    net, _ = found(weights(4, edges), {(1, 3): {2: 1.0}, (1, 0): {}})
    assert net.parents[1] == 0 and (1, 3) not in net.merges and net.log_likelihood[3, 1] == 5.0


@pytest.mark.parametrize("seed", range(20))
def test_no_list_comes_from_itself_and_no_network_is_less_likely_than_the_tree(seed):
    r = random.Random(seed)
    n = r.randint(2, 7)
    base = weights(n, {(a, b): r.uniform(-5, 10) for a in range(n) for b in range(n) if a != b and r.random() < 0.7})
    pairs = [(c, f) for c in range(n) for f in range(n) if np.isfinite(base[f, c])]
    merges = {(c, f): {p: r.uniform(0, 12) for p in range(n) if p not in (c, f) and r.random() < 0.6} for c, f in pairs}
    net, _ = found(base, merges)
    assert net.possible and net.value >= Network(base).value - 1e-9
    gained = sum(m.log_likelihood for (c, f), m in net.merges.items() if net.parents[c] == f)
    tree = sum(base[f, c] for c, f in enumerate(net.parents) if f < n)
    assert net.value == pytest.approx(tree + gained), "what stands in the tree is its edges and their merges, each once"
