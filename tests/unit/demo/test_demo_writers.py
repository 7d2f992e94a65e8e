"""Files as they are found, read back by other tools."""

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from python_calamine import load_workbook

from pipelines.demo import writers

LIST = pa.table({
    "name": ["王奕军", "李𠮷", None], "phone": ["16012345678", "无", "１６０"], "id_number": ["990401200803051234", "99040120080305123X", "0012"],
})  # fmt: skip
HEADER = ("姓名", "家长电话", "身份证号")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_text_file_reads_back(encoding: str, delimiter: str) -> None:
    out = io.BytesIO()
    writers.delimited(LIST, HEADER, out, encoding, delimiter)
    lines = out.getvalue().decode(encoding).split("\r\n")
    assert [line.split(delimiter) for line in lines] == [
        list(HEADER),
        ["王奕军", "16012345678", "990401200803051234"],
        ["李𠮷", "无", "99040120080305123X"],
        ["", "１６０", "0012"],
        [""],
    ]
    assert out.getvalue().startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")


def test_title_stands_above_the_header() -> None:
    out = io.BytesIO()
    writers.delimited(LIST, HEADER, out, "utf-8", ",", "嘉兴 2016")
    assert out.getvalue().decode().startswith("嘉兴 2016\r\n姓名,家长电话")


def test_cell_with_the_delimiter_is_quoted() -> None:
    out = io.BytesIO()
    writers.delimited(pa.table({"a": ["1,2"], "b": ["3"]}), ("a", "b"), out, "utf-8", ",")
    assert out.getvalue() == b'a,b\r\n"1,2","3"\r\n'


def test_more_rows_than_a_batch() -> None:
    rows = writers.BATCH * 2 + 1
    out = io.BytesIO()
    writers.delimited(pa.table({"a": ["王"] * rows}), ("a",), out, "gb18030", ",")
    assert out.getvalue() == ("a\r\n" + "王\r\n" * rows).encode("gb18030")


def test_workbook_reads_back() -> None:
    body = writers.workbook(LIST, HEADER, title="名单 2")
    sheet = load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "名单 2"
    assert sheet[1:] == [
        list(HEADER),
        ["王奕军", "16012345678", "990401200803051234"],
        ["李𠮷", "无", "99040120080305123X"],
        ["", "１６０", "0012"],
    ]


def test_workbook_escapes_markup() -> None:
    body = writers.workbook(pa.table({"a": ["<&> x "]}), ("a",))
    assert load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python() == [["a"], ["<&> x "]]


def test_workbook_damages_what_it_stores_as_numbers() -> None:
    body = writers.workbook(LIST, HEADER, numbers=("id_number", "phone"))
    sheet = load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in sheet[1:]] == [990401200803051000.0, "99040120080305123X", 12.0]
    assert [row[1] for row in sheet[1:]] == [16012345678.0, "无", "１６０"]


def test_archive_names_are_gbk_and_unmarked(tmp_path: Path) -> None:
    writers.archive([("名单/宁波.csv", b"a"), ("x.csv", b"b")], tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip", metadata_encoding="gbk") as read:
        assert read.namelist() == ["名单/宁波.csv", "x.csv"]
        assert read.read("名单/宁波.csv") == b"a"
        assert all(not i.flag_bits & 0x800 for i in read.infolist())


def test_same_table_same_bytes(tmp_path: Path) -> None:
    assert writers.workbook(LIST, HEADER) == writers.workbook(LIST, HEADER)
    for name in ("a.zip", "b.zip"):
        writers.archive([("名.csv", b"a")], tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
