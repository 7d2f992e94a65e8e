"""Counts of pairs to log-likelihoods: what each term says of a copy and of its direction."""

import numpy as np
import pytest

from pipelines.derive import content
from pipelines.derive.content import CELLS, Lists, Pairs
from pipelines.derive.model import CONTENT


def lists(*fields, persons=100, sha=None, unknown=0):
    return Lists.of([
        {"dataset_no": 10 * (i + 1), "persons": persons, "sha256": sha or f"sha{i}", "fields": list(f),
         "columns": [f"{name}={name}" for name in f] + ["other=x"] * unknown}
        for i, f in enumerate(fields)
    ])  # fmt: skip


NONE = {name: np.zeros(0) for name in ("parent_no", "child_no", "filled")}


def columns(rows):
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def pairs(of, shared=100, order=(0, 0), **cells):
    """Pairs of the first two lists; ``cells``: name → (parent 0 → child 1, parent 1 → child 0)."""
    persons = [{"one_no": 10, "other_no": 20, "shared_persons": shared, "neighbours": order[0], "ascending": order[1]}]
    rows = [
        {"parent_no": p, "child_no": c} | {name: cells.get(name, (0, 0))[k] for name in CELLS}
        for k, (p, c) in enumerate([(10, 20), (20, 10)])
    ]
    return Pairs.of(of, columns(persons), columns(rows), NONE)


def test_a_differing_cell_costs_an_alteration():
    two = lists(("name", "phone"), ("name", "phone"))
    none, ten = (content.kin(two, pairs(two, differing=(k, k))) for k in (0, 10))
    assert none[0, 1] - ten[0, 1] == pytest.approx(10 * CONTENT.alteration)


def test_a_column_changed_as_a_whole_is_one_act():
    two = lists(("name", "phone"), ("name", "phone"))
    none, one = (content.kin(two, pairs(two, changed_columns=(k, k))) for k in (0, 1))
    assert none[0, 1] - one[0, 1] == pytest.approx(CONTENT.changed_column)


def test_no_person_in_common_is_no_copy_and_no_list_is_its_own_parent():
    two = lists(("name",), ("name",))
    found = content.kin(two, pairs(two, shared=0))
    assert np.isneginf(found).all()


def test_a_gained_column_costs_more_than_a_lost_one():
    found = content.column_terms(lists(("name", "phone", "school"), ("name", "phone")))
    assert found[1, 0] == pytest.approx(-CONTENT.gained) and found[0, 1] == pytest.approx(-CONTENT.lost)


def test_a_number_masked_is_a_cheap_loss_and_made_whole_again_a_gain():
    found = content.column_terms(lists(("name", "phone"), ("name", "phone~")))
    assert found[0, 1] == 0 and found[1, 0] == pytest.approx(-CONTENT.gained)


def test_unknown_columns_count_when_gained():
    one, two = lists(("name",)), lists(("name",), unknown=2)
    both = Lists(
        (10, 20), np.array([5.0, 5.0]), ("a", "b"), (one.fields[0], two.fields[0]), (one.unknown_columns[0], two.unknown_columns[0])
    )
    found = content.column_terms(both)
    assert found[0, 1] == pytest.approx(found[1, 0] - 2)


def test_a_few_new_persons_are_one_act_many_are_strangers():
    def gained(k, n=1000):
        persons = np.array([float(n), float(n + k)])
        shared = np.array([[n, n], [n, n + k]], dtype=float)
        return content.person_terms(shared, persons)[0, 1]

    assert gained(0) - gained(10) == pytest.approx(np.log(11)), "ten invented rows: one act"
    assert 5 < gained(0) - gained(100) - np.log(56) < CONTENT.stranger * 45, "a hundred: where few ends is not known"
    assert gained(0) - gained(500) == pytest.approx(np.log(76) + CONTENT.unseen, abs=0.01), "five hundred: a list from elsewhere"
    assert gained(500, 2000) < gained(100, 2000), "the fewer the better"
    assert gained(1000) - gained(1400) == pytest.approx(CONTENT.stranger * 200, abs=0.3), "the larger part is from elsewhere"


def test_a_part_sold_costs_nearly_nothing():
    persons = np.array([1000.0, 300.0])
    shared = np.array([[1000.0, 300.0], [300.0, 300.0]])
    assert content.person_terms(shared, persons)[0, 1] == pytest.approx(-np.log(2))


def test_kept_row_order_the_same_bytes_and_repeated_rows_speak_for_a_copy():
    two = lists(("name",), ("name",))
    plain = content.kin(two, pairs(two))[0, 1]
    assert content.kin(two, pairs(two, order=(99, 99)))[0, 1] - plain == pytest.approx(CONTENT.kept_order)
    assert content.kin(two, pairs(two, order=(99, 50)))[0, 1] == pytest.approx(plain)
    assert content.kin(two, pairs(two, copies_kept=(4, 4)))[0, 1] - plain == pytest.approx(4 * CONTENT.kept_copies)
    same = lists(("name",), ("name",), sha="same")
    assert content.kin(same, pairs(same))[0, 1] - plain == pytest.approx(CONTENT.same_bytes)


def test_the_cost_of_no_kin_is_the_same_in_both_directions():
    two = lists(("name", "phone", "school"), ("name", "phone"))
    found = content.unrelated(two, pairs(two))
    assert found[0, 1] == found[1, 0] == pytest.approx(CONTENT.unrelated + CONTENT.unrelated_cell * 100 * 2)


def test_masked_and_full_numbers_can_be_compared():
    cells = content.compared_cells(lists(("name", "phone~"), ("phone", "name", "school")), np.full((2, 2), 50.0))
    assert cells[0, 1] == 100


def test_where_few_ends_there_is_no_cliff_and_no_direction():
    def costs(k, n=1000):
        persons = np.array([float(n), float(n + k)])
        found = content.person_terms(np.array([[n, n], [n, n + k]], dtype=float), persons)
        return found[0, 1], found[1, 0]

    before, after = costs(52), costs(54)
    assert before == pytest.approx(after, abs=0.2), "5% more is no other act than 5.2% more"
    grown, shrunk = costs(60)
    assert abs(grown - shrunk) < 1.5, "6% more or 6% fewer: neither way is sure"
    grown, shrunk = costs(1000)
    assert shrunk - grown > CONTENT.unseen, (
        "half of a list is a part of it, unless the whole has a second source that was not found"
    )


def test_a_blank_filled_is_an_alteration_and_many_are_a_column_gained():
    shared = np.full((2, 2), 1000.0)

    def costs(k):
        return content.blank_terms(np.array([[0.0, k], [0.0, 0.0]]), shared)[[0, 1], [1, 0]]

    assert costs(0) == pytest.approx([0.0, 0.0])
    assert costs(2)[0] == pytest.approx(-2 * CONTENT.alteration)
    assert costs(400)[0] == pytest.approx(-CONTENT.gained - np.log(401)), "one act with a source of its own"
    assert costs(400)[1] == pytest.approx(-np.log(2)), "a column emptied in part costs hardly anything"
    assert costs(80)[0] < costs(80)[1] - 4, "a lost leaf tells the copy"
