"""The likeliest tree, where an unseen list may hang, and the posterior of the two readings of an edge."""

import numpy as np
import pytest

from pipelines.derive import lineage
from pipelines.derive.merges import Merge
from pipelines.derive.model import CONTENT

NO = -np.inf
LINE = np.array([[NO, 60.0, 40.0], [30.0, NO, 60.0], [10.0, 20.0, NO]])
"""0 → 1 → 2, parent × child."""
NOTHING = np.zeros((3, 3))
NOWHERE = np.zeros((3, 3), dtype=bool)


def test_the_likeliest_tree_is_the_line():
    assert lineage.likeliest(LINE) == [3, 0, 1]


def test_two_lists_that_explain_each_other_are_no_circle():
    both = np.array([[NO, 50.0], [50.0, NO]])
    assert sorted(lineage.likeliest(both)) in ([0, 2], [1, 2])


def test_a_list_without_kin_hangs_from_the_root_and_no_list_is_no_tree():
    assert lineage.likeliest(np.array([[NO, -3.0], [-3.0, NO]])) == [2, 2]
    assert lineage.likeliest(np.zeros((0, 0))) == []


def a_chain(towards):
    """Six lists in a line, alike in both directions but for the look (of the way down, of the way up)."""
    line, look = np.full((6, 6), NO), np.zeros((6, 6))
    for i, (down, up) in enumerate(towards):
        line[i, i + 1] = line[i + 1, i] = 50.0
        look[i, i + 1], look[i + 1, i] = down, up
    return line, look


def test_looks_that_tell_the_same_way_are_trusted_and_looks_that_quarrel_are_not():
    clear = lineage.trust(*a_chain([(2.0, -8.0)] * 5))
    noise = lineage.trust(*a_chain([(-2.0, 0.3), (0.4, -2.5), (-3.0, 1.0), (0.5, -2.0), (-1.5, 0.2)]))
    assert clear > 0.95, "every edge looks like the way down: most of the grid's weight lies above"
    assert noise < 0.4, "half of the edges look the one way, half the other: no tree is explained by it"
    assert lineage.trust(*a_chain([(0.0, 0.0)] * 5)) == pytest.approx(0.925), "nothing learned: the mean of the prior"


def test_branches_name_the_top_and_the_way_down():
    #   0 → 1 → 2, 0 → 3
    assert lineage.branches([4, 0, 1, 0]) == [(1, 0, 1), (2, 0, 1), (3, 0, 3)]
    assert lineage.descendants([4, 0, 1, 0]) == [{1, 2, 3}, {2}, set(), set()]


def test_a_list_hangs_on_the_edge_above_only_where_it_has_part_of_it_and_not_above_itself():
    kept = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 5.0], [0.0, 5.0, 0.0]])
    found = lineage.hanging(kept, [3, 0, 1])
    assert found[1, 2] and not found[2, 1], "1 is above 2: it can't come from below"


def test_confidence_of_a_plain_line():
    found = lineage.resolve(LINE, NOTHING, NOWHERE, {})
    assert found.confidence[0, 1] == pytest.approx(1 - CONTENT.hidden_odds, abs=0.01)
    assert found.confidence[1, 2] == pytest.approx(1 - CONTENT.hidden_odds, abs=0.01)
    assert found.confidence[0, 2] < 1e-6


def test_older_readings_speak_against_the_direct_reading_alone():
    older = np.zeros((3, 3))
    older[1, 2] = 4
    hangs = np.zeros((3, 3), dtype=bool)
    hangs[1, 2] = True
    found = lineage.resolve(LINE, older, hangs, {})
    assert found.direct[1, 2] == LINE[1, 2] - 4 * CONTENT.mended
    assert found.hidden[1, 2] > LINE[1, 2]
    assert found.confidence[1, 2] < 0.01, "made from an unseen list on the edge above 1"


def test_probabilities_are_probabilities():
    r = np.random.default_rng(1)
    for _ in range(20):
        random = r.normal(0, 20, (5, 5))
        np.fill_diagonal(random, NO)
        found = lineage.resolve(random, r.integers(0, 3, (5, 5)).astype(float), r.random((5, 5)) < 0.5, {})
        assert (found.confidence >= 0).all() and (found.confidence.sum(axis=0) <= 1 + 1e-9).all()


def test_a_further_parent_is_as_sure_as_the_first_one_with_it():
    two = np.array([[NO, NO, 50.0], [NO, NO, 10.0], [NO, NO, NO]])
    found = lineage.resolve(two, NOTHING, NOWHERE, {(2, 0): Merge(20.0, {1: 0.8})})
    assert found.further[1, 2] == pytest.approx(0.8 * (1 - CONTENT.hidden_odds), abs=1e-6)
    assert found.confidence[0, 2] == pytest.approx(1 - CONTENT.hidden_odds, abs=1e-6)


def test_a_contradiction_of_short_lists_counts_and_a_few_of_long_ones_are_chance():
    older, expected = np.array([[1.0, 3.0, 6.0, 18.0, 40.0]]), np.array([[0.01, 0.01, 8.0, 13.0, 13.0]])
    found = lineage.beyond_chance(older, expected)[0]
    assert found[:2] == pytest.approx([1.0, 3.0]), "hardly ever chance"
    assert found[2] == 0 and found[3] < 0.5, "as many as chance makes, or hardly more"
    assert 5 < found[4] < 10, "three times as many"
    assert lineage.beyond_chance(np.zeros((1, 1)), np.zeros((1, 1))) == 0


def test_contradictions_by_chance_are_those_of_cells_that_both_altered():
    """0 → 1 → 2 and 0 → 3: a list of 10,000 cells, a hundredth of them altered at each step."""
    differing, cells = np.full((4, 4), 100.0), np.full((4, 4), 10_000.0)
    found = lineage.by_chance(cells, differing, [4, 0, 1, 0])
    assert found[1, 2] == pytest.approx(CONTENT.coincidence * 100 * 0.01), "2 alters a hundredth of what 1 had altered"
    assert found[0, 1] == pytest.approx(2 * found[1, 2]), "of the top two lists tell what it altered"
