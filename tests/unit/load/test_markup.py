"""Web pages and XML spreadsheets: cells as a browser shows them, spans laid out, traps refused."""

from pathlib import Path

import pytest

from pipelines.errors import BadFile, NoTable
from pipelines.load import formats, markup
from tests.unit.load.reading import Staged, read

SHEET = """<?xml version="1.0" encoding="{encoding}"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"><NumberFormat ss:Format="@"/></Style></Styles>
<Worksheet ss:Name="名单"><Table ss:ExpandedColumnCount="4">
<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">2016名单</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="String">身份证号</Data></Cell>
 <Cell><Data ss:Type="String">出生日期</Data></Cell><Cell><Data ss:Type="String">备注</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">王一 &amp; 家</Data><Comment><ss:Data>批注</ss:Data></Comment></Cell>
 <Cell><Data ss:Type="String">099010119900101123</Data></Cell><Cell><Data ss:Type="DateTime">1990-01-01T00:00:00.000</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="Number">9.90101199001011E+17</Data></Cell>
 <Cell ss:Index="4"><ss:Data ss:Type="String"><B>粗</B>体</ss:Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="空"><Table/></Worksheet>
<Worksheet ss:Name="二"><Table><Row><Cell><Data ss:Type="String">学校</Data></Cell><Cell><Data ss:Type="String">电话</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">一小</Data></Cell><Cell><Data ss:Type="Number">15400000001</Data></Cell></Row></Table></Worksheet>
</Workbook>"""


def tables(path: Path, content: str | bytes) -> dict[str | None, Staged]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path)


def page(*rows: str) -> str:
    return "<table>" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>"


HEAD = "<th>姓名</th><th>手机号</th>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-32"])
def test_an_xml_spreadsheet(tmp_path: Path, encoding: str) -> None:
    found = tables(tmp_path / "a.xls", SHEET.format(encoding=encoding).encode(encoding))
    assert list(found) == ["名单", "二"]
    assert (found["名单"].format, found["名单"].header) == ("xml", ["姓名", "身份证号", "出生日期", "备注"])
    assert found["名单"].cells == [
        ["王一 & 家", "099010119900101123", "1990-01-01", None],
        ["王一 & 家", "990101199001011000", "", "粗体"],
    ]
    assert (found["名单"].lines, found["名单"].notes, found["二"].cells) == ([4, 5], [], [["一小", "15400000001"]])


@pytest.mark.parametrize(
    ("start", "encoding"),
    [("<html><head><meta charset='{}'><style>td{{x:1}}</style></head><body>", "gb18030"), ("", "utf-8-sig"), ("<!DOCTYPE html>", "utf-16"),
     ('<META http-equiv="Content-Type" content="text/html; charset=big5"><center>', "big5"), ("<!-- {} --><div>", "cp949")],
)  # fmt: skip
def test_a_page_whatever_it_is_written_in(tmp_path: Path, start: str, encoding: str) -> None:
    meta = "<meta charset='euc-kr'>" if encoding == "cp949" else ""
    first = "김철수" if encoding == "cp949" else "王一"
    content = (
        start.format(encoding)
        + meta
        + page("<td>name<td>phone", f"<td> {first} <td style=\"mso-number-format:'\\@'\">015400000001")
    )
    assert tables(tmp_path / "a.xls", content.encode(encoding))[None].cells == [[first, "015400000001"]]


def test_cells_are_what_a_browser_shows(tmp_path: Path) -> None:
    content = page(
        HEAD + "<th>地址",
        "<td>\n   王 一\n </td><td>&nbsp;0154<b>0000</b>0001&nbsp;</td><td>海曙区<br>一号 &lt;2楼&gt;</td>",
        '<td x:str>李二<td x:num="990101199001010050">9.9E+17<td><p>甲</p><p>乙</p><script>no</script>',
        "<td><font>张三<td><font>164<td><div>丙",
    )
    assert tables(tmp_path / "a.html", content)[None].cells == [
        ["王 一", "015400000001", "海曙区\n一号 <2楼>"],
        ["李二", "990101199001010050", "甲\n乙"],
        ["张三", "164", "丙"],
    ]


def test_spans_keep_cells_in_their_columns(tmp_path: Path) -> None:
    content = page(
        "<td colspan=4>客户名单",
        "<th rowspan=2>姓名</th><th colspan=2>联系方式</th><th rowspan=2>学校",
        "<th>手机号</th><th>地址</th>",
        "<td rowspan=2>王一</td><td>154</td><td>甲</td><td rowspan='2'>一小</td>",
        "<td>164</td><td>乙</td>",
        "<td>李二</td><td colspan=2>165</td><td>二小</td>",
    )
    found = tables(tmp_path / "a.xls", content)[None]
    assert found.header == ["姓名", "手机号", "地址", "学校"]
    assert found.cells == [["王一", "154", "甲", "一小"], ["王一", "164", "乙", "一小"], ["李二", "165", "", "二小"]]
    assert found.lines == [4, 5, 6]


