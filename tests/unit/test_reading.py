"""``hopback read``: which column becomes which field, and why."""

from pathlib import Path

from pipelines.reading import read
from tests.unit.seal.intakes import LIST


def said(path: Path) -> str:
    lines: list[str] = []
    read([path], None, lines.append)
    return "\n".join(lines)


def test_fields_and_reasons(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(LIST)
    (tmp_path / "p.csv").write_text("time,payer,payee,amount\n2016-05-30,a,b,1\n")
    text = said(tmp_path / "a.csv")
    assert "read as a list of persons" in text and "2 手机号 → phone (header word)" in text
    assert "王一" not in text and "16400000001" not in text
    assert "read as payments" in said(tmp_path / "p.csv")


def test_the_mapping_file_beside(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(LIST.replace("手机号", "乙"))
    (tmp_path / "mapping.csv").write_text("file,column,field\na.csv,乙,phone\na.csv,没有,name\nb.csv,学校,name\n")
    text = said(tmp_path / "a.csv")
    assert "2 乙 → phone (mapping file)" in text
    assert "3 学校 → school (header word)" in text
    assert "mapping_column: row 2" in text
    (tmp_path / "mapping.csv").write_text("x\n")
    assert "bad_mapping" in said(tmp_path / "a.csv")
