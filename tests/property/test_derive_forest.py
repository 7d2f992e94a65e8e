"""Exact marginals over arborescences against enumeration: by brute force, and by networkx's iterator as an independent oracle."""

import itertools
import math

import networkx as nx
import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines import forest
from pipelines.derive import lineage
from pipelines.derive.merges import Merge


@st.composite
def weights(draw, most=4, span=12.0):
    """Random log weights (n + 1) × n, the root's row last, some edges absent."""
    n = draw(st.integers(1, most))
    values = st.floats(-span, span, allow_nan=False)
    out = np.array([[draw(values) for _ in range(n)] for _ in range(n + 1)])
    for i in range(n):
        out[i, i] = -np.inf
        for j in range(n):
            if i != j and draw(st.integers(0, 3)) == 0:
                out[i, j] = -np.inf
    return out


def trees(log_weights):
    """(parents, weight) of every arborescence from the root."""
    n = log_weights.shape[1]
    for parents in itertools.product(range(n + 1), repeat=n):
        value = sum(log_weights[p, i] for i, p in enumerate(parents))
        if not math.isfinite(value):
            continue
        up = []
        for v in range(n):
            seen = set()
            while v != n and v not in seen:
                seen.add(v)
                v = parents[v]
            up.append(v == n)
        if all(up):
            yield parents, value


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([12.0, 900.0, 20_000.0]).flatmap(lambda span: weights(span=span)))
def test_marginals_are_those_of_all_arborescences(log_weights):
    """Up to weights of lists of a hundred thousand persons and more, between which e^x is no number."""
    n = log_weights.shape[1]
    found = list(trees(log_weights))
    top = max(v for _, v in found)
    total = sum(math.exp(v - top) for _, v in found)
    expected = np.zeros((n + 1, n))
    for parents, value in found:
        for child, parent in enumerate(parents):
            expected[parent, child] += math.exp(value - top) / total
    assert np.allclose(forest.marginals(log_weights), expected, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(weights())
def test_the_sum_over_trees_is_that_of_all_arborescences(log_weights):
    assert np.isclose(forest.log_total(log_weights), np.logaddexp.reduce([v for _, v in trees(log_weights)]))


def test_the_sum_over_trees_survives_weights_that_no_float_holds():
    """Two lists, 3000 nats of kinship, and a root far away: e^3000 twice, by one root or the other."""
    wide = np.array([[-np.inf, 3000.0], [3000.0, -np.inf], [0.0, 0.0]])
    assert np.isclose(forest.log_total(wide), 3000 + np.log(2))


def test_lists_that_explain_each_other_by_more_than_a_float_holds_have_parents():
    """A source, of which two thirds were sold twice, each part without an error: which part came first is open, not whether."""
    wide = np.full((4, 3), -np.inf)
    wide[0, 1] = wide[0, 2] = 14_009.0
    wide[1, 0] = wide[2, 0] = 13_978.0
    wide[1, 2] = wide[2, 1] = 14_009.0
    wide[3] = 0.0
    third = 1 / 3
    expected = [[0, 2 * third, 2 * third], [0, 0, third], [0, third, 0], [1, 0, 0]]
    assert np.allclose(forest.marginals(wide), expected)
    ways = forest.paths(wide, 2)
    assert [(way.nodes, round(way.probability, 6)) for way in ways] == [((2, 0), 0.666667), ((2, 1, 0), 0.333333)]


@settings(max_examples=30, deadline=None)
@given(weights(most=4, span=6.0))
def test_marginals_agree_with_networkx(log_weights):
    n = log_weights.shape[1]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(n + 1))
    for parent in range(n + 1):
        for child in range(n):
            if math.isfinite(log_weights[parent, child]):
                graph.add_edge(parent, child, weight=-log_weights[parent, child])
    expected, total = np.zeros((n + 1, n)), 0.0
    for tree in nx.ArborescenceIterator(graph):
        weight = math.exp(-sum(d["weight"] for _, _, d in tree.edges(data=True)))
        total += weight
        for parent, child in tree.edges():
            expected[parent, child] += weight
    assert np.allclose(forest.marginals(log_weights), expected / total, atol=1e-8)