def test_tables_of_a_page(tmp_path: Path) -> None:
    """Layout and what is told above are no lists; a table with the same header again goes on; another header is another table."""
    rows = [f"<td>王{i}</td><td>1540000{i:04}</td>" for i in range(12)]
    told = page("<td>户名</td><td>王某</td>", "<td>卡号</td><td>9901</td>")
    content = (
        f"<h3>导出</h3><table><tr><td>菜单</td><td>{told}{page(HEAD, *rows)}</td></tr></table><p>第2页{page(HEAD, *rows[:2])}"
        + page("<td>学校</td><td>地址</td><td>班级</td>", "<td>一小</td><td>海曙</td><td>1班</td>")
    )
    path = tmp_path / "a.xls"
    found = tables(path, content)
    assert [(title, len(t.cells), t.rejects.count("repeated_header")) for title, t in found.items()] == [("1", 15, 1), ("2", 1, 0)]
    first = next(iter(formats.read(path, path.name, tmp_path)))
    assert first.preamble == "导出\n菜单\n户名\t王某\n卡号\t9901\n第2页"


@pytest.mark.parametrize(
    "rows", ["<tr><td>姓名</td><td>电话</td></tr><tr><td>王</td><td>154</td></tr>", "<td>姓名<td>电话<tr><td>王<td>154"]
)
def test_a_part_of_a_page(tmp_path: Path, rows: str) -> None:
    found = tables(tmp_path / "a.xls", "<meta charset=utf-8>" + rows)[None]
    assert (found.header, found.cells, found.notes) == (["姓名", "电话"], [["王", "154"]], [])


def test_what_is_not_whole_is_said(tmp_path: Path) -> None:
    rows = [f"<td>王{i}</td><td>1540000{i:04}</td>" for i in range(12)]
    cut = tables(tmp_path / "a.xls", page(HEAD, *rows)[:-60])[None]
    assert (len(cut.cells), cut.notes) == (11, ["markup_broken"])
    (cut,) = tables(tmp_path / "b.xls", SHEET.format(encoding="utf-8")[:-300]).values()
    assert (len(cut.cells), cut.notes) == (2, ["markup_broken"])


def test_a_page_without_a_table_is_kept(tmp_path: Path) -> None:
    with pytest.raises(NoTable):
        tables(tmp_path / "a.html", "<!DOCTYPE html><html><body><p>姓名，电话</p></body></html>")


def in_a_process_of_its_own(path: Path, content: str) -> dict[str | None, Staged]:
    return tables(path, content + "<!--" + "x" * markup.SMALL + "-->")


def test_a_large_page_is_read_as_a_small_one_is(tmp_path: Path) -> None:
    content = page(HEAD, *(f"<td>王{i}</td><td>1540000{i:04}</td>" for i in range(300)))
    small, large = tables(tmp_path / "a.xls", content)[None], in_a_process_of_its_own(tmp_path / "b.xls", content)[None]
    assert (large.format, large.header, large.cells, large.lines) == ("html", small.header, small.cells, small.lines)
    with pytest.raises(NoTable):
        in_a_process_of_its_own(tmp_path / "c.html", "<html><p>x</p></html>")


_ENTITIES = '<!ENTITY a0 "xxxxxxxxxx">' + "".join(f'<!ENTITY a{i} "' + f"&a{i - 1};" * 10 + '">' for i in range(1, 9))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<table><tr><td>" * 5000, "markup_bomb"),
        ("<table><tr><td>" + "<div>" * 60_000 + "</b>" * 60_000, "markup_bomb"),
        ("<table>" + ("<tr>" + "<td colspan=1000>x" * 100) * 10, "too_wide"),
        ("<table><tr>" + "<td rowspan=65534>x" * 5000 + "<tr>" * 20_000, "markup_bomb"),
        ("<table><tr><td>x</table>" * 101, "too_many_tables"),
        (f"<?xml version='1.0'?><!DOCTYPE w [{_ENTITIES}]><Workbook><Worksheet><Table><Row><Cell><Data>&a8;</Data>", "markup_bomb"),
        ("<Workbook><Worksheet><Table>" + "<Row><Cell ss:Index='16384'><Data>x</Data></Cell></Row>" * 500, "markup_bomb"),
        ("<Workbook><Worksheet><Table><Row><Cell ss:MergeAcross='99999'><Data>x</Data></Cell></Row>", "too_wide"),
    ],
)
def test_traps_are_refused(tmp_path: Path, content: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_TABLES", 100)
    with pytest.raises(BadFile) as error:
        tables(tmp_path / "a.xls", content)
    assert error.value.code == code
