"""What dealers do to lists, one by one: which test shows that the line is still read.

| what is done | test |
|---|---|
| merged of 2 | test_derive_small_cases: a_merged_list_has_both_parents, what_a_dealer_bought_and_what_he_put_together_of_it |
| merged of 3, of 4 | here; test_derive_merges: a_third_and_a_fourth_parent |
| split | test_derive_small_cases: a_list_that_was_divided_was_not_put_together |
| enriched | here |
| persons of one's own put beside those bought | here |
| sold back up | test_trace_dealings: a_sale_back_up_stands_in_the_chain |
| masked fields | here; test_derive_content: a_number_masked_is_a_cheap_loss |
| no IDs, no phones | here |
| cleaned: trimmed, duplicates and broken rows dropped | here |
| a whole column reformatted | test_derive_small_cases: a_column_reformatted_as_a_whole |
| inherited duplicates | test_derive_small_cases: repeated_rows_are_a_fingerprint |
| barter, prepayment | test_trace_dealings: list_against_list_needs_no_money, a_list_paid_for_weeks_before |
| forty-fold prices | test_trace_dealings: prices_that_vary_forty_fold |
| tiny lists, near-identical lists | here |
| the same bytes with several holders | test_trace_sellers: a_kept_copy_of_a_file_sold |
| several accounts a person | test_trace_small_cases: several_accounts_are_one_actor |
"""

import pytest
from small_lists import altered, confidence, home, people, write

from pipelines import warehouse
from pipelines.derive import run as derive


@pytest.fixture
def derived(tmp_path):
    def run(lists, **how):
        with warehouse.writer(home(tmp_path)) as con:
            write(con, lists, **how)
            derive.run(home(tmp_path), con, [])
            return confidence(con)

    return run


SLIPS = [(3, "school"), (11, "name"), (20, "address"), (31, "school"), (44, "address")]
MORE = [(5, "school"), (17, "name"), (28, "address"), (36, "school")]


@pytest.mark.parametrize("number", [3, 4])
def test_every_parent_of_a_merged_list_is_named(derived, number):
    sources = {f"s{k}": people(60, seed=k, start=1000 * k) for k in range(number)}
    others = {f"o{k}": altered(sources[f"s{k}"], MORE) for k in range(number)}
    bought = {f"b{k}": altered(sources[f"s{k}"], SLIPS) for k in range(number)}
    merged = [row for k, rows in enumerate(bought.values()) for row in rows[: 55 - 8 * k]]
    found = derived({**sources, **others, **bought, "merged": merged})
    assert all(found[name, "merged"] > 0.5 for name in bought), "each explains persons that no other has"
    assert all(found.get((name, "merged"), 0) < 0.3 for name in sources), "it has the errors of those that were bought"


def test_a_list_with_a_column_more_was_made_from_the_one_without(derived):
    a = people(100)
    b = [{**row, "remark": f"意向{i % 7}"} for i, row in enumerate(altered(a, SLIPS))]
    found = derived({"a": a, "b": b}, fields=("name", "phone", "school", "address", "remark"))
    assert found["a", "b"] > 0.7 and found.get(("b", "a"), 0) < 0.2


def test_a_masked_list_is_the_copy(derived):
    a = people(100)
    b = [{**row, "phone": f"{row['phone'][:3]}****{row['phone'][-4:]}"} for row in altered(a, SLIPS)]
    found = derived({"b": b, "a": a})
    assert found["a", "b"] > 0.85 and found.get(("b", "a"), 0) < 0.05, "nobody makes up four digits of a hundred phones"


def test_names_schools_and_addresses_are_enough(derived):
    a = people(100)
    b = altered(a, SLIPS)
    found = derived({"a": a, "b": b, "c": altered(b, MORE)}, fields=("name", "school", "address"))
    assert found["a", "b"] > 0.8 and found["b", "c"] > 0.7


def test_who_trims_and_drops_duplicates_and_broken_rows_is_still_the_copy(derived):
    a = people(200)
    b = altered(a, [(i, "school") for i in range(0, 200, 20)])
    for i in range(7, 200, 24):
        b[i]["name"] = f" {b[i]['name']}"
    for i in range(9, 200, 24):
        b[i]["address"] = f"{b[i]['address'][:5]}  {b[i]['address'][5:]}"
    tidy = [{k: v.strip().replace("  ", "") for k, v in row.items()} for i, row in enumerate(b) if i % 90 != 1]
    found = derived({"a": a, "b": [*b, b[3], b[40]], "c": altered(tidy, MORE), "d": altered(a, SLIPS[:3])})
    assert found["b", "c"] > 0.7, "c has b's errors; whoever trims mends odd spaces without having seen a"
    assert found["a", "b"] > 0.7 and found.get(("c", "b"), 0) < 0.1, "nor do odd spaces say that b was made of c"


def test_fifty_rows_are_enough(derived):
    a = people(50)
    b = altered(a, SLIPS)
    found = derived({"a": a, "b": b, "c": altered(b, MORE)})
    assert found["a", "b"] > 0.7 and found["b", "c"] > 0.7


def test_two_lists_without_any_difference_are_kin_and_have_no_direction(derived):
    a = people(80)
    found = derived({"a": a, "b": [dict(row) for row in a]})
    assert found["a", "b"] + found["b", "a"] > 0.8
    assert found["a", "b"] == pytest.approx(found["b", "a"], abs=0.01)


@pytest.mark.parametrize("rows", [250, 400])
def test_dealers_who_put_persons_of_their_own_beside_those_bought(derived, rows):
    """Each list has a third of its persons from a list that was not found; what others bought of it explains none of them."""
    lists, sold = {"l0": people(3 * rows, seed=99)}, {1: "l0", 2: "l0", 3: "l1", 4: "l1", 5: "l2", 6: "l3"}
    for k, source in sold.items():
        bought = altered(lists[source][rows:], [(i, "school") for i in range(k, 2 * rows, 47)])
        lists[f"l{k}"] = bought + people(rows, seed=k, start=10_000 * k)
    found = derived(lists)
    assert all(found.get((source, f"l{k}"), 0) > 0.8 for k, source in sold.items()), "who sold to whom"
    assert all(p < 0.1 for (a, b), p in found.items() if sold.get(int(b[1:])) != a), "and nobody else did"


def test_independent_lists_of_one_town_that_share_a_third_of_their_persons_are_no_kin(derived):
    """Both have the same names and numbers of those whom both know, as anybody has."""
    town = people(2500)
    found = derived({"school": town[:1500], "clinic": town[1000:]})
    assert max(found.values(), default=0) < 0.1
