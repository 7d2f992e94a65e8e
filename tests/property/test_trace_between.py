"""How many stood between, against every tree of small random networks."""

import itertools
import math

import numpy as np
import pytest

from pipelines import forest
from pipelines.trace import results
from pipelines.trace.network import Network
from pipelines.trace.sellers import Possession


def trees(log_weights):
    """(parents, weight) of every arborescence below the root n."""
    n = log_weights.shape[1]
    for parents in itertools.product(range(n + 1), repeat=n):
        weight = math.prod(math.exp(log_weights[p, i]) for i, p in enumerate(parents))
        if weight and all(rooted(parents, i) for i in range(n)):
            yield parents, weight


def rooted(parents, node):
    seen = set()
    while node != len(parents) and node not in seen:
        seen.add(node)
        node = parents[node]
    return node == len(parents)


@pytest.mark.parametrize("seed", range(12))
def test_shares_are_those_of_all_trees(seed):
    r = np.random.default_rng(seed)
    nodes = tuple(Possession("found", a) for a in "ABC") + tuple(Possession("dealer", a) for a in "UV")
    n = len(nodes)
    log_weights = r.normal(0, 1.5, (n + 1, n))
    log_weights[np.arange(n), np.arange(n)] = -np.inf
    wanted: dict = {}
    for parents, weight in trees(log_weights):
        for j in range(3):
            above, between = parents[j], 0
            while above != n and nodes[above].kind != "found":
                above, between = parents[above], between + 1
            if above != n:
                wanted.setdefault((nodes[above].actor, nodes[j].actor), np.zeros(3))[min(between, 2)] += weight
    network = Network(nodes, log_weights, forest.marginals(log_weights))
    exact = results.between(network, 1e-9)
    assert exact.keys() == wanted.keys()
    for pair, shares in exact.items():
        assert shares == pytest.approx(wanted[pair] / wanted[pair].sum(), abs=1e-4), pair
    total = sum(weight for _, weight in trees(log_weights))
    for pair, shares in results.between(network).items():
        if wanted[pair].sum() > 0.2 * total:
            assert shares == pytest.approx(exact[pair], abs=0.05), pair
