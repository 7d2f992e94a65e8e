"""The door to DuckDB: homes of another version, and starting anew from the same evidence."""

from pathlib import Path

import pytest

from pipelines import flow, ledger, warehouse
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


@pytest.mark.parametrize("change", ["ALTER TABLE records DROP COLUMN extra", "ALTER TABLE records ADD COLUMN later VARCHAR"])
def test_a_home_of_another_version_is_refused_and_made_anew_from_its_evidence(home: Home, change: str) -> None:
    before, events = table_hashes(home.published), list(ledger.read(home))
    with warehouse.writer(home) as con:
        con.execute(change)
    with pytest.raises(UsageError, match=r"another version of hopback \(other columns: records\).*move it out"):
        flow.waiting(home, "load")
    home.warehouse.unlink()
    flow.everything(home, [home.root.parent / "intake"])
    after = table_hashes(home.published)
    assert after | {"ledger": before["ledger"]} == before
    assert [e["action"] for e in ledger.read(home)] == [*(e["action"] for e in events), "publish"]
    assert ledger.verify(home)[1] is None


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
