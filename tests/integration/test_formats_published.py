"""One list in every format: what the analysts' copy says of it is what it says of the same list as csv."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench import fuzz
from pipelines import flow
from pipelines.home import Home
from tests.unit.load import xlsb
from tests.unit.seal.intakes import HEAD

HEADER = ["姓名", "手机号", "学校", "备注"]
ROWS = [
    [f"王{chr(0x4E00 + i)}", f"1640012{i % 37 + 1:04}", f"宁波市第{i % 9}小学", ["", "it's", "a,b", 'x"y', "分号;在"][i % 5]]
    for i in range(40)
]
ROWS += ROWS[:3]
NAMES = (
    "a.csv",
    "mysql.sql",
    "server.sql",
    "postgres.sql",
    "list.sqlite",
    "list.json",
    "list.docx",
    "list.pdf",
    "list.xlsb",
    "list.vcf",
    "gb.txt",
)


def quoted(row: list[str], prefix: str = "") -> str:
    return ", ".join(prefix + "'" + cell.replace("'", "''") + "'" for cell in row)


def contents(work: Path) -> dict[str, bytes]:
    plain = "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in row) for row in [HEADER, *ROWS]) + "\n"
    mysql = "-- MySQL dump\nCREATE TABLE `名单` (`姓名` text, `手机号` text, `学校` text, `备注` text);\nINSERT INTO `名单` VALUES "
    server = "".join(
        f"INSERT [dbo].[名单] ([姓名], [手机号], [学校], [备注]) VALUES ({quoted(row, 'N')})\r\nGO\r\n" for row in ROWS
    )
    copied = "".join("\t".join(row) + "\n" for row in ROWS)
    cards = "".join(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{r[0]}\r\nTEL;TYPE=CELL:{r[1]}\r\nORG:{r[2]}\r\nEND:VCARD\r\n" for r in ROWS)
    with sqlite3.connect(work / "list.sqlite") as db:
        db.execute("CREATE TABLE 名单 (姓名, 手机号, 学校, 备注)")
        db.executemany("INSERT INTO 名单 VALUES (?, ?, ?, ?)", ROWS)
    db.close()
    return {
        "a.csv": plain.encode(),
        "gb.txt": plain.replace('","', '"\t"').encode("gb18030"),
        "mysql.sql": (mysql + ",".join(f"({quoted(row)})" for row in ROWS) + ";\n").encode(),
        "server.sql": server.encode("utf-16"),
        "postgres.sql": f"-- PostgreSQL database dump\nCOPY public.list ({', '.join(HEADER)}) FROM stdin;\n{copied}\\.\n".encode(),
        "list.sqlite": (work / "list.sqlite").read_bytes(),
        "list.json": json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS], ensure_ascii=False).encode(),
        "list.docx": fuzz.word([HEADER, *ROWS]),
        "list.pdf": fuzz.pdf([HEADER, *ROWS]),
        "list.xlsb": xlsb.write(work / "list.xlsb", [HEADER, *ROWS]).read_bytes(),
        "list.vcf": cards.encode(),
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder, home = tmp_path_factory.mktemp("intake"), Home.at(tmp_path_factory.mktemp("home"))
    files = contents(tmp_path_factory.mktemp("work"))
    assert set(files) == set(NAMES)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    lines = [f"{name},seized,C-1,持{number},2016-05-{number + 1:02},,,\n" for number, name in enumerate(NAMES)]
    (folder / "manifest.csv").write_text(HEAD + "".join(lines))
    flow.everything(home, [folder])
    with duckdb.connect(str(home.published), read_only=True) as con:
        yield con


def persons(con: Any, name: str) -> list[tuple[Any, ...]]:
    query = """
        SELECT r.row_no, r.person_id, p.name_masked, p.phone_masked
        FROM person_records AS r INNER JOIN datasets AS d USING (dataset_id) INNER JOIN persons AS p USING (person_id)
        WHERE d.file_name = $name ORDER BY r.row_no
    """
    found: list[tuple[Any, ...]] = con.execute(query, {"name": name}).fetchall()
    return found


def counted(con: Any, name: str) -> tuple[Any, ...]:
    columns = "rows_read, rows_accepted, rows_rejected, rows_exact_duplicate, distinct_persons"
    (found,) = con.execute(f"SELECT {columns} FROM datasets WHERE file_name = $name", {"name": name}).fetchall()
    return tuple(found)


@pytest.mark.parametrize("name", NAMES)
def test_rows_and_persons_are_those_of_the_csv(published: Any, name: str) -> None:
    assert counted(published, name) == counted(published, "a.csv")
    assert counted(published, name)[0] == len(ROWS)
    assert persons(published, name) == persons(published, "a.csv")
    assert [row for row, *_ in persons(published, name)] == list(range(1, len(ROWS) + 1))


def test_every_format_is_told(published: Any) -> None:
    told = dict(published.execute("SELECT file_name, format FROM datasets").fetchall())
    assert told == {name: "sql" if name.endswith(".sql") else name.rsplit(".", 1)[1] for name in NAMES}
