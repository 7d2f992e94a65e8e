"""Texts of fixed columns, padded by characters or as a screen shows them."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.load.reading import read

HEADER = ["姓名", "手机号", "学校", "备注"]
ROWS = [
    [f"王{chr(0x4E00 + i)}" + "明" * (i % 2), f"1540000{i:04}", f"宁波市第{i}小学", ["已 毕业", "", "未毕业"][i % 3]]
    for i in range(12)
]
WIDTHS = (8, 14, 20, 8)


def wide(cell: str, width: int) -> str:
    return cell + " " * (width - sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for c in cell))


@pytest.mark.parametrize("pad", [wide, str.ljust, str.rjust])
def test_cells_stand_in_their_columns(tmp_path: Path, pad: Callable[[str, int], str]) -> None:
    path = tmp_path / "a.txt"
    lines = ["  ".join(map(pad, row, WIDTHS)).rstrip() for row in [HEADER, *ROWS]]
    path.write_bytes("\r\n".join(["2016年名单", "", *lines, "合计12人"]).encode("gb18030"))
    table = read(path)[None]
    assert table.header == HEADER
    assert table.cells[:-1] == ROWS
    assert (table.lines, table.rejects[-1]) == ([*range(4, 17)], "stray_line")


def test_a_space_that_parts_every_line_alike_is_a_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("姓名 手机号\n" + "".join(f"{name} {phone}\n" for name, phone, *_ in ROWS))
    assert read(path)[None].cells == [row[:2] for row in ROWS]


def test_traditional_headers_are_header_words(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名單\n學生姓名,聯絡電話,學校名稱\n王小明,待補,中山國民小學\n李大同,待補,仁愛國民小學\n".encode("big5"))
    table = read(path)[None]
    assert (table.header, len(table.cells)) == (["學生姓名", "聯絡電話", "學校名稱"], 2)
