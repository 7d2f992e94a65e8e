"""Workbooks: every filled sheet, cells as a person sees them."""

import random
import zipfile
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from pipelines import warehouse
from pipelines.errors import BadFile
from pipelines.load import formats, staging, workbook
from tests.unit.load import xlsb


def book(path: Path, **sheets: list[list[object]]) -> Path:
    file = xlsxwriter.Workbook(path)
    dates = file.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for title, rows in sheets.items():
        sheet = file.add_worksheet(title)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, dates)
                else:
                    sheet.write(number, column, cell)
    file.close()
    return path


def read(path: Path) -> dict[str | None, tuple[int, list[str], list[list[str | None]], list[int]]]:
    found = {}
    with warehouse.scratch() as con:
        for number, table in enumerate(formats.read(path, path.name, path.parent)):
            staged = path.parent / f"{number}.parquet"
            staging.write(con, table, staged)
            columns = pq.read_table(staged).to_pydict()
            cells = [list(row) for row in zip(*(columns[f"c{i}"] for i in range(len(table.layout.header))), strict=True)]
            found[table.sheet] = (table.layout.header_line, list(table.layout.header), cells, columns["line_no"])
    return found


def test_one_filled_sheet_is_the_file_itself(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        说明=[],
        名单=[["名单2016"], [], ["姓名", "手机号"], ["王一", "16400000001"], [], ["李二", "16400000002"]],
    )
    assert read(path) == {None: (3, ["姓名", "手机号"], [["王一", "16400000001"], ["李二", "16400000002"]], [4, 6])}


def test_every_filled_sheet_is_a_table(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", 甲=[["姓名", "手机号"], ["王一", "164"]], 乙=[["name", "phone"], ["李二", "165"], ["张三", "166"]]
    )
    assert {title: len(cells) for title, (_, _, cells, _) in read(path).items()} == {"甲": 1, "乙": 2}


def test_cells_as_a_person_sees_them(tmp_path: Path) -> None:
    row: list[object] = [
        "王一",
        16400000001,
        990102200504219780.0,
        1.5,
        True,
        datetime(2016, 5, 30, 22, 35),
        0.1 + 0.2,
        3,
        " 空 格 ",
    ]
    path = book(tmp_path / "a.xlsx", 名单=[["姓名", "手机号", "身份证号", "价", "真", "时间", "和", "年级", "备注"], row])
    ((_, _, cells, _),) = read(path).values()
    assert cells == [["王一", "16400000001", "990102200504220000", "1.5", "TRUE", "2016-05-30T22:35:00", "0.3", "3", " 空 格 "]]


@pytest.mark.parametrize(
    ("value", "seen"),
    [(1.0, "1"), (-5.0, "-5"), (0.0, "0"), (999999999999999.0, "999999999999999"), (1e21, "1000000000000000000000"), (1e-7, "0.0000001"),
     (123456789012345678.0, "123456789012346000"), (2.5e-3, "0.0025")],
)  # fmt: skip
def test_numbers_have_fifteen_digits_and_no_exponent(value: float, seen: str) -> None:
    assert workbook.text(value) == seen


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600])
def test_a_damaged_workbook(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(BadFile) as error:
        list(formats.read(path, path.name, tmp_path))
    assert error.value.code == "workbook_damaged"


def test_a_workbook_whose_xml_is_cut(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", 名单=[["姓名"], *([f"王{i}"] for i in range(500))])
    data = bytearray(path.read_bytes())
    middle = data.find(b"xl/worksheets/sheet1.xml") + 200
    data[middle : middle + 200] = bytes(200)
    path.write_bytes(bytes(data))
    with pytest.raises(BadFile):
        list(formats.read(path, path.name, tmp_path))


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no filled sheet"):
        list(formats.read(book(tmp_path / "a.xlsx", 空=[]), "a.xlsx", tmp_path))


@pytest.mark.parametrize(
    ("made", "name"), [("list.xls", "list.xls"), ("list.ods", "list.ods"), ("list.xls", "list.et"), ("list.xls", "list.dat")]
)
def test_older_and_open_workbooks_by_their_bytes_whatever_their_ending(tmp_path: Path, made: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes((Path(__file__).parent / "books" / made).read_bytes())
    (table,) = formats.read(path, name, tmp_path)
    assert (table.format, table.layout.header) == (made.rsplit(".")[-1], ("姓名", "手机号", "出生日期", "分数"))
    assert [cells for _, cells in table.rows()] == [
        ["王一", "16400000001", "2008-03-04", "95.5"],
        ["李二", "16400000002", "", "88"],
    ]


@pytest.mark.parametrize("name", ["list.xlsb", "list.dat"])
def test_a_binary_workbook(tmp_path: Path, name: str) -> None:
    rows = [
        ["姓名", "手机号", "分数"],
        ["王一", 16400000001.0, 95.5],
        ["李二", "16400000002", ""],
        ["张三", "", 88.0],
        ["长" * 200, "x", "y"],
    ]
    assert read(xlsb.write(tmp_path / name, rows)) == {
        None: (
            1,
            ["姓名", "手机号", "分数"],
            [["王一", "16400000001", "95.5"], ["李二", "16400000002", ""], ["张三", "", "88"], ["长" * 200, "x", "y"]],
            [2, 3, 4, 5],
        )
    }
    (table,) = formats.read(tmp_path / name, name, tmp_path)
    assert table.format == "xlsb"


def padded(path: Path) -> Path:
    """A workbook as large as one with a picture is."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", random.Random(7).randbytes(workbook.SMALL))
    return path


def test_a_large_workbook_is_read_as_a_small_one_is(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["名单"],
        ["姓名", "手机号"],
        ["王一", 1.5],
        ["李二"],
        ["姓名", "手机号"],
        [],
        ["小计", "", "a\tb", "x"],
    ]
    path = book(tmp_path / "a.csv", 甲=rows, 乙=[["姓名"], ["王一"]])
    small, (one, _) = read(path), formats.read(path, path.name, tmp_path)
    large, (other, _) = read(padded(path)), formats.read(path, path.name, tmp_path)
    assert large == small
    assert (other.format, other.preamble, other.notes, list(other.rows())) == ("xlsx", "名单", one.notes, list(one.rows()))


@pytest.mark.parametrize(("row", "size"), [(1_048_575, ""), (900_000, ""), (1_048_575, "large")])
def test_a_workbook_that_asks_for_all_memory_is_not_opened(tmp_path: Path, row: int, size: str) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as file:
        sheet = file.add_worksheet("名单")
        sheet.write_row(0, 0, ["姓名", "手机号"])
        sheet.write(row, 16_383, "x")
    if size:
        padded(path)
    with pytest.raises(BadFile, match="more memory") as error:
        list(formats.read(path, path.name, tmp_path))
    assert error.value.code == "workbook_bomb"
