"""Who explains what a first parent leaves: the statements on sets of persons against counting person by person."""

import random
from collections import Counter

import pytest
from contested_cells import Contested, weigh

from pipelines import warehouse
from pipelines.home import Home

LISTS = range(1, 7)
FIELDS = ("name", "phone", "school", "phone~", "copies")
PERSONS = range(150)


def case(seed):
    """(list → persons, lists that mask a person's number, (list, person, field) → reading): some persons repeated, some contested alike, some of
    one list alone."""
    r = random.Random(seed)
    sold = [{n for n in LISTS if r.random() < 0.6} for _ in range(4)]
    held = {n: {p for p in PERSONS if (n in sold[p % 4]) != (r.random() < 0.05)} for n in LISTS}
    masked = {(n, p) for n in LISTS for p in PERSONS if n > 4 and r.random() < 0.3}
    readings = {}
    for person in r.sample(PERSONS, 110):
        for field in r.sample(FIELDS, r.choice((1, 1, 1, 2, 4))):
            wrong = r.choice(LISTS)
            for n in LISTS:
                if person in held[n] and r.random() < 0.97:
                    readings[n, person, field] = 10 * person + (n == wrong) + 2 * (person % 5 == 0 and n == 2)
    return held, masked, readings


def differing(masked, readings, child, other, person):
    return sum(
        (other, person, f) in readings
        and readings.get((child, person, f), readings[other, person, f]) != readings[other, person, f]
        and f != "copies"
        and (not f.endswith("~") or bool({(child, person), (other, person)} & masked))
        for f in FIELDS
    )


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with warehouse.writer(Home.at(tmp_path_factory.mktemp("remainder"))) as con:
        warehouse.insert(con, "datasets", [{"dataset_no": n, "case_id": "K"} for n in LISTS])
        yield con


def fill(con, held, masked, readings):
    con.execute("DELETE FROM person_records")
    con.execute("DELETE FROM case_persons")
    rows = [(n, p) for n, persons in held.items() for p in persons]
    warehouse.insert(
        con, "person_records", [{"dataset_no": n, "row_no": i, "person_id": p} for i, (n, p) in enumerate(rows + rows[::7], 1)]
    )
    warehouse.run(con, "derive/first_rows", case_id="K", lists=list(LISTS), new=list(LISTS), others=False)
    weigh(con, "K", [Contested(n, p, f, reading, masked=(n, p) in masked) for (n, p, f), reading in readings.items()])
    warehouse.run(con, "derive/case_persons", case_id="K")
    warehouse.run(con, "derive/holdings", case_id="K", lists=list(LISTS))


@pytest.mark.parametrize("seed", range(8))
def test_every_pair_as_counted_person_by_person(opened, seed):
    held, masked, readings = case(seed)
    fill(opened, held, masked, readings)
    pairs = [(c, f) for c in LISTS for f in LISTS if c != f]
    rows = warehouse.rows(opened, "derive/remainder", children=[c for c, _ in pairs], firsts=[f for _, f in pairs])
    found = {(r["child_no"], r["first_no"], r["parent_no"]): (r["shared"], r["differing"]) for r in rows}
    wanted = {}
    for child, first in pairs:
        for other in LISTS:
            rest = (held[child] - held[first]) & held[other]
            if other != child and rest:
                wanted[child, first, other] = (len(rest), sum(differing(masked, readings, child, other, p) for p in rest))
    assert found == wanted and wanted
    sets = opened.execute(
        "SELECT count(DISTINCT h.set_id), count(DISTINCT c.set_id) FILTER (h.persons > 1) FROM holdings h LEFT JOIN holding_cells c USING (set_id)"
    ).fetchone()
    assert sets[0] < len(PERSONS) and sets[1] > 0  # else nothing was put together


@pytest.mark.parametrize("seed", range(8))
def test_kinds_of_person_as_counted_person_by_person(opened, seed):
    held, masked, readings = case(seed)
    fill(opened, held, masked, readings)
    beside = {(1, 2): [3, 4], (1, 3): [2, 5, 6], (4, 2): [1, 5]}
    children, firsts, others = (
        list(side) for side in zip(*((*pair, o) for pair, asked in beside.items() for o in asked), strict=True)
    )
    rows = warehouse.rows(opened, "derive/remainder_held", children=children, firsts=firsts, others=others)
    found = {(r["child_no"], r["first_no"], tuple(r["lists"]), tuple(r["differing"])): r["persons"] for r in rows}
    wanted = Counter()
    for (child, first), asked in beside.items():
        for person in held[child] - held[first]:
            lists = tuple(o for o in asked if person in held[o])
            if lists:
                wanted[child, first, lists, tuple(differing(masked, readings, child, o, person) for o in lists)] += 1
    assert found == dict(wanted) and len(rows) == len(wanted)
