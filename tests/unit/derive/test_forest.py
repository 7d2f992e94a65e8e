"""Exact probabilities over arborescences on cases small enough to do by hand; random ones are in tests/property."""

import math

import numpy as np
import pytest

from pipelines import forest

NO = -np.inf


def test_two_nodes_by_hand():
    # trees: both from the root (1), root → 0 → 1 (a), root → 1 → 0 (b)
    a, b = 3.0, 2.0
    found = forest.marginals(np.array([[NO, math.log(a)], [math.log(b), NO], [0.0, 0.0]]))
    total = 1 + a + b
    assert found[0, 1] == pytest.approx(a / total)
    assert found[1, 0] == pytest.approx(b / total)
    assert found[2] == pytest.approx([(1 + a) / total, (1 + b) / total])


def test_a_node_without_a_possible_parent_is_refused():
    with pytest.raises(ValueError, match="no possible parent"):
        forest.marginals(np.array([[NO, 0.0], [NO, NO], [NO, 0.0]]))


def test_ways_up_have_the_probability_of_their_trees():
    weights = np.array([[NO, math.log(3)], [NO, NO], [0.0, 0.0]])
    found = {p.nodes: p.probability for p in forest.paths(weights, 1)}
    assert found == {(1, 0): pytest.approx(0.75), (1,): pytest.approx(0.25)}


def test_the_likeliest_way_comes_first_and_unlikely_ones_are_dropped():
    weights = np.array([[NO, 10.0, 0.0], [0.0, NO, 10.0], [0.0, 0.0, NO], [5.0, 0.0, 0.0]])
    found = forest.paths(weights, 2, least=0.01)
    assert found[0].nodes == (2, 1, 0) and found[0].probability > 0.95
    assert all(p.probability >= 0.01 for p in found)


def test_a_parent_fixed_changes_what_the_others_may_be():
    weights = np.array([[NO, 0.0], [0.0, NO], [0.0, 0.0]])
    assert forest.parents(weights, 0, {1: 0})[1] == 0, "1 hangs on 0: 0 can't hang on 1"
    assert forest.parents(weights, 0, {1: forest.ROOT}) == pytest.approx([0, 0.5, 0.5])


def test_knots_apart_do_not_disturb_each_other():
    two = np.array([[NO, 1.0], [2.0, NO], [0.0, 0.0]])
    four = np.full((5, 4), NO)
    four[:2, :2], four[2:4, 2:] = two[:2], two[:2]
    four[4] = 0.0
    found = forest.marginals(four)
    assert found[:2, :2] == pytest.approx(forest.marginals(two)[:2])
    assert found[2:4, 2:] == pytest.approx(found[:2, :2])