@settings(max_examples=80, deadline=None)
@given(weights(most=7))
def test_the_likeliest_tree_is_that_of_networkx(log_weights):
    n = log_weights.shape[1]
    graph = nx.DiGraph()
    for parent in range(n + 1):
        for child in range(n):
            if math.isfinite(log_weights[parent, child]):
                graph.add_edge(parent, child, weight=float(log_weights[parent, child]))
    expected = sum(d["weight"] for _, _, d in nx.maximum_spanning_arborescence(graph).edges(data=True))
    found = forest.likeliest(log_weights)
    assert math.isclose(sum(log_weights[p, i] for i, p in enumerate(found)), expected, abs_tol=1e-6)
    assert nx.is_arborescence(nx.DiGraph((p, i) for i, p in enumerate(found)))


@settings(max_examples=40, deadline=None)
@given(weights())
def test_paths_are_those_of_all_arborescences(log_weights):
    n = log_weights.shape[1]
    expected: dict[tuple[int, ...], float] = {}
    total = 0.0
    for parents, value in trees(log_weights):
        weight = math.exp(value)
        total += weight
        path, v = [], 0
        while v != n:
            path.append(v)
            v = parents[v]
        expected[tuple(path)] = expected.get(tuple(path), 0.0) + weight
    found = {p.nodes: p.probability for p in forest.paths(log_weights, 0, least=1e-12, most=10_000)}
    for nodes, weight in expected.items():
        assert math.isclose(found.get(nodes, 0.0), weight / total, abs_tol=1e-7)


@settings(max_examples=30, deadline=None)
@given(weights(most=6, span=300.0))
def test_columns_sum_to_one_however_wide_the_weights_are(log_weights):
    found = forest.marginals(log_weights)
    assert np.allclose(found.sum(axis=0), 1.0)
    assert (found >= 0).all()


def test_two_lists_that_explain_each_other_hang_where_the_root_is_cheaper():
    """The case in which an inverse of the Laplacian loses every digit."""
    far = np.array([[-np.inf, 0.0], [0.0, -np.inf], [-60.0, -63.0]])
    assert np.allclose(forest.marginals(far)[2], [1 / (1 + math.exp(-3)), 1 - 1 / (1 + math.exp(-3))])


@settings(max_examples=40, deadline=None)
@given(weights(most=4, span=6.0), st.floats(0.05, 0.95))
def test_no_tree_counts_in_which_a_further_parent_lies_below_its_child(log_weights, share):
    """Child 0, first parent 1, further parent 2 in a share of the sets: against every tree, the impossible sets taken out."""
    n = log_weights.shape[1]
    assume(n > 2 and math.isfinite(log_weights[1, 0]))
    log_weights[n] = 0.0  # no kin weighs 1
    total = merged = 0.0
    column = np.zeros(n)
    for parents, value in trees(log_weights):
        v, up = 2, set()
        while v != n:
            up.add(v)
            v = parents[v]
        made, above = parents[0] == 1, 0 in up
        weight = math.exp(value) * (1 - share if made and above else 1.0)
        total += weight
        merged += weight * share * (made and not above)
        if parents[0] < n:
            column[parents[0]] += weight
    marginal = forest.marginals(log_weights)[:-1]
    merges = {(0, 1): Merge(0.0, {2: share})}
    lies = {(0, 1): lineage.below(log_weights[:-1], 0, 1, {2: share})}
    found = lineage.possible(marginal, merges, lies)
    assert np.allclose(found[:, 0], column / total, atol=1e-2)
    q = lies[0, 1].get(2, 0.0)
    assert math.isclose(found[1, 0] * share * (1 - q) / (1 - share * q), merged / total, abs_tol=1e-2)
