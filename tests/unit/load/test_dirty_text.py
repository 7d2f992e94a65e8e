"""Text tables as they are found: what is the header, what is a row, what is rejected and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines import warehouse
from pipelines.errors import BadFile
from pipelines.load import formats, staging

HEADER = ["姓名", "手机号", "学校", "年级"]
ROWS = [[f"王小{c}", f"154000000{i:02d}", f"宁波市第{i}小学", str(i % 9)] for i, c in enumerate("甲乙丙丁戊己庚辛")]


def text(*rows: list[str] | str, delimiter: str = ",", end: str = "\n") -> str:
    return "".join((row if isinstance(row, str) else delimiter.join(row)) + end for row in rows)


@dataclass(frozen=True)
class Case:
    """A text and how it must be read; unsaid: HEADER in line 1, ROWS, nothing rejected or padded."""

    text: str
    header: list[str] = field(default_factory=lambda: HEADER)
    line: int = 1
    rows: list[list[str | None]] = field(default_factory=lambda: [list(r) for r in ROWS])
    rejected: dict[int, str] = field(default_factory=dict)  # physical line → code
    delimiter: str = ","
    encoding: str = "utf-8"
    preamble: str = ""


NAMELESS = [f"column_{i}" for i in range(1, 5)]
ALIPAY = [
    "交易时间",
    "交易分类",
    "交易对方",
    "对方账号",
    "商品说明",
    "收/支",
    "金额",
    "收/付款方式",
    "交易状态",
    "交易订单号",
    "商家订单号",
    "备注",
    "",
]
ALIPAY_ROW = [
    "2016-01-02 10:00:01",
    "转账",
    "李四",
    "a***@b.c",
    "转账",
    "支出",
    "10.00",
    "余额",
    "交易成功",
    "20160102123\t",
    "\t",
    "",
    "",
]
WECHAT = ["交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号", "商户单号", "备注"]

CASES = {
    "plain": Case(text(HEADER, *ROWS)),
    "crlf": Case(text(HEADER, *ROWS, end="\r\n")),
    "cr": Case(text(HEADER, *ROWS, end="\r")),
    "line ends of two kinds": Case(text(HEADER, *ROWS[:3], end="\r\n") + text(*ROWS[3:])),
    "no line end at the end": Case(text(HEADER, *ROWS)[:-1]),
    "gb18030": Case(text(HEADER, *ROWS), encoding="gb18030"),
    "big5": Case(text(["姓名", "電話", "學校"], ["陳大文", "16400000001", "臺北市立學校"], ["林小明", "16400000002", "高雄市立國民小學"]),
                 ["姓名", "電話", "學校"], rows=[["陳大文", "16400000001", "臺北市立學校"], ["林小明", "16400000002", "高雄市立國民小學"]],
                 encoding="big5"),
    "utf-16 without a mark": Case(text(HEADER, *ROWS), encoding="utf-16-le"),
    "utf-16, the other way": Case(text(HEADER, *ROWS), encoding="utf-16-be"),
    "no header": Case(text(*ROWS), NAMELESS, 0),
    "no header, all text": Case(text(*([r[0], r[2], "宁波"] for r in ROWS)), NAMELESS[:3], 0, [[r[0], r[2], "宁波"] for r in ROWS]),
    "no header, one row": Case(text(ROWS[0]), NAMELESS, 0, [list(ROWS[0])]),
    "header alone": Case(text(HEADER), rows=[]),
    "one column": Case(text("手机号", *(r[1] for r in ROWS)), ["手机号"], rows=[[r[1]] for r in ROWS], delimiter=""),
    "one column, no header": Case(text(*(r[1] for r in ROWS)), NAMELESS[:1], 0, [[r[1]] for r in ROWS], delimiter=""),
    "tab": Case(text(HEADER, *ROWS, delimiter="\t"), delimiter="\t"),
    "space": Case(text(HEADER, *ROWS, delimiter=" "), delimiter=" "),
    "comma and space": Case(text(HEADER, *ROWS, delimiter=", "), delimiter=", "),
    "two bars": Case(text(HEADER, *ROWS, delimiter="||"), delimiter="||"),
    "three characters": Case(text(HEADER, *ROWS, delimiter="#|#"), delimiter="#|#"),
    "full-width comma": Case(text(HEADER, *ROWS, delimiter="，"), delimiter="，"),
    "quoted all": Case(text(*('"' + '","'.join(r) + '"' for r in [HEADER, *ROWS]))),
    "single quotes": Case(text(*("'" + "','".join(r) + "'" for r in [HEADER, *ROWS]))),
    "delimiter at the end": Case(text(*([*r, ""] for r in [HEADER, *ROWS]))),
    "delimiter at the end of the header": Case(text([*HEADER, ""], *ROWS)),
    "delimiter at the end of the rows": Case(text(HEADER, *([*r, ""] for r in ROWS))),
    "short row": Case(text(HEADER, *ROWS, ["王", "15400000099"]), rows=[*ROWS, ["王", "15400000099", None, None]]),
    "long row": Case(text(HEADER, *ROWS, [*ROWS[0], "x", "y"]), rejected={10: "long_row"}),
    "a cell that only the delimiter makes": Case(text(HEADER, *ROWS, [*ROWS[0], "", ""]), rows=[*ROWS, ROWS[0]]),
    "blank lines": Case(text(HEADER, *ROWS[:3], "", *ROWS[3:], "", "")),
    "empty row": Case(text(HEADER, *ROWS[:3], ",,,", *ROWS[3:]), rejected={5: "empty_row"}),
    "header again": Case(text(HEADER, *ROWS[:3], HEADER, *ROWS[3:]), rejected={5: "repeated_header"}),
    "footer": Case(text(HEADER, *ROWS, "--------", "共8条记录"), rejected={10: "stray_line", 11: "stray_line"}),
    "preamble": Case(text("某校名单", "", "制表：王某", HEADER, *ROWS), line=4, preamble="某校名单\n\n制表：王某"),
    "preamble that Excel filled up": Case(text("某校名单,,,", "2016年,,,", HEADER, *ROWS), line=3, preamble="某校名单,,,\n2016年,,,"),
    "preamble that names columns": Case(text("说明：姓名,手机号,学校,年级 等", HEADER, *ROWS), line=2, preamble="说明：姓名,手机号,学校,年级 等"),
    "groups above the header": Case(text("基本信息,,学校信息,", HEADER, *ROWS), line=2, preamble="基本信息,,学校信息,"),
    "stray quote inside a cell": Case(text(HEADER, *ROWS, '王"小,15400000099,x,1'), rows=[*ROWS, ['王"小', "15400000099", "x", "1"]]),
    "stray quote before a cell": Case(text(HEADER, '"王小,15400000099,x,1', *ROWS), rows=[['"王小', "15400000099", "x", "1"], *ROWS]),
    "two stray quotes": Case(text(HEADER, '"王小,154,"x,1', *ROWS), rows=[['"王小', "154", '"x', "1"], *ROWS]),
    "text after a quoted cell": Case(text(HEADER, '"王小"甲,15400000099,x,1', *ROWS), rows=[['"王小"甲', "15400000099", "x", "1"], *ROWS]),
    "quotes in quotes": Case(text(HEADER, '"王""小",15400000099,x,1', *ROWS), rows=[['王"小', "15400000099", "x", "1"], *ROWS]),
    "backslash": Case(text(HEADER, '"王\\"小",15400000099,"x,y",1', *ROWS), rows=[['王"小', "15400000099", "x,y", "1"], *ROWS]),
    "line feed in a cell": Case(text(HEADER, '王,15400000099,"宁波\n第二,小学",1', *ROWS), rows=[["王", "15400000099", "宁波\n第二,小学", "1"], *ROWS]),
    "line feed in the header": Case(text('姓名,"手机\n号",学校,年级', *ROWS), ["姓名", "手机\n号", "学校", "年级"]),
    "stray quote before a cell, quoted cells after it": Case(
        text(HEADER, '王小,"15400000099,"x,y",1', *ROWS), rows=[["王小", '"15400000099', "x,y", "1"], *ROWS]),
    "stray quote before a quoted cell": Case(text(HEADER, '王小,15400000099,""x,y",1', *ROWS), rows=[["王小", "15400000099", '"x,y', "1"], *ROWS]),
    "delimiter lost between cells": Case(text(HEADER, *ROWS, '王小15400000099,"x,y",1'), rows=[*ROWS, ["王小15400000099", "x,y", "1", None]]),
    "apostrophes in cells quoted by them": Case(text(*("'" + "','".join(r) + "'" for r in [HEADER, ["O'Neil", "15400000099", "x,y", "1"], *ROWS])),
                                                rows=[["O'Neil", "15400000099", "x,y", "1"], *ROWS]),
    "comma and space, quoted cells": Case(text(HEADER, *([r[0], r[1], f'"{r[2]}, 宁波"', r[3]] for r in ROWS), delimiter=", "),
                                          rows=[[r[0], r[1], f"{r[2]}, 宁波", r[3]] for r in ROWS], delimiter=", "),
    "a backslash that escapes nothing": Case(text(HEADER, '"8\\\'9""",15400000099,"x,y",1', *ROWS), rows=[["8\\'9\"", "15400000099", "x,y", "1"], *ROWS]),
    "header of two rows": Case(text(HEADER, HEADER, *ROWS)),
    "header in two languages": Case(text(["name", "phone", "school", "grade"], HEADER, *ROWS), ["name", "phone", "school", "grade"]),
    "header without known words": Case(text(["", "AAA", "BBB", "CCC"], *ROWS), ["", "AAA", "BBB", "CCC"]),
    "spaces are kept": Case(text(HEADER, " 王 ,15400000099,　x,1 ", *ROWS), rows=[[" 王 ", "15400000099", "　x", "1 "], *ROWS]),
    "NUL": Case(text(HEADER, "王\x00小,15400000099,x,1", *ROWS), rows=[["王\x00小", "15400000099", "x", "1"], *ROWS]),
    "two columns of one name": Case(text(["姓名", "电话", "姓名", "电话"], *ROWS), ["姓名", "电话", "姓名", "电话"]),
    "Latin": Case(text(["Full Name", "Phone"], ["Jane Doe", "16800001111"], ["John Roe", "16800001112"], delimiter=";"), ["Full Name", "Phone"],
                  rows=[["Jane Doe", "16800001111"], ["John Roe", "16800001112"]], delimiter=";"),
    "commas only in chat texts": Case(
        text("time,sender,receiver,text,file_name", '2016-03-25T08:33:15,wx_1,wx_2,"1501条,发你了",a.xlsx', "2016-03-25T08:33:16,wx_2,wx_1,好,"),
        ["time", "sender", "receiver", "text", "file_name"],
        rows=[["2016-03-25T08:33:15", "wx_1", "wx_2", "1501条,发你了", "a.xlsx"], ["2016-03-25T08:33:16", "wx_2", "wx_1", "好", ""]]),
    "facts with semicolons in one row": Case(
        text("complaint_id,victim_name,known_facts", "C-1,王,name=王; school=宁波市第12小学; grade=9"), ["complaint_id", "victim_name", "known_facts"],
        rows=[["C-1", "王", "name=王; school=宁波市第12小学; grade=9"]]),
    "Alipay": Case(text("导出信息：", "姓名：王", "共2笔记录", "--------电子客户回单--------", ALIPAY, ALIPAY_ROW, ALIPAY_ROW), ALIPAY[:-1], 5,
                   [list(ALIPAY_ROW[:-1])] * 2, encoding="gb18030", preamble="导出信息：\n姓名：王\n共2笔记录\n--------电子客户回单--------"),
    "WeChat Pay": Case(
        "\ufeff" + text("微信支付账单明细,,,,,,,,,,", "共1笔记录,,,,,,,,,,", "----微信支付账单明细列表----,,,,,,,,,,", WECHAT,
                        '2016-01-01 00:00:00,转账,李四,"/",支出,¥28.16,零钱,支付成功,"100\t","/","/"'), WECHAT, 4,
        [["2016-01-01 00:00:00", "转账", "李四", "/", "支出", "¥28.16", "零钱", "支付成功", "100\t", "/", "/"]], encoding="utf-8",
        preamble="微信支付账单明细,,,,,,,,,,\n共1笔记录,,,,,,,,,,\n----微信支付账单明细列表----,,,,,,,,,,"),
}  # fmt: skip


