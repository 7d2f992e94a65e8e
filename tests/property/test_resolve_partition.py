"""Resolve against an independent oracle: connected components by networkx, and one run against many."""

import sys
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import contracts, warehouse
from pipelines.home import Home
from pipelines.resolve import sets
from pipelines.resolve.clusters import components

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "resolve"))
from resolve_lists import Lists, Row, id_number

QUIET = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)))))
)
@settings(deadline=None, derandomize=True)
def test_components_are_networkx_components(graph: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = graph
    oracle = nx.Graph(edges)
    oracle.add_nodes_from(range(nodes))
    expected = {node: min(part) for part in nx.connected_components(oracle) for node in part}
    a, b = np.array([e[0] for e in edges], dtype=np.int64), np.array([e[1] for e in edges], dtype=np.int64)
    assert components(nodes, a, b).tolist() == [expected[node] for node in range(nodes)]


# A row of the key-only world: whoever shares an e-mail, a student number or an address under the one name is one person.
PERSON = st.fixed_dictionaries(
    {
        "name": st.just("安小娜"),
        "email_im": st.none() | st.integers(1, 5).map("user{}@example.org".format),
        "student_number": st.none() | st.integers(1, 5).map("G99010200{}".format),
        "address": st.none() | st.integers(1, 5).map("建设街{}号某某小区某幢".format),
    }
)
KEYS = ("email_im", "student_number", "address")


def oracle_of(lists: list[list[Row]]) -> set[frozenset[str]]:
    graph = nx.Graph()
    for no, rows in enumerate(lists):
        first: dict[str, str] = {}
        for place, row in enumerate(rows, start=1):
            name = f"{chr(ord('A') + no)}{place}"
            graph.add_node(name)
            graph.add_edges_from((name, f"{key}={row[key]}") for key in KEYS if row[key])
            graph.add_edge(name, first.setdefault(repr(sorted(row.items())), name))
    return {frozenset(n for n in part if "=" not in n) for part in nx.connected_components(graph)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("partition") / "home").create()


@pytest.fixture(scope="module")
def con(home: Home) -> Iterator[warehouse.Connection]:
    with warehouse.writer(home) as opened:
        yield opened


def clear(con: warehouse.Connection) -> None:
    for table in contracts.WAREHOUSE:
        con.execute(f'DELETE FROM "{table.stored}"')


def partition(home: Home, con: warehouse.Connection, written: list[list[Row]], one_by_one: bool) -> set[frozenset[str]]:
    clear(con)
    lists = Lists(home, con)
    for rows in written:
        lists.add(rows)
        if one_by_one:
            lists.resolve()
    lists.resolve()
    return lists.partition()


@given(st.lists(st.lists(PERSON, min_size=1, max_size=6), min_size=1, max_size=4))
@QUIET
def test_keys_make_the_oracles_persons_in_one_run_and_in_many(
    home: Home, con: warehouse.Connection, written: list[list[Row]]
) -> None:
    expected = oracle_of(written)
    assert partition(home, con, written, one_by_one=False) == expected
    assert partition(home, con, written, one_by_one=True) == expected


MESSY = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["张伟", "张玮", "李娜", "无", None]),
        "phone": st.sampled_from(["16400000301", "16400000302", "164****0301", "13800138000", "1640000030", None]),
        "id_number": st.sampled_from([id_number("99010220070501011"), id_number("99010220070501013"), "990102200705010000", None]),
        "school": st.sampled_from(["嘉兴市第1小学", "嘉兴市第2小学", None]),
        "guardian_name": st.sampled_from(["张三", "无", None]),
        "birth_date": st.sampled_from(["2007-05-01", "2009-09-09", None]),
        "grade": st.sampled_from(["1", "2", None]),
    }
)


@given(st.lists(st.lists(MESSY, min_size=1, max_size=8), min_size=1, max_size=3))
@QUIET
def test_whatever_the_rows_say(home: Home, con: warehouse.Connection, written: list[list[Row]]) -> None:
    found = partition(home, con, written, one_by_one=True)
    rows = {f"{chr(ord('A') + no)}{place}": row for no, part in enumerate(written) for place, row in enumerate(part, start=1)}
    assert sorted(name for person in found for name in person) == sorted(rows), "each row has exactly one person"
    for person in found:
        born = {"2007-05-01", None}
        sure = {rows[n]["id_number"] for n in person if rows[n]["birth_date"] in born} - {None, "990102200705010000"}
        assert len(sure) <= 1, "two valid ID numbers are two persons"
    persons = con.execute("SELECT count(*), sum(datasets) FROM persons").fetchall()
    held = con.execute("SELECT count(DISTINCT person_id), count(DISTINCT (person_id, dataset_no)) FROM person_records").fetchall()
    assert persons == held
    before = con.execute("SELECT * FROM person_records ORDER BY ALL").fetchall()
    assert Lists(home, con).resolve().done == 0
    assert con.execute("SELECT * FROM person_records ORDER BY ALL").fetchall() == before


@given(st.lists(st.lists(MESSY, min_size=1, max_size=8), min_size=1, max_size=3), st.integers(1, 5))
@settings(QUIET, max_examples=5)
def test_a_slice_of_the_rows_at_a_time_finds_what_all_at_once_find(
    home: Home, con: warehouse.Connection, written: list[list[Row]], most: int
) -> None:
    found = []
    for row in (sets.ROW, warehouse.memory(con) // most):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sets, "ROW", row)
            partition(home, con, written, one_by_one=len(written) > 2)
        found.append({t.name: warehouse.content_hash(con, t.name) for t in contracts.WAREHOUSE})
    assert found[0] == found[1]
