"""Further parents of merged lists: what the first leaves unexplained, asked again."""

import numpy as np
import pytest

from pipelines.derive import merges
from pipelines.derive.model import CONTENT

FIELDS = np.full((4, 4), 3.0)


def answers(by_parents):
    """``ask`` from parents → rows (place, shared, differing)."""

    def ask(child, parents):
        return [
            {"place": p, "shared": s, "differing": d, "unexplained": 50} for p, s, d in by_parents.get(tuple(sorted(parents)), ())
        ]

    return ask


def test_first_parents_worth_asking_about():
    shared = np.array([[0, 0, 60.0], [0, 0, 40.0], [0, 0, 0]])
    persons, none = np.array([80.0, 70.0, 100.0]), np.zeros((3, 3))
    assert merges.candidates(shared, none, persons, 2) == [0, 1]
    shared[0, 2] = 97
    assert merges.candidates(shared, none, persons, 2) == [], "one parent explains nearly all"
    assert merges.candidates(none, none, persons, 2) == []


def test_two_parents_with_fewer_alterations_are_asked_beside_one_that_explains_all():
    shared, differing = np.zeros((4, 4)), np.zeros((4, 4))
    shared[:3, 3] = (100, 60, 40)
    differing[:3, 3] = (30, 3, 4)
    persons = np.array([200.0, 60.0, 40.0, 100.0])
    assert merges.candidates(shared, differing, persons, 3) == [1, 2]
    differing[0, 3] = 7
    assert merges.candidates(shared, differing, persons, 3) == [], "the one needs no more alterations than the two"
    differing[0, 3], shared[1, 2], shared[2, 1] = 30, 40, 40
    assert merges.candidates(shared, differing, persons, 3) == [], "the two hold the same persons"


def test_parts_that_make_a_list_up():
    shared = np.array([[0.0, 0, 50, 60], [0, 0, 20, 40], [50, 20, 0, 90], [60, 40, 90, 0]])
    persons = np.array([60.0, 40.0, 100.0, 100.0])
    assert merges.halves({0, 1}, shared, persons, 3, {3}) == [0, 1]
    assert merges.halves({1}, shared, persons, 3, {0, 3}) == [1], "the rest of it may lie elsewhere in the tree"
    assert merges.halves({0, 1}, shared, persons, 3, {2, 3, 0, 1}) == [], "what comes from the list did not make it up"
    shared[2, 3] = 97
    assert merges.halves({1}, shared, persons, 3, {0, 3}) == [], "who holds all of it alone needs no second"


def test_put_together_instead_of_divided():
    base = np.zeros((3, 3))
    trial, members = merges.united(base, 2, 0, merges.Merge(9.0, {1: 0.9}))
    assert members == {0, 1} and trial[0, 2] == 9 and np.isneginf(trial[2, [0, 1]]).all() and not base.any()


def test_a_merge_from_what_lies_below_is_circular():
    found = {(2, 0): merges.Merge(9.0, {1: 0.9}), (1, 0): merges.Merge(9.0, {2: 0.3})}
    assert merges.circular(found, [set(), {2}, {1}]) == [(2, 0)]


def test_a_second_parent_explains_the_rest():
    found = merges.explain(3, 0, answers({(0,): [(1, 50, 1), (2, 50, 30)]}), FIELDS, {3})
    assert found.others[1] > 0.99 and found.others.get(2, 0) < 0.01
    assert found.log_likelihood == pytest.approx(
        150 * CONTENT.unrelated_cell + 50 * CONTENT.stranger - CONTENT.alteration - CONTENT.merged
    )


def test_a_third_parent_is_asked_for_what_two_leave():
    found = merges.explain(3, 0, answers({(0,): [(1, 30, 0)], (0, 1): [(2, 20, 0)]}), FIELDS, {3})
    assert set(found.others) == {1, 2} and min(found.others.values()) > 0.9


def test_strangers_have_no_second_parent():
    found = merges.explain(3, 0, answers({(0,): [(1, 2, 2)]}), FIELDS, {3})
    assert found.others == {} and found.log_likelihood == 0


def test_two_equal_second_parents_share_the_probability():
    found = merges.explain(3, 0, answers({(0,): [(1, 50, 0), (2, 50, 0)]}), FIELDS, {3})
    assert found.others[1] == pytest.approx(found.others[2]) and found.others[1] + found.others[2] <= 1


def test_a_descendant_is_no_parent():
    found = merges.explain(3, 0, answers({(0,): [(1, 50, 0)]}), FIELDS, {1, 3})
    assert found.others == {}


def test_descendants_with_persons_of_their_own_may_be_parents_after_all():
    shared = np.array([[10.0, 10.0, 5.0], [10.0, 10.0, 5.0], [5.0, 5.0, 10.0]])
    assert merges.inside([{1, 2}, set(), set()], shared, np.array([10.0, 10.0, 10.0])) == [{1}, set(), set()]
