"""Lines of several encodings, broken ones, and UTF-16 that lost a byte: the others are right, these are flagged by row."""

from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.home import Home
from pipelines.load import mixed
from pipelines.load import run as load
from pipelines.seal import run as seal
from tests.unit.load.reading import read
from tests.unit.seal.intakes import folder, manifest

HEADER = "姓名,手机号,学校\n"
ROWS = [[f"学生{i}甲", f"154{i:08d}", f"第{i}小学"] for i in range(40)]
LINES = [",".join(row) + "\n" for row in ROWS]


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b""), ("utf-16-be", b"")]
)
@pytest.mark.parametrize("lost", [0, 3, 10, 21, 22])
def test_utf_16_that_lost_a_byte_loses_one_character(tmp_path: Path, encoding: str, mark: bytes, lost: int) -> None:
    before = mark + (HEADER + "".join(LINES[:20])).encode(encoding)
    data = before + "".join(LINES[20:]).encode(encoding)
    path = tmp_path / "list.csv"
    path.write_bytes(data[: len(before) + lost] + data[len(before) + lost + 1 :])
    (table,) = read(path).values()
    assert table.header == HEADER.strip().split(",")
    assert table.cells[:20] + table.cells[21:] == ROWS[:20] + ROWS[21:]
    broken, whole = "".join(filter(None, table.cells[20])), "".join(ROWS[20])
    assert "\ufffd" in broken
    assert sum(c in whole for c in broken) >= len(whole) - 2
    assert table.notes == ["mixed_encoding"]


def test_rows_of_the_rarer_encoding_and_broken_ones_are_flagged(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home").create()
    content = HEADER.encode("gb18030") + b"".join(
        line.encode("utf-8" if i in (7, 9) else "gb18030") + (b"\xff,16000000001,x\n" if i == 11 else b"")
        for i, line in enumerate(LINES)
    )
    path = folder(tmp_path / "in", {"list.csv": content, "manifest.csv": manifest("list.csv,seized,x")})
    with warehouse.writer(home) as con:
        seal.run(home, con, [str(path)], settle_seconds=0)
        load.run(home, con, [])
        issues = con.execute("SELECT row, code, message FROM load_issues ORDER BY row NULLS FIRST").fetchall()
    assert [(row, code) for row, code, _ in issues] == [
        (None, "mixed_encoding"), (8, "other_encoding"), (10, "other_encoding"), (13, "broken_bytes")
    ]  # fmt: skip
    assert issues[1][2].startswith("line 9 is in another encoding")
    assert not any("学生" in message for _, _, message in issues)


def test_more_odd_lines_than_are_flagged_are_counted() -> None:
    odd = mixed.Odd()
    for line in range(3 * mixed.MOST):
        odd.add(line, "utf-8" if line % 3 else "gb18030")
    assert len(odd.flagged) == mixed.MOST
    assert f"{2 * mixed.MOST} as UTF-8, {mixed.MOST} as GB18030" in odd.told()


def test_a_text_filled_up_with_nul_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(HEADER.encode() + b"".join(line.encode().replace(b"\n", b"\x00\x00\n") for line in LINES))
    (table,) = read(tmp_path / "list.csv").values()
    assert [row[0] for row in table.cells] == [row[0] for row in ROWS]
    assert table.notes == ["nul_bytes"]
