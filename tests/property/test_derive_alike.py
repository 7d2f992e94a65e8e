"""Kinds of contested cells: what is counted of pairs of lists is the same as with every cell a kind of its own."""

import random
from collections import Counter

import pytest
from contested_cells import Contested, weigh

from pipelines import warehouse
from pipelines.home import Home

LISTS = (1, 2, 3, 4, 5)
FIELDS = ("name", "phone", "school", "phone~", "copies")
APART = """
CREATE OR REPLACE TEMP TABLE alike AS
SELECT hash(person_id, field) AS kind, field, 1::BIGINT AS cells, dataset_no, reading, holders > 1 AS held, deviant, usual, spelt, masked, untidy
FROM variants JOIN variant_readings USING (person_id, field, reading)
"""
PERSONS = """
CREATE OR REPLACE TEMP TABLE pair_persons AS
SELECT a.dataset_no AS one_no, b.dataset_no AS other_no, count(DISTINCT a.person_id) AS shared_persons
FROM variants AS a JOIN variants AS b ON a.person_id = b.person_id AND a.dataset_no < b.dataset_no
GROUP BY ALL
"""


def cells(seed):
    """Contested cells of 400 persons, most of one of a few kinds; and how usual some readings are."""
    r = random.Random(seed)
    errors = [(r.choice(FIELDS), r.sample(LISTS, r.choice((2, 3, 5))), r.choice((1, 1, 2))) for _ in range(12)]
    found, known = [], {}
    for person in range(400):
        field, holders, wrong = r.choice(errors)
        read = {n: 10 * person + (i < wrong) + (r.random() < 0.05) * 2 for i, n in enumerate(holders)}
        number = Counter(read.values())
        if field == "name":
            known |= {reading: r.choice((0, 0, 1, 9)) for reading in number}
        broken = {reading for reading in number if r.random() < 0.1}
        for n, reading in read.items():
            sign = -0.7 * (1 + reading % 10) if field == "copies" else -3.0 if field == "phone" and reading in broken else None
            found.append(
                Contested(n, person, field, reading, number[reading], sign, n > 4 and r.random() < 0.5, n == 3 and r.random() < 0.1)
            )
    contested = {person for person in range(400) if len({c.reading for c in found if c.person_id == person}) > 1}
    return [c for c in found if c.person_id in contested], known


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with warehouse.writer(Home.at(tmp_path_factory.mktemp("alike"))) as con:
        yield con


def counted(con):
    warehouse.run(con, "derive/field_weights")
    weights = con.execute("SELECT * FROM field_weights ORDER BY field").fetchall()
    pairs = warehouse.rows(con, "derive/pair_cells", whole=0.8)
    tree = warehouse.rows(con, "derive/contradictions", lists=[2, 3, 4, 5], parents=[1, 1, 2, 3], whole=9)
    root = warehouse.rows(con, "derive/contradictions_root", lists=[2, 3, 4], tops=[1, 1, 1], branches=[2, 3, 2], whole=9)
    return weights, pairs, tree, root


@pytest.mark.parametrize("seed", range(8))
def test_as_with_every_cell_alone(opened, seed):
    found, known = cells(seed)
    weigh(opened, "K", found, known)
    opened.execute(PERSONS)
    kinds, of = opened.execute(
        "SELECT count(DISTINCT kind), sum(cells) FROM (SELECT DISTINCT kind, field, cells FROM alike)"
    ).fetchone()
    together = counted(opened)
    opened.execute(APART)
    assert together == counted(opened) and all(together[:3])
    assert of == len({(c.person_id, c.field) for c in found}) and 2 * kinds < of  # else nothing was put together


def test_kinds_of_few_cells_are_sampled_where_there_are_too_many(opened):
    """A thousand kinds of one cell and one of three thousand: that one is kept as it is, of the others about as many are told."""
    several = [Contested(n, p, "phone", 10 * p + (n == 1), 1, -float(p)) for p in range(1, 1001) for n in LISTS]
    same = [Contested(n, p, "name", 10 * p + (n == 1)) for p in range(2001, 5001) for n in LISTS]
    weigh(opened, "K", several + same, pairs=1000)
    told = dict(
        opened.execute("SELECT field, sum(cells) FROM (SELECT DISTINCT kind, field, cells FROM alike) GROUP BY field").fetchall()
    )
    kinds = dict(opened.execute("SELECT field, count(DISTINCT kind) FROM alike GROUP BY field").fetchall())
    assert told["name"] == 3000 and kinds["name"] == 1
    assert 600 < told["phone"] < 1400 and kinds["phone"] < 100
