"""A mapping file in the intake, and one that comes later."""

from pathlib import Path
from typing import Any

import pytest

from pipelines import audit, flow, ledger, warehouse
from pipelines.home import Home
from tests.unit.seal.intakes import folder, manifest

ROWS = 40
GOOD = "".join(f"王{chr(0x4E00 + i)},1640000{i:04},宁波市第{i % 7}小学\n" for i in range(ROWS))
OTHER = "姓名,手机号,学校\n" + GOOD
ODD = "甲,乙,丙,丁\n" + "".join(f"{i},王{chr(0x4E00 + i)},x{i},1640000{i:04}\n" for i in range(ROWS))


def tables(home: Home, query: str) -> list[tuple[Any, ...]]:
    with warehouse.reader(home.warehouse) as con:
        return con.execute(query).fetchall()


FIELDS = (
    "SELECT header, field, reason FROM dataset_columns JOIN datasets USING (dataset_no) WHERE path = 'odd.csv' ORDER BY position"
)
PERSONS = "SELECT count(DISTINCT person_id) FROM person_records"
SHARED = "SELECT shared_persons FROM list_pairs"


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.at(tmp_path_factory.mktemp("at once"))
    text = "file,column,field\nodd.csv,甲,\nodd.csv,乙,姓名\nodd.csv,丙,学校\nodd.csv,4,phone\n"
    files = {
        "odd.csv": ODD,
        "other.csv": OTHER,
        "mapping.csv": text,
        "manifest.csv": manifest("odd.csv,seized,x", "other.csv,seized,y"),
    }
    assert flow.ingest(home, [folder(tmp_path_factory.mktemp("in"), files)]).problems == 0
    return home


def test_it_is_obeyed_and_is_evidence(at_once: Home) -> None:
    assert tables(at_once, FIELDS) == [
        ("甲", None, "mapping file"),
        ("乙", "name", "mapping file"),
        ("丙", "school", "mapping file"),
        ("丁", "phone", "mapping file"),
    ]
    assert tables(at_once, "SELECT kind, state FROM findings WHERE path = 'mapping.csv'") == [("mapping", "kept")]
    assert any("mapping.csv" in e["reason"] and e["action"] == "seal" for e in ledger.read(at_once))
    assert tables(at_once, PERSONS)[0][0] <= ROWS + 1  # tied by phone and name; two of them once more by one character
    assert tables(at_once, "SELECT count(*) FROM records WHERE extra LIKE '%甲%'") == [(ROWS,)]


def test_one_that_comes_later(at_once: Home, tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    first = {"odd.csv": ODD, "other.csv": OTHER, "manifest.csv": manifest("odd.csv,seized,x", "other.csv,seized,y")}
    flow.ingest(home, [folder(tmp_path / "first", first)])
    before = tables(home, FIELDS)
    assert ("丙", "school", "mapping file") not in before
    text = "- {文件: odd.csv, 列: 乙, 字段: 姓名}\n- {文件: odd.csv, 列: 丙, 字段: 学校}\n- {文件: odd.csv, 列: 丁, 字段: 手机号}\n- {文件: odd.csv, 列: 甲, 字段: 无}\n"
    outcome = flow.ingest(home, [folder(tmp_path / "second", {"mapping.yaml": text})])
    assert tables(home, FIELDS) == tables(at_once, FIELDS)
    for query in (
        PERSONS,
        SHARED,
        "SELECT rows_read, rows_accepted, rows_rejected, state FROM datasets ORDER BY path",
        "SELECT count(*) FROM records",
        "SELECT path, field, filled, reformatted FROM list_fields JOIN datasets USING (dataset_no) ORDER BY ALL",
    ):
        assert tables(home, query) == tables(at_once, query), query
    assert tables(home, "SELECT count(*) FROM (SELECT dataset_no, row_no FROM records GROUP BY ALL HAVING count(*) > 1)") == [(0,)]
    assert tables(home, "SELECT min(person_id) FROM persons")[0][0] > ROWS - 1
    assert audit.verify(home).startswith("custody unbroken")
    assert (outcome.problems, outcome.ids) == (0, ("C-1",))
    again = flow.ingest(home, [tmp_path / "second"])
    assert again.done == 0


def test_mistakes_are_told(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    text = "文件,工作表,列,字段\nodd.csv,,没有,phone\nodd.csv,,甲,nonsense\nodd.csv,,丁,phone\nodd.csv,,丙,phone\nnowhere.csv,,甲,name\n,,甲,name\n"
    outcome = flow.ingest(
        home, [folder(tmp_path / "in", {"odd.csv": ODD, "mapping.csv": text, "manifest.csv": manifest("odd.csv,seized,x")})]
    )
    found = set(tables(home, "SELECT path, code FROM load_issues WHERE code LIKE 'mapping%'"))
    assert found == {
        ("odd.csv", "mapping_column"), ("odd.csv", "mapping_field"), ("odd.csv", "mapping_twice"), ("mapping.csv", "mapping_file"), ("mapping.csv", "mapping_row"),
    }  # fmt: skip
    assert outcome.problems >= 5


def test_a_record_table_read_again(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    rows = "何时,甲方,乙方,多少\n2016-05-30 10:00:00,x,y,100\n2016-05-31 10:00:00,y,z,abc\n"
    flow.ingest(home, [folder(tmp_path / "in", {"p.csv": rows, "manifest.csv": manifest("p.csv,payments,")})])
    text = "file,column,field\np.csv,何时,time\np.csv,甲方,payer\np.csv,乙方,payee\np.csv,多少,amount\n"
    flow.ingest(home, [folder(tmp_path / "later", {"mapping.csv": text})])
    assert tables(home, "SELECT payer, payee FROM payments") == [("x", "y")]
    assert tables(home, "SELECT rows_read, rows_accepted, rows_rejected FROM datasets") == [(2, 1, 1)]
    assert tables(home, "SELECT code, count(*) FROM load_issues WHERE dataset_id IS NOT NULL GROUP BY ALL") == [
        ("unreadable_amount", 1)
    ]
