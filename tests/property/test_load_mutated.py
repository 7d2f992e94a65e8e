"""Whatever is done to a file, load gives tables that balance or refuses it with a reason; the texts that once took minutes too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import fuzz
from pipelines import warehouse

HEADER = "姓名,手机号,学校\n"
HARD = {
    "open quotes in a line": '"a,' * 100_000,
    "open quotes below a header": HEADER + '"a,' * 100_000,
    "open quotes in every line": HEADER + '"a",b,"c\n' * 20_000,
    "quotes alone": '"\n' * 50_000,
    "a wide row with a stray quote": ",".join(f"h{i}" for i in range(1_000)) + "\n" + (",".join(['"x"'] * 999) + ',"y"z",\n') * 40,
    "long cells that do not end": HEADER + ('"a,b,' + "x" * 100_000 + "\n") * 40,
    "blank lines before the table": "\n" * 400_000 + HEADER + "王一,16400000001,宁波\n",
}


@pytest.fixture(scope="module")
def con() -> Iterator[warehouse.Connection]:
    with warehouse.scratch() as connection:
        yield connection


def test_mutated_files(con: warehouse.Connection, tmp_path: Path) -> None:
    ends = set()
    for name, data in fuzz.files(seed=7, count=150):
        path = tmp_path / name
        path.write_bytes(data)
        ends.add(fuzz.load(con, path, tmp_path))
    assert {"tables", "workbook_damaged"} <= ends


@pytest.mark.parametrize("name", HARD)
def test_hard_texts(name: str, con: warehouse.Connection, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HARD[name])
    assert fuzz.load(con, path, tmp_path) in ("tables", "too_wide")
