"""The stage as a whole: a repeated run changes nothing, a list that comes later gives what all at once give."""

import random

import pytest
from small_lists import altered, home, people, write

from pipelines import fields, warehouse
from pipelines.derive import run as derive

TABLES = ("list_fields", "variants", "variant_readings", "list_pairs", "derivations")


def some_lists():
    """A source, four copies down two branches, one of them with repeated rows, one shuffled."""
    r = random.Random(3)
    a = people(80)
    b = altered(a, [(3, "school"), (40, "address")])
    c = altered(b, [(5, "school"), (17, "name")])
    d = [*altered(a, [(9, "address")]), dict(a[4])]
    e = altered(c, [(30, "address"), (31, "address")])[:60]
    r.shuffle(e)
    return {"a": a, "b": b, "c": c, "d": d, "e": e}


def state(con):
    return {t: con.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall() for t in TABLES}


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    place = home(tmp_path_factory.mktemp("at_once"))
    with warehouse.writer(place) as con:
        write(con, some_lists())
        outcome = derive.run(place, con, [])
        yield place, con, outcome, state(con)


def test_every_list_that_waits_is_taken(at_once):
    _, con, outcome, _ = at_once
    assert outcome.done == 5
    assert con.execute("SELECT DISTINCT state FROM datasets").fetchall() == [("derived",)]


def test_a_run_with_nothing_new_does_nothing(at_once):
    place, con, _, before = at_once
    assert derive.run(place, con, []).done == 0
    assert state(con) == before


def test_the_same_lists_derived_again_give_the_same_tables(at_once):
    place, con, _, before = at_once
    con.execute("UPDATE datasets SET state = 'resolved'")
    assert derive.run(place, con, []).done == 5
    assert state(con) == before


@pytest.mark.parametrize("last", ["a", "c", "e"])
def test_one_list_compared_alone_gives_what_all_at_once_give(at_once, tmp_path, last):
    _, _, _, expected = at_once
    lists = some_lists()
    place = home(tmp_path)
    with warehouse.writer(place) as con:
        write(con, lists)
        con.execute("UPDATE datasets SET state = 'normalised' WHERE dataset_id = $last", {"last": last})
        assert derive.run(place, con, []).done == 4
        con.execute("UPDATE datasets SET state = 'resolved' WHERE dataset_id = $last", {"last": last})
        assert derive.run(place, con, [last]).done == 1
        assert state(con) == expected


def test_lists_named_are_taken_alone(tmp_path):
    place = home(tmp_path)
    with warehouse.writer(place) as con:
        write(con, some_lists())
        outcome = derive.run(place, con, ["a", "b"])
        assert (outcome.done, outcome.ids) == (2, ("a", "b"))
        waiting = con.execute("SELECT dataset_id FROM datasets WHERE state = 'resolved' ORDER BY 1").fetchall()
        assert waiting == [("c",), ("d",), ("e",)]


def test_derivations_balance_with_their_lists(at_once):
    _, con, _, _ = at_once
    rows = con.execute(
        """
        SELECT d.shared_persons, d.new_persons, d.containment, count(DISTINCT p.person_id)
        FROM derivations AS d JOIN datasets AS l ON l.dataset_id = d.child_dataset_id
        JOIN person_records AS p ON p.dataset_no = l.dataset_no
        GROUP BY ALL
        """
    ).fetchall()
    assert rows
    for shared, new, containment, persons in rows:
        assert shared + new == persons
        assert containment == pytest.approx(shared / persons, abs=1e-6)


def test_a_list_that_is_no_list_is_left_alone(tmp_path):
    place = home(tmp_path)
    with warehouse.writer(place) as con:
        write(con, {"a": people(20), "b": people(20)})
        con.execute("UPDATE datasets SET kind = 'document' WHERE dataset_id = 'b'")
        assert derive.run(place, con, []).ids == ("a",)
        assert con.execute("SELECT count(*) FROM derivations").fetchone() == (0,)


@pytest.mark.parametrize("name", ["cells", "disagreed", "blanks", "list_fields"])
def test_every_field_of_a_person_is_compared(name):
    text = warehouse.text(f"derive/{name}")
    assert not [f for f in fields.NAMES if f not in text], "a field that the stage forgets is neither contested nor blank"
