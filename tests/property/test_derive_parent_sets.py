"""The sum over sets of further parents against every set of lists and every way to give the persons to them."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.derive import merges
from pipelines.derive.model import CONTENT, PARENTS

FIELDS = 3.0
WORTH = CONTENT.unrelated_cell * FIELDS
PERSONS = 120.0
held = st.dictionaries(st.integers(0, 3), st.integers(0, 2), min_size=1, max_size=4)
people = st.lists(held, min_size=1, max_size=40)


def cost(strangers):
    """As section 2 of docs/method.md has it, by a fine sum over where few ends."""
    few, steps = CONTENT.invented * PERSONS, np.linspace(0, CONTENT.unsure * PERSONS, 20_001)
    beyond = np.maximum(strangers - few - steps, 0).mean() * CONTENT.stranger
    return np.log1p(min(strangers, few)) - np.log(np.exp(-beyond) + np.exp(-CONTENT.unseen))


def brute(people, lists, alien):
    """P(list among the further parents), ln of the sum: person by person, all sets."""
    weights = {}
    for size in range(PARENTS):
        for members in itertools.combinations(lists, size):
            explained = [[WORTH - CONTENT.alteration * held[p] for p in members if p in held] for held in people]
            left = len(people) + alien - sum(map(bool, explained))
            gain = sum(max(mine) for mine in explained if mine) - cost(left) + cost(len(people) + alien)
            weights[members] = gain - CONTENT.merged * size - np.log(1 + size)
    total = np.logaddexp.reduce(list(weights.values()))
    return {p: sum(np.exp(w - total) for s, w in weights.items() if p in s) for p in lists}, total


@settings(max_examples=60, deadline=None)
@given(people, st.integers(0, 60))
def test_the_sum_is_that_of_all_sets(people, alien):
    lists = sorted({p for held in people for p in held})
    worth = np.array([[WORTH - CONTENT.alteration * held[p] if p in held else -np.inf for p in lists] for held in people])
    found = merges.summed(lists, np.ones(len(people)), worth, merges.Strangers(len(people) + alien, PERSONS))
    expected, total = brute(people, lists, alien)
    assert np.isclose(found.log_likelihood, total, atol=1e-3)
    assert all(np.isclose(found.others.get(p, 0.0), expected[p], atol=1e-5) for p in lists)


@settings(max_examples=40, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_neither_the_order_of_lists_nor_that_of_persons_matters(people, random):
    lists = sorted({p for held in people for p in held})
    worth = np.array([[WORTH - CONTENT.alteration * held[p] if p in held else -np.inf for p in lists] for held in people])
    rows, columns = list(range(len(people))), list(range(len(lists)))
    random.shuffle(rows)
    random.shuffle(columns)
    strangers = merges.Strangers(len(people), PERSONS)
    one = merges.summed(lists, np.ones(len(people)), worth, strangers)
    two = merges.summed([lists[k] for k in columns], np.ones(len(people)), worth[np.ix_(rows, columns)], strangers)
    assert np.isclose(one.log_likelihood, two.log_likelihood)
    assert all(np.isclose(one.others.get(p, 0.0), two.others.get(p, 0.0), atol=1e-9) for p in lists)
