"""JSON and SQLite: each list of objects and each filled table is read cell for cell; damage is refused."""

import json
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines import warehouse
from pipelines.errors import BadFile
from pipelines.load import formats, records, staging

ROWS = [{"姓名": "王一", "手机号": "16400000001", "分": 1.50}, {"姓名": "李二", "手机号": None, "班": ["a", "b"]}]
CELLS = [["王一", "16400000001", "1.5", ""], ["李二", "", "", '["a", "b"]']]
HEADER = ["姓名", "手机号", "分", "班"]


def read(path: Path) -> dict[str | None, tuple[str, list[str], list[list[str]], list[int]]]:
    found = {}
    with warehouse.scratch() as con:
        for table in formats.read(path, path.name, path.parent):
            staging.write(con, table, path.parent / "staged.parquet")
            staged = pq.read_table(path.parent / "staged.parquet").to_pydict()
            cells = zip(*(staged[f"c{i}"] for i in range(table.layout.width)), strict=True)
            found[table.sheet] = (table.format, list(table.layout.header), [list(row) for row in cells], staged["line_no"])
    return found


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (json.dumps(ROWS, ensure_ascii=False), [1, 1]),
        (json.dumps(ROWS, ensure_ascii=False, indent=1), [2, 7]),
        (json.dumps({"版本": 1, "名单": ROWS}), [1, 1]),
        ("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), [1, 2]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_json(content: str, lines: list[int], encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content.encode(encoding))
    assert read(path) == {None: ("json", HEADER, CELLS, lines)}


def test_what_only_begins_like_json_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text('{"a\n姓名,手机号\n王一,16400000001\n李二,16400000002\n')
    ((form, header, cells, _),) = read(path).values()
    assert (form, header, cells) == ("txt", ["姓名", "手机号"], [["王一", "16400000001"], ["李二", "16400000002"]])


def test_json_without_objects_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[]")
    with pytest.raises(BadFile) as error:
        read(path)
    assert error.value.code == "no_table"


def database(path: Path) -> Path:
    with sqlite3.connect(path) as con:
        con.execute('CREATE TABLE "名""单" (姓名 TEXT, 手机号 INTEGER, 图 BLOB)')
        con.executemany('INSERT INTO "名""单" VALUES (?, ?, ?)', [("王一", 16400000001, b"\x01"), (None, 16400000002, None)])
        con.execute("CREATE TABLE empty (x)")
    con.close()
    return path


def test_sqlite(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db")
    rows = [["王一", "16400000001", "01"], ["", "16400000002", ""]]
    assert read(path) == {None: ("sqlite", ["姓名", "手机号", "图"], rows, [1, 2])}


@pytest.mark.parametrize(
    ("whole", "damaged"),
    [
        (b"CREATE TABLE", b"\xff" * 12),
        ('单" ('.encode(), b"\xe5\xff\xff( ("),  # what SQLite says of it is no UTF-8
        ("(姓".encode(), b"(\xe5\xff\xff"),  # a column's name is none
    ],
)
def test_a_damaged_database_is_refused(tmp_path: Path, whole: bytes, damaged: bytes) -> None:
    path = database(tmp_path / "a.db")
    data = path.read_bytes()
    assert whole in data
    path.write_bytes(data.replace(whole, damaged))
    with pytest.raises(BadFile) as error:
        read(path)
    assert error.value.code == "database_damaged"


def test_a_column_that_is_computed_large_is_a_trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE t (name, big TEXT GENERATED ALWAYS AS (hex(zeroblob(100000))) VIRTUAL)")
        con.execute("INSERT INTO t(name) VALUES ('王一'), ('李二')")
    con.close()
    assert [row[0] for row in read(path)[None][2]] == ["王一", "李二"]
    for limit, least in (("MAX_VALUE", 1 << 16), ("EXPANSION", -(1 << 14))):
        monkeypatch.setattr(records, limit, least)
        with pytest.raises(BadFile) as error:
            read(path)
        assert error.value.code == "database_bomb"
        monkeypatch.undo()
