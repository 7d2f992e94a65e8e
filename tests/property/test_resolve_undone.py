"""A judgement taken back has never been: the persons are those of a home that never had it, whatever the rows say."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import contracts, warehouse
from pipelines.home import Home

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "resolve"))
from resolve_lists import Lists, Row, id_number

ROW = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["张伟", "张玮", "李娜", None]),
        "phone": st.sampled_from(["16400000301", "16400000302", "164****0301", None]),
        "id_number": st.sampled_from([id_number("99010220070501011"), id_number("99010220070501013"), None, None]),
        "school": st.sampled_from(["嘉兴市第1小学", "嘉兴市第2小学", None]),
        "student_number": st.sampled_from(["G990102001", "G990102002", None]),
        "grade": st.sampled_from(["1", "2", None]),
    }
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("judgements") / "home").create()


@pytest.fixture(scope="module")
def con(home: Home) -> Iterator[warehouse.Connection]:
    with warehouse.writer(home) as opened:
        yield opened


@given(
    st.lists(st.lists(ROW, min_size=1, max_size=7), min_size=1, max_size=3),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.sampled_from(["confirmed", "rejected"]),
)
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_as_if_it_had_never_been(
    home: Home, con: warehouse.Connection, written: list[list[Row]], one: int, other: int, verdict: str
) -> None:
    for table in contracts.WAREHOUSE:
        con.execute(f'DELETE FROM "{table.stored}"')
    lists = Lists(home, con)
    for rows in written:
        lists.add(rows)
    lists.resolve()
    never, persons = lists.partition(), lists.persons()
    names = sorted(persons)
    left, right = names[one % len(names)], names[other % len(names)]
    lists.judge(left, right, verdict)
    lists.resolve()
    judged = lists.persons()
    assert (judged[left] == judged[right]) == (verdict == "confirmed") or left == right
    lists.judge(right, left, "withdrawn", at="2026-01-02")
    lists.resolve()
    assert lists.partition() == never
    sets = [row[0] for row in lists.table("identities")]
    assert len(sets) == len(set(sets))
