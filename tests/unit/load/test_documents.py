"""Tables in Word and PDF; documents without one; damage, passwords."""

from pathlib import Path

import docx
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from pipelines.errors import BadFile, NoTable
from pipelines.load import documents
from tests.unit.load.reading import read

HEADER = ["姓名", "手机号", "学校"]
ROWS = [[f"学生{i}", f"154{i:08d}", f"第{i % 7}小学"] for i in range(120)]
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "STSong-Light", 10)])


def word(path: Path, *tables: list[list[str]]) -> Path:
    document = docx.Document()
    document.add_paragraph("名单如下")
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for line, row in zip(table.rows, rows, strict=True):
            for cell, value in zip(line.cells, row, strict=True):
                cell.text = value
    document.save(str(path))
    return path


def pdf(path: Path, *tables: list[list[str]], repeat: int = 1, style: TableStyle = GRID, **more: object) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    parts = [part for rows in tables for part in (Table(rows, repeatRows=repeat, style=style), Spacer(1, 40))]
    SimpleDocTemplate(str(path), pagesize=A4, **more).build(parts)
    return path


def test_word_tables(tmp_path: Path) -> None:
    found = read(word(tmp_path / "a.docx", [HEADER, *ROWS], [["交易时间", "金额"], ["2016-05-01", "10"]]))
    assert found["1"].format == "docx"
    assert (found["1"].header, found["1"].cells) == (HEADER, ROWS)
    assert found["1"].lines[0] == 2
    assert found["2"].cells == [["2016-05-01", "10"]]


def test_word_without_a_table_is_kept(tmp_path: Path) -> None:
    with pytest.raises(NoTable, match="kept as a document"):
        read(word(tmp_path / "a.docx"))


@pytest.mark.parametrize("repeat", [0, 1])
def test_a_pdf_table_goes_on_over_pages(tmp_path: Path, repeat: int) -> None:
    (table,) = read(pdf(tmp_path / "a.pdf", [HEADER, *ROWS], repeat=repeat)).values()
    assert (table.format, table.header) == ("pdf", HEADER)
    assert [row for row, why in zip(table.cells, table.rejects, strict=True) if why is None] == ROWS
    assert table.rejects.count("repeated_header") == (3 if repeat else 0)


def test_two_pdf_tables_of_one_width_stay_two(tmp_path: Path) -> None:
    other = [
        ["客户姓名", "联系电话", "订单号"],
        ["王某", "15400000001", "SF1000000000001"],
        ["李某", "15400000002", "SF1000000000002"],
    ]
    found = read(pdf(tmp_path / "a.pdf", [HEADER, *ROWS[:5]], other))
    assert [table.header for table in found.values()] == [HEADER, other[0]]


def test_a_pdf_table_without_lines(tmp_path: Path) -> None:
    plain = TableStyle([("FONT", (0, 0), (-1, -1), "STSong-Light", 10)])
    (table,) = read(pdf(tmp_path / "a.pdf", [HEADER, *ROWS[:9]], style=plain)).values()
    assert table.header == HEADER
    assert [row for row, why in zip(table.cells, table.rejects, strict=True) if why is None] == ROWS[:9]


def test_a_pdf_without_table_or_text_is_kept(tmp_path: Path) -> None:
    SimpleDocTemplate(str(tmp_path / "a.pdf")).build([Paragraph("a letter")])
    with pytest.raises(NoTable, match="without a table"):
        read(tmp_path / "a.pdf")
    SimpleDocTemplate(str(tmp_path / "b.pdf")).build([Spacer(1, 1)])
    with pytest.raises(NoTable, match="without text"):
        read(tmp_path / "b.pdf")


def test_a_locked_pdf_and_damaged_documents(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="needs a password"):
        read(pdf(tmp_path / "a.pdf", [HEADER, *ROWS[:3]], encrypt=StandardEncryption("secret", canPrint=0)))
    for path in (word(tmp_path / "b.docx", [HEADER]), pdf(tmp_path / "c.pdf", [HEADER, *ROWS[:3]])):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 3])
        with pytest.raises(BadFile, match="damaged"):
            read(path)
    (tmp_path / "d.mdb").write_bytes(b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(4096))
    with pytest.raises(BadFile, match="mdb-export"):
        read(tmp_path / "d.mdb")


@pytest.mark.parametrize(("limit", "given"), [("PDF_BYTES", 16 << 20), ("PDF_SECONDS", 0)])
def test_a_pdf_that_asks_for_too_much_takes_only_its_own_process(
    tmp_path: Path, limit: str, given: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, limit, given)
    with pytest.raises(BadFile, match="asks for more memory or time"):
        read(pdf(tmp_path / "a.pdf", [HEADER, *ROWS[:3]]))


def test_a_pdf_of_too_many_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_PAGES", 1)
    with pytest.raises(BadFile, match="split a copy"):
        read(pdf(tmp_path / "a.pdf", [HEADER, *ROWS]))


def test_a_word_cell_over_more_columns_than_any_table_has(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", [["姓名", "手机号"], ["王一", "15400000001"]])
    document = docx.Document(str(path))
    properties = document.tables[0].rows[1].cells[0]._tc.get_or_add_tcPr()
    properties.grid_span = 999_999_999
    document.save(str(path))
    with pytest.raises(BadFile) as error:
        read(path)
    assert error.value.code == "too_wide"