@pytest.fixture(scope="module")
def con() -> Iterator[warehouse.Connection]:
    with warehouse.scratch() as connection:
        yield connection


@pytest.mark.parametrize("name", CASES)
def test_read_as_a_person_would(name: str, con: warehouse.Connection, tmp_path: Path) -> None:
    case = CASES[name]
    path = tmp_path / "x.csv"
    path.write_bytes(case.text.encode(case.encoding))
    (table,) = list(formats.read(path, path.name, tmp_path))
    balance = staging.write(con, table, tmp_path / "staged.parquet")
    staged = pq.read_table(tmp_path / "staged.parquet").to_pylist()
    width = len(table.layout.header)
    assert (list(table.layout.header), table.layout.header_line, table.delimiter) == (case.header, case.line, case.delimiter)
    assert [[row[f"c{i}"] for i in range(width)] for row in staged if row["reject"] is None] == case.rows
    assert {row["line_no"]: row["reject"] for row in staged if row["reject"]} == case.rejected
    assert [row["row_no"] for row in staged] == list(range(1, len(staged) + 1))
    assert (balance.rows_read, balance.rows_accepted) == (len(staged), len(case.rows))
    assert table.preamble == case.preamble
    assert table.encoding == ("utf-8-sig" if case.text.startswith("\ufeff") else case.encoding)


