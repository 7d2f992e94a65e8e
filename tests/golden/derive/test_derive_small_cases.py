"""Small cases with the derivations that an expert would name, and why."""

import pytest
from small_lists import altered, confidence, home, people, write

from pipelines import warehouse
from pipelines.derive import run as derive


@pytest.fixture
def con(tmp_path):
    with warehouse.writer(home(tmp_path)) as connection:
        yield connection


def derived(con, tmp_path):
    derive.run(home(tmp_path), con, [])
    return confidence(con)


def test_the_nearest_ancestor_is_the_parent(con, tmp_path):
    a = people(120)
    b = altered(a, [(3, "school"), (40, "address"), (77, "name"), (90, "school"), (91, "school"), (101, "address")])
    c = altered(b, [(5, "school"), (60, "address"), (99, "name"), (15, "school"), (25, "school")])
    write(con, {"a": a, "b": b, "c": c})
    found = derived(con, tmp_path)
    assert found["a", "b"] > 0.8, "b repeats a and has errors of its own"
    assert found["b", "c"] > 0.7, "c repeats b's errors"
    assert found.get(("a", "c"), 0) < 0.1, "from a, c would have made b's errors once more"
    assert found.get(("c", "b"), 0) < 0.1, "b lacks c's errors: nobody mends by chance"


def test_an_independent_list_of_the_same_persons_is_no_kin(con, tmp_path):
    a = people(150)
    other = [dict(row) for row in a]
    fresh = people(150, seed=9)
    for i, row in enumerate(other):
        if i % 3 == 0:
            row["phone"], row["address"] = fresh[i]["phone"], fresh[i]["address"]
    write(con, {"a": a, "b": altered(a, [(4, "school"), (50, "name")]), "other": other[::-1]})
    found = derived(con, tmp_path)
    assert found["a", "b"] > 0.8
    assert all(c < 0.2 for pair, c in found.items() if "other" in pair), "shared persons alone tie nobody: it shares no error"


def test_two_copies_of_an_unseen_list_are_not_made_from_each_other(con, tmp_path):
    a = people(120)
    unseen = altered(a, [(i, "school") for i in range(0, 60, 10)] + [(i, "name") for i in (5, 25, 45)])
    one = altered(unseen, [(i, "address") for i in (7, 17, 27, 37)])
    two = altered(unseen, [(i, "address") for i in (8, 18, 28, 38)])
    write(con, {"a": a, "one": one, "two": two})
    found = derived(con, tmp_path)
    assert found.get(("one", "two"), 0) < 0.2, "two has the older reading where one has its own errors"
    assert found.get(("two", "one"), 0) < 0.2, "and the other way round"


def test_a_column_reformatted_as_a_whole_is_one_act(con, tmp_path):
    a = people(100)
    b = altered(a, [(3, "school"), (30, "name")])
    write(con, {"a": a, "b": b}, raw={"b": {"phone": "+86 {}"}})
    found = derived(con, tmp_path)
    assert found["a", "b"] > 0.8
    pair = con.execute("SELECT differing FROM list_pairs WHERE parent_no = 1 AND child_no = 2").fetchone()
    assert pair == (2.0,), "the two errors, not the hundred phones"


def test_a_value_replaced_in_the_whole_column_is_one_act_too(con, tmp_path):
    a = people(100)
    b = [{**row, "phone": row["phone"][:3] + "9" + row["phone"][4:]} for row in a]
    write(con, {"a": a, "b": b})
    derived(con, tmp_path)
    pair = con.execute("SELECT differing, changed_columns FROM list_pairs WHERE parent_no = 1 AND child_no = 2").fetchone()
    differing, columns = pair
    assert columns == 1.0 and differing == 0.0


def test_a_merged_list_has_both_parents(con, tmp_path):
    a, b = people(100), people(100, seed=5, start=1000)
    a2 = altered(a, [(i, "school") for i in (1, 11, 21)])
    b2 = altered(b, [(i, "school") for i in (2, 12, 22)])
    write(con, {"a": a, "b": b, "a2": a2, "b2": b2, "both": a2[:80] + b2[:70]})
    found = derived(con, tmp_path)
    assert found["a2", "both"] > 0.5 and found["b2", "both"] > 0.5, "each explains what the other leaves"
    assert found.get(("a", "both"), 0) < 0.3, "it has a2's errors"


