"""The door to DuckDB: homes of another version, and starting anew from the same evidence."""

from pathlib import Path

import pytest

from pipelines import contracts, flow, ledger, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.publish.run import table_hashes

LIST = "姓名,性别,联系电话,学校\n" + "".join(f"学生{c},男,154{i:08d},第{i % 3}小学\n" for i, c in enumerate("甲乙丙丁戊己庚辛"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    intake = tmp_path / "intake"
    intake.mkdir()
    (intake / "list.csv").write_text(LIST, "utf-8")
    (intake / "manifest.csv").write_text("file,kind,case_id,holder\nlist.csv,seized,C-1,丁某\n", "utf-8")
    home = Home.at(tmp_path / "home").create()
    flow.everything(home, [intake])
    return home


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("ALTER TABLE persons DROP COLUMN phone", "persons"),
        ("ALTER TABLE stored_records DROP COLUMN raw", "records"),
        ("ALTER TABLE stored_records ADD COLUMN later VARCHAR", "records"),
    ],
)
def test_a_home_of_another_version_is_refused_and_made_anew_from_its_evidence(home: Home, change: str, table: str) -> None:
    before, events = table_hashes(home.published), list(ledger.read(home))
    with warehouse.writer(home) as con:
        con.execute(change)
    with pytest.raises(UsageError, match=rf"another version of hopback \(other columns: {table}\).*move it out"):
        flow.waiting(home, "load")
    home.warehouse.unlink()
    flow.everything(home, [home.root.parent / "intake"])
    after = table_hashes(home.published)
    assert after | {"ledger": before["ledger"]} == before
    assert [e["action"] for e in ledger.read(home)] == [*(e["action"] for e in events), "publish"]
    assert ledger.verify(home)[1] is None


RECORDS = contracts.table("records")


def stored(con: warehouse.Connection) -> set[str]:
    return {
        row[0] for row in con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'stored_records'").fetchall()
    }


def test_a_field_is_stored_once_a_list_has_it(home: Home, tmp_path: Path) -> None:
    fixed = {c.name for c in RECORDS.columns if not c.sparse}
    with warehouse.writer(home) as con:
        assert stored(con) == fixed | {"name", "gender", "phone", "school"}
        before = con.execute("FROM records").fetchall()
        assert [c[0] for c in con.execute("FROM records").description] == list(RECORDS.names)
    second = tmp_path / "second"
    second.mkdir()
    (second / "list.csv").write_text("姓名,备注,车型\n王小明,好,大\n", "utf-8")
    (second / "manifest.csv").write_text("file,kind,case_id,holder\nlist.csv,seized,C-1,丁某\n", "utf-8")
    flow.everything(home, [second])
    with warehouse.writer(home) as con:
        assert stored(con) == fixed | {"name", "gender", "phone", "school", "remark", "extra"}
        assert con.execute("FROM records WHERE dataset_no = 1").fetchall() == before
        assert con.execute("SELECT name, phone, remark, extra, email_im FROM records WHERE dataset_no = 2").fetchall() == [
            ("王小明", None, "好", '{"车型":"大"}', None)
        ]
        assert con.execute("SELECT count(*) FROM placed_records AS r SEMI JOIN (SELECT max(place) AS place FROM placed_records) AS m "
                           "ON r.place = m.place").fetchall() == [(1,)]  # fmt: skip


def test_a_field_that_came_with_a_broken_transaction_is_not_stored(home: Home) -> None:
    with warehouse.writer(home) as con:
        before = stored(con), con.execute("FROM records").fetchall()
        with pytest.raises(ZeroDivisionError), warehouse.transaction(con):
            warehouse.insert(con, "records", [{"dataset_no": 9, "row_no": 1, "email_im": "x"}])
            assert con.execute("SELECT email_im FROM records WHERE dataset_no = 9").fetchall() == [("x",)]
            raise ZeroDivisionError
        assert (stored(con), con.execute("FROM records").fetchall()) == before


def test_a_home_from_before_fields_were_left_out_opens(home: Home) -> None:
    with warehouse.writer(home) as con:
        before = con.execute("FROM records").fetchall()
        con.execute("CREATE TABLE earlier AS FROM records")
        for dropped in ("VIEW records", "VIEW placed_records", "TABLE stored_records"):
            con.execute(f"DROP {dropped}")
        con.execute("ALTER TABLE earlier RENAME TO records")
    with warehouse.writer(home) as con:
        assert stored(con) == set(RECORDS.names)
        assert con.execute("FROM records").fetchall() == before


def test_tables_aside_are_read_by_their_names_and_leave_nothing(home: Home) -> None:
    path = home.root / ".spill" / "aside.duckdb"
    with warehouse.writer(home) as con:
        for _ in range(2):  # what a broken run left is no hindrance
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"left")
            with warehouse.aside(con, path):
                con.execute("CREATE TABLE aside.apart AS SELECT range AS n FROM range(5)")
                with warehouse.transaction(con):
                    con.execute("CREATE TABLE kept AS SELECT sum(n) AS total FROM apart")
                assert con.execute("SELECT total FROM kept").fetchall() == [(10,)]
            con.execute("DROP TABLE kept")
            assert not list(path.parent.glob("aside*"))
        with pytest.raises(warehouse.Error), warehouse.aside(con, path):
            con.execute("SELECT * FROM nowhere")
        assert not list(path.parent.glob("aside*"))
        assert con.execute("SELECT count(*) FROM datasets").fetchone() == (1,)


def test_a_memory_limit_beyond_the_machine_opens(home: Home) -> None:
    for limit, kept in (("1GB", True), ("900TB", False)):
        (home.root / "hopback.toml").write_text(f'memory_limit = "{limit}"\n', "utf-8")
        with warehouse.writer(Home.at(home.root)) as con:
            blocks = con.execute("SELECT parse_formatted_bytes(current_setting('block_allocator_memory'))").fetchone()
        assert blocks is not None
        assert (blocks[0] > 0) is kept