def test_a_rejected_row_keeps_every_cell(con: warehouse.Connection, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text(HEADER, *ROWS, [*ROWS[0], "x", "y"]))
    (table,) = list(formats.read(path, path.name, tmp_path))
    staging.write(con, table, tmp_path / "staged.parquet")
    assert pq.read_table(tmp_path / "staged.parquet").to_pylist()[-1]["c3"] == f"{ROWS[0][3]},x,y"


def test_encodings_mixed_in_a_file_are_flagged(con: warehouse.Connection, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(
        text(HEADER, *ROWS[:4]).encode() + text(*ROWS[4:]).encode("gb18030") + "王小,15400000099,".encode() + b"\xff\xff,1\n"
    )
    (table,) = list(formats.read(path, path.name, tmp_path))
    staging.write(con, table, tmp_path / "staged.parquet")
    rows = pq.read_table(tmp_path / "staged.parquet").to_pylist()
    assert [[row[f"c{i}"] for i in range(4)] for row in rows[:8]] == ROWS
    assert "\ufffd" in rows[8]["c2"]
    assert (table.encoding, [note.code for note in table.notes]) == ("mixed", ["mixed_encoding"])


def test_two_tables_in_a_text(con: warehouse.Connection, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text("甲表", HEADER, *ROWS, "", "乙表", ["姓名", "成绩"], *([r[0], r[3]] for r in ROWS)))
    found = []
    for table in formats.read(path, path.name, tmp_path):
        balance = staging.write(con, table, tmp_path / "staged.parquet")
        found.append(
            (list(table.layout.header), table.layout.header_line, table.sheet, balance.rows_accepted, balance.rows_rejected)
        )
    assert found == [(HEADER, 2, None, 8, 1), (["姓名", "成绩"], 13, "2", 8, 0)]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b" \r\n\t\n", "empty"), (bytes(range(256)) * 20, "binary"), (b"\x00" * 999, "binary")]
)
def test_what_is_no_table(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(BadFile) as error:
        list(formats.read(path, path.name, tmp_path))
    assert error.value.code == code


def test_a_stray_quote_in_every_line_costs_no_line(con: warehouse.Connection, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text(HEADER, *(f'"王{i},"x"y,{i},1' for i in range(20_000))))
    (table,) = list(formats.read(path, path.name, tmp_path))
    assert staging.write(con, table, tmp_path / "staged.parquet").rows_accepted == 20_000


def test_a_table_wider_than_any_worksheet_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a," * 20_000)
    with pytest.raises(BadFile) as error:
        list(formats.read(path, path.name, tmp_path))
    assert error.value.code == "too_wide"
