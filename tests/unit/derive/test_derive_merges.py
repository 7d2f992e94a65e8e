"""Further parents of merged lists: what the first leaves unexplained, asked again."""

import numpy as np
import pytest

from pipelines.derive import merges
from pipelines.derive.model import CONTENT

FIELDS = np.full((6, 6), 3.0)
NO_LOOK = np.zeros((6, 6))


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


def explain(*kinds, forbidden=frozenset({0, 5}), alien=0, look=NO_LOOK):
    """Further parents of list 5 beside list 0; ``kinds`` of person: (number, {list: cells that differ in each}).

    The list has 150 persons; ``alien``: those in no list that was found.
    """
    alone = [
        {"place": p, "shared": sum(n for n, held in kinds if p in held),
         "differing": sum(n * held[p] for n, held in kinds if p in held)}
        for p in range(6) if any(p in held for _, held in kinds)
    ]  # fmt: skip
    asked = merges.beside(alone, 5, FIELDS, look, set(forbidden))
    found = [
        {"places": places, "differing": [held[p] for p in places], "persons": n}
        for n, held in kinds
        if (places := sorted(set(held) & set(asked)))
    ]
    strangers = merges.Strangers(float(sum(n for n, held in kinds)) + alien, 150.0)
    return merges.explain(found, 5, asked, FIELDS, look, strangers)


def test_a_second_parent_explains_the_rest():
    found = explain((49, {1: 0, 2: 0}), (1, {1: 1, 2: 30}))
    assert found.others[1] > 0.99 and found.others.get(2, 0) < 0.01
    each = CONTENT.stranger * (50 - 7.5 - 7.5 / 2)
    strangers = np.log(1 + 7.5) - np.log(np.exp(-each) + np.exp(-CONTENT.unseen))
    gain = 150 * CONTENT.unrelated_cell + strangers - CONTENT.alteration - CONTENT.merged - np.log(2)
    assert found.log_likelihood == pytest.approx(gain, abs=0.01)


def test_a_third_and_a_fourth_parent_explain_what_two_leave():
    found = explain((30, {1: 0}), (25, {2: 0}), (20, {3: 0}))
    assert set(found.others) == {1, 2, 3} and min(found.others.values()) > 0.9


def test_a_relative_of_the_second_parent_is_no_third_one():
    found = explain((40, {1: 0, 2: 1}), (10, {1: 0}), (30, {3: 0}))
    assert found.others[1] > 0.99 and found.others[3] > 0.99 and found.others.get(2, 0) < 0.05


def test_strangers_have_no_second_parent():
    found = explain((2, {1: 1}))
    assert found.others == {} and found.log_likelihood == 0


def test_beside_persons_from_a_list_that_was_not_found_a_second_parent_saves_nothing_but_its_cells_speak():
    assert explain((20, {1: 0})).others[1] > 0.9
    assert explain((20, {1: 0}), alien=50).others.get(1, 0) < 0.1, (
        "the list has a source that was not found, whoever sold the twenty"
    )
    assert explain((20, {1: 0}), (60, {2: 0}), alien=10).others[2] > 0.9


def test_a_second_parent_whose_cells_look_like_the_errors_is_worth_less():
    look = NO_LOOK.copy()
    look[1, 5], look[2, 5] = -2.0, 0.5
    kinds = (30, {1: 0, 2: 0}), (6, {1: 1, 2: 1})
    assert explain(*kinds).others[1] == pytest.approx(explain(*kinds).others[2])
    found = explain(*kinds, look=look)
    assert found.others[2] > 0.99 and found.others.get(1, 0) < 0.01


def test_two_equal_second_parents_share_the_probability():
    found = explain((50, {1: 0, 2: 0}))
    assert found.others[1] == pytest.approx(found.others[2])
    assert found.others[1] + found.others[2] == pytest.approx(1, abs=0.05), "hardly both"


def test_a_second_parent_hardly_worth_it_is_neither_sure_nor_excluded():
    found = explain((14, {1: 0}))
    assert 0.2 < found.others[1] < 0.8


def test_a_descendant_is_no_parent():
    assert explain((50, {1: 0}), forbidden={0, 1, 5}).others == {}


def test_descendants_with_persons_of_their_own_may_be_parents_after_all():
    shared = np.array([[10.0, 10.0, 5.0], [10.0, 10.0, 5.0], [5.0, 5.0, 10.0]])
    assert merges.inside(0, {1, 2}, shared, np.array([10.0, 10.0, 10.0])) == {1}
