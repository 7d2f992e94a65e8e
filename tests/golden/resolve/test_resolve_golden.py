import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import contracts, warehouse
from pipelines.home import Home

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "resolve"))
from resolve_lists import Lists, id_number

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))


def rows(written: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {k: v for k, v in row.items() if k != "id"} | ({"id_number": id_number(row["id"])} if "id" in row else {})
        for row in written
    ]


def expected(case: dict[str, Any]) -> set[frozenset[str]]:
    return {frozenset(person) for person in case["persons"]}


def resolved(
    con: warehouse.Connection, home: Home, case: dict[str, Any], one_by_one: bool, backwards: bool = False
) -> set[frozenset[str]]:
    """The partition that resolve makes; what it wrote is taken back, so that one warehouse serves all cases."""
    lists = Lists(home, con)
    names = [chr(ord("A") + i) for i in range(len(case["lists"]))]
    order = list(zip(names, case["lists"], strict=True))
    try:
        for left, right, verdict in case.get("judgements", ()):
            lists.judge(left, right, verdict)
        for name, written in reversed(order) if backwards else order:
            lists.add(rows(written), name)
            if one_by_one:
                lists.resolve()
        lists.resolve()
        return lists.partition()
    finally:
        for table in contracts.WAREHOUSE:
            con.execute(f'DELETE FROM "{table.stored}"')


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("golden") / "home").create()


@pytest.fixture(scope="module")
def con(home: Home) -> Iterator[warehouse.Connection]:
    with warehouse.writer(home) as opened:
        yield opened


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["case"])
def test_who_is_who(home: Home, con: warehouse.Connection, case: dict[str, Any]) -> None:
    assert resolved(con, home, case, one_by_one=False) == expected(case), case["why"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["case"])
def test_who_is_who_in_another_order(home: Home, con: warehouse.Connection, case: dict[str, Any]) -> None:
    assert resolved(con, home, case, one_by_one=False, backwards=True) == expected(case), case["why"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["case"])
def test_who_is_who_night_by_night(home: Home, con: warehouse.Connection, case: dict[str, Any]) -> None:
    assert resolved(con, home, case, one_by_one=True) == expected(case), case["why"]
