"""Manifests and workbooks that would take the process, its memory or its time: each is told, the rest is taken."""

import io
import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from pipelines import warehouse
from pipelines.home import Home
from pipelines.seal import books
from tests.unit.seal.intakes import LIST, folder
from tests.unit.seal.test_seal_run import con, findings, home, issues, take

__all__ = ["con", "home"]
_LAUGHS = (
    "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)) + "files:\n- file: a.csv\n"
)
_WIDE = "".join(f"- {{file: a{i}, j{i}: v}}\n" for i in range(2000))


def far_cell(value: str) -> bytes:
    """A workbook of a few bytes whose last cell lies in the last corner of its sheet."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "file")
    sheet.write(1, 0, "a.csv")
    sheet.write(1_048_575, 16_383, value)
    book.close()
    return buffer.getvalue()


def formatted(rows: int) -> bytes:
    """A manifest of one row, and ``rows`` rows that hold a format alone."""
    cells = "".join(f'<row r="{i}"><c r="A{i}" s="0"/><c r="H{i}" s="0"/></row>' for i in range(3, rows + 3))
    buffer = io.BytesIO()
    small = io.BytesIO()
    book = xlsxwriter.Workbook(small)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["file", "kind", "case_id"])
    sheet.write_row(1, 0, ["a.csv", "seized", "C-1"])
    book.close()
    with zipfile.ZipFile(small) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(b"</sheetData>", cells.encode() + b"</sheetData>"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.yaml", b"[" * 200_000), ("manifest.yaml", b"{a: " * 100_000), ("manifest.yaml", b"- " * 3000 + b"x"),
        ("manifest.yaml", _LAUGHS.encode()), ("manifest.yaml", b"files: &f\n- file: a.csv\n- *f\n"), ("manifest.yaml", b"- &r\n  file: a.csv\n  note: *r\n"),
        ("manifest.yaml", _WIDE.encode()), ("manifest.xlsx", far_cell("x")),
    ],
    ids=["deep", "deep mappings", "deep blocks", "laughs", "cycle", "cycle of a row", "wide", "far cell"],
)  # fmt: skip
def test_a_trap_is_told_and_the_rest_is_taken(
    home: Home, con: warehouse.Connection, tmp_path: Path, name: str, content: bytes
) -> None:  # fmt: skip
    started = sum(os.times()[:4])
    take(home, con, folder(tmp_path / "in", {name: content, "a.csv": LIST}))
    assert sum(os.times()[:4]) - started < 2
    assert set(findings(con)) == {name, "a.csv"}
    assert {(name, "bad_manifest"), ("manifest", "no_manifest")} <= issues(con)


def test_rows_that_hold_a_format_alone(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    take(home, con, folder(tmp_path / "in", {"manifest.xlsx": formatted(300_000), "a.csv": LIST}))
    assert (findings(con)["a.csv"]["kind"], issues(con)) == ("seized", set())


def test_an_unnamed_workbook_with_a_far_cell_is_sealed(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    take(home, con, folder(tmp_path / "in", {"far.xlsx": far_cell("x"), "a.csv": LIST}))
    assert findings(con)["far.xlsx"]["kind"] == "document"
    assert books.sheets(far_cell(""))[0][:1] == [["file"]]
