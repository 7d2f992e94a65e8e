"""Keys and blocks count only where somebody has no valid ID number: the persons are those that all keys and blocks make."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import contracts, warehouse
from pipelines.home import Home

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "resolve"))
from resolve_lists import Lists, Row, id_number

NUMBERS = [id_number("99010220070501011"), id_number("99010220070501013")]
ROW = st.fixed_dictionaries(
    {
        # more names than an ID number may have, so that it may be nobody's
        "name": st.sampled_from(["张伟", "张玮", "张伟伟", "李娜", "李丽", "王芳", "王小芳"]),
        "phone": st.sampled_from([*(f"1640000030{n}" for n in range(5)), None]),
        "id_number": st.sampled_from([*[NUMBERS[0]] * 9, NUMBERS[1], "990102200806020128", None]),
        "school": st.sampled_from(["嘉兴市第1小学", "嘉兴市第2小学", None]),
        "guardian_name": st.sampled_from(["张三", None]),
        "student_number": st.sampled_from(["G990102001", None, None]),
        "grade": st.sampled_from(["1", "2", None]),
    }
)
ONLY_OPEN = "WHERE open AND (found > 1 OR NOT $whole)"
FOUND = "SELECT 4 * count(id_valid) < 3 * count(*) AS whole"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("open") / "home").create()


@pytest.fixture(scope="module")
def con(home: Home) -> Iterator[warehouse.Connection]:
    with warehouse.writer(home) as opened:
        yield opened


def changed(name: str, old: str, new: str) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
    """Statements with one part other; it must be there."""

    def of(text: Callable[[str], str]) -> Callable[[str], str]:
        assert old in text(name)
        return lambda asked: text(asked).replace(old, new) if asked == name else text(asked)

    return of


WAYS = {
    "as it is": (),
    "sought by those without a number": (changed("resolve/whole", FOUND, "SELECT FALSE AS whole"),),
    "in one pass": (changed("resolve/whole", FOUND, "SELECT TRUE AS whole"),),
    "all keys and blocks": (
        changed("resolve/whole", FOUND, "SELECT TRUE AS whole"),
        changed("resolve/opened", ONLY_OPEN, "WHERE found > 1"),
        changed("resolve/opened_blocks", ONLY_OPEN, "WHERE found > 1"),
    ),
}


@given(
    st.lists(st.lists(ROW, min_size=8, max_size=16), min_size=1, max_size=2),
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["confirmed", "rejected"])), max_size=2),
    st.booleans(),
)
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_with_numbers_are_one_by_these_alone(
    home: Home, con: warehouse.Connection, written: list[list[Row]], judgements: list[tuple[int, int, str]], one_by_one: bool
) -> None:
    names = [f"{chr(ord('A') + no)}{place}" for no, rows in enumerate(written) for place in range(1, len(rows) + 1)]
    found = {}
    for way, changes in WAYS.items():
        for table in contracts.WAREHOUSE:
            con.execute(f'DELETE FROM "{table.stored}"')
        lists = Lists(home, con)
        for one, other, verdict in judgements:
            lists.judge(names[one % len(names)], names[other % len(names)], verdict)
        with pytest.MonkeyPatch.context() as patch:
            for change in changes:
                patch.setattr(warehouse, "text", change(warehouse.text))
            for rows in written:
                lists.add(rows)
                if one_by_one:
                    lists.resolve()
            lists.resolve()
        found[way] = lists.partition()
    assert all(partition == found["as it is"] for partition in found.values()), found