@pytest.mark.parametrize("order", ["parts first", "whole first"])
def test_what_a_dealer_bought_and_what_he_put_together_of_it(con, tmp_path, order):
    a, b = people(100), people(100, seed=5, start=1000)
    lists = {
        "a": a, "b": b,
        "a2": altered(a[:70], [(i, "school") for i in (1, 11, 21, 31, 41)]),
        "b2": altered(b[:60], [(i, "school") for i in (2, 12, 22, 32)]),
    }  # fmt: skip
    lists["both"] = lists["a2"] + altered(lists["b2"], [(7, "name")])
    write(con, lists if order == "parts first" else dict(reversed(lists.items())))
    found = derived(con, tmp_path)
    assert found["a", "a2"] > 0.8 and found["b", "b2"] > 0.8, "a part has few of its source's persons, but made each error once"
    assert found["a2", "both"] > 0.8 and found["b2", "both"] > 0.8
    assert max(found.get(("both", part), 0) for part in ("a2", "b2")) < 0.1, (
        "both has all of their errors, yet they are no parts of it"
    )


def test_a_list_that_was_divided_was_not_put_together(con, tmp_path):
    a = people(120)
    b = altered(a, [(i, "school") for i in (1, 11, 31, 41, 71, 81)])
    parts = {
        "one": altered(b[:70], [(5, "name"), (50, "address"), (33, "school")]),
        "two": altered(b[70:], [(3, "name"), (40, "school")]),
    }
    write(con, {"a": a, "b": b, **parts})
    found = derived(con, tmp_path)
    assert found["a", "b"] > 0.8 and found["b", "one"] > 0.5 and found["b", "two"] > 0.5
    assert max(found.get((part, "b"), 0) for part in parts) < 0.1, "b lacks the errors of its parts"


def test_missing_is_not_different(con, tmp_path):
    a = people(100)
    b = [{k: v for k, v in row.items() if k != "address"} for row in altered(a, [(3, "school"), (8, "name"), (33, "school")])]
    write(con, {"a": a, "b": b})
    assert derived(con, tmp_path)["a", "b"] > 0.8
    row = con.execute("SELECT differing FROM list_pairs WHERE parent_no = 1 AND child_no = 2").fetchone()
    assert row == (3.0,)


def test_repeated_rows_are_a_fingerprint(con, tmp_path):
    a = people(60)
    repeated = [*a, a[3], a[9]]
    write(con, {"a": a, "b": repeated, "c": [*repeated, a[20]]})
    derived(con, tmp_path)
    kept = con.execute("SELECT copies_kept, copies_more FROM list_pairs WHERE parent_no = 2 AND child_no = 3").fetchone()
    assert kept == (2.0, 1.0)


def test_one_list_more_gives_what_all_at_once_give(tmp_path):
    a = people(120)
    lists = {"a": a, "b": altered(a, [(3, "school"), (40, "address")])}
    lists["c"] = altered(lists["b"], [(5, "school")])
    tables = []
    for place, parts in (("once", [lists]), ("grown", [{k: lists[k]} for k in lists])):
        with warehouse.writer(home(tmp_path / place)) as con:
            number = 1
            for part in parts:
                write(con, part, first_no=number)
                number += len(part)
                derive.run(home(tmp_path / place), con, [])
            tables.append(
                [
                    con.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall()
                    for t in ("variants", "variant_readings", "list_pairs", "derivations")
                ]
            )
    assert tables[0] == tables[1]


def test_a_second_run_changes_nothing(con, tmp_path):
    a = people(50)
    write(con, {"a": a, "b": altered(a, [(3, "school")])})
    first = derived(con, tmp_path)
    outcome = derive.run(home(tmp_path), con, [])
    assert (outcome.done, confidence(con)) == (0, first)


def test_lists_of_other_cases_are_left_alone(con, tmp_path):
    a = people(50)
    write(con, {"a": a, "b": a})
    con.execute("UPDATE datasets SET case_id = 'L' WHERE dataset_id = 'b'")
    assert derived(con, tmp_path) == {}


def test_who_lost_a_leaf_is_the_copy(con, tmp_path):
    a = people(200)
    b = altered(a, [(3, "name"), (40, "name"), (77, "name"), (90, "name")])
    for row in b[100:130]:
        row["address"] = None
    write(con, {"b": b, "a": altered(a, [(5, "name"), (60, "name"), (99, "name"), (150, "name")])})
    found = derived(con, tmp_path)
    blanks = con.execute("SELECT parent_no, child_no, filled FROM list_pairs ORDER BY 1").fetchall()
    assert blanks == [(1, 2, 30.0), (2, 1, 0.0)], "a has thirty addresses where b has none, of a column that both have"
    assert found["a", "b"] > 0.85 and found.get(("b", "a"), 0) < 0.05, "nobody makes up thirty addresses; a leaf is lost at once"
