"""All that goes wrong with manifests at once, in every form: each thing is told by its own code, and the rest is taken."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from pipelines import warehouse
from pipelines.home import Home
from pipelines.load import run as load
from pipelines.seal import run as seal
from tests.unit.seal.intakes import LIST, folder

HEADER = ["文件", "类型", "案件编号", "持有人", "扣押时间", "侦查员", "备注", "sha256", "柜号"]
LISTS = {name: LIST + f"王{name},1640000000{n},宁波市第1小学\n" for n, name in enumerate("abcdef", 3)}
RIGHT, WRONG = hashlib.sha256(LISTS["b"].encode()).hexdigest(), "0" * 64
ROWS = [
    ["名单\\a.csv", "扣押", "C-1", "甲", "2016-05-30", "", "", "", "3"],  # a backslash
    ["b.csv", "扣押", "C-1", "乙", "2016年5月30日", "", "", RIGHT, ""],
    ["b.csv", "扣押", "C-1", "乙", "", "", "", "", ""],  # again
    ["b.csv", "扣押", "C-1", "丙", "", "", "", "", ""],  # with another holder: two places of finding
    ["c.csv", "扣押", "C-1", "丁", "", "", "", WRONG, ""],
    ["d.csv", "电子表格", "C-1", "戊", "", "", "", "", ""],
    ["gone.csv", "扣押", "C-1", "己", "", "", "", "", ""],
    ["/etc/passwd", "扣押", "C-1", "己", "", "", "", "", ""],
    ["..\\..\\up.csv", "扣押", "C-1", "己", "", "", "", "", ""],
    ["C:\\x\\y.csv", "扣押", "C-1", "己", "", "", "", "", ""],
    ["", "扣押", "C-1", "己", "", "", "", "", ""],
    ["e.csv", "扣押", "", "庚", "上周", "", "", "12", ""],
]
FILES = {"名单/a.csv" if name == "a" else f"{name}.csv": text for name, text in LISTS.items()}


def as_csv(encoding: str, delimiter: str = ",") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([HEADER, *ROWS])
    return buffer.getvalue().encode(encoding)


def as_workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for number, row in enumerate([HEADER, *ROWS]):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    return buffer.getvalue()


def as_yaml() -> bytes:
    return json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS], ensure_ascii=False).encode()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield Home.at(tmp_path / "home").create()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("manifest.csv", as_csv("gb18030")), ("manifest.csv", as_csv("utf-8-sig")), ("Manifest.CSV", as_csv("utf-16", "\t")),
        ("manifest.xlsx", as_workbook()), ("manifest.yaml", as_yaml()),
    ],
)  # fmt: skip
def test_each_is_told_and_the_rest_is_taken(name: str, data: bytes, home: Home, tmp_path: Path) -> None:
    intake = folder(tmp_path / "in", {**FILES, name: data})
    with warehouse.writer(home) as con:
        outcome = load.run(home, con, seal.run(home, con, [str(intake)], settle_seconds=0).ids)
        told = con.execute(
            "SELECT path, code, count(*) FROM load_issues WHERE code <> 'no_rows' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        loaded = con.execute("SELECT path, holder, case_id, rows_accepted FROM datasets ORDER BY 1, 2").fetchall()
        sealed = con.execute(
            "SELECT count(DISTINCT path), sum(size_bytes) FROM (SELECT DISTINCT path, size_bytes FROM findings)"
        ).fetchone()
    assert told == [
        ("b.csv", "named_twice", 1), ("c.csv", "custody_broken", 1), ("d.csv", "unknown_kind", 1), ("e.csv", "bad_sha256", 1),
        ("e.csv", "bad_time", 1), ("e.csv", "custody_broken", 1), ("e.csv", "no_case", 1), ("f.csv", "unnamed", 1),
        ("gone.csv", "missing", 1), ("manifest", "manifest_path", 4), ("manifest", "unknown_column", 1),
    ]  # fmt: skip
    assert [row[:3] for row in loaded] == [
        ("b.csv", "丙", "C-1"), ("b.csv", "乙", "C-1"), ("d.csv", "戊", "C-1"), ("f.csv", None, "C-1"), ("名单/a.csv", "甲", "C-1"),
    ]  # fmt: skip
    assert sealed == (7, sum(len(text.encode()) for text in FILES.values()) + len(data))
    assert outcome.done == 5
