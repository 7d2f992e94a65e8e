"""Nothing lost: bytes, rows and cells of an intake in all formats, recomputed from the originals by readers of the standard library."""

import csv
import gzip
import hashlib
import io
import json
import re
import sqlite3
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
import xlsxwriter

from pipelines import evidence, flow, warehouse
from pipelines.home import Home
from tests.unit.seal.intakes import HEAD
from tests.unit.seal.packing import seven, tarred

HEADER = ["姓名", "手机号", "学校", "座右铭", "身高"]
LEFT_OUT = "16400000003"


def rows(first: int, count: int) -> list[list[str]]:
    return [
        [f"王{chr(0x4E00 + i)}", f"1640000{i:04}", f"宁波市第{i % 9}小学", f'说"{i}",\n完', f"{i}.5"]
        for i in range(first, first + count)
    ]


def text(table: list[list[str]], delimiter: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(table)
    return buffer.getvalue()


def workbook(*sheets: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for table in sheets:
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def database(path: Path, table: list[list[str]]) -> bytes:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE 名单 (姓名, 手机号, 学校, 座右铭, 身高)")
        db.executemany("INSERT INTO 名单 VALUES (?, ?, ?, ?, ?)", table)
    db.close()
    return path.read_bytes()


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work, folder = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("intake")
    plain = [HEADER, *rows(0, 60)]
    long_row = text([HEADER, *rows(0, 30)]) + "王甲,16400000098,宁波市第1小学,x,1,surplus,more\n" + text(rows(30, 30))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("内/i.csv", text([HEADER, *rows(5, 40)]))
    files: dict[str, bytes] = {
        "a.csv": text(plain).encode(), "b.csv": text([HEADER, *rows(10, 60)]).encode("gb18030"), "c.txt": text([HEADER, *rows(20, 50)], "\t").encode("utf-16"),
        "d.csv": long_row.encode("utf-8-sig"), "e.xlsx": workbook([HEADER, *rows(0, 40)], [HEADER, *rows(100, 30)]),
        "f.json": json.dumps([dict(zip(HEADER, r, strict=True)) for r in rows(0, 45)], ensure_ascii=False).encode(),
        "g.jsonl": "\n".join(json.dumps(dict(zip(HEADER, r, strict=True))) for r in rows(3, 45)).encode(),
        "h.db": database(work / "h.db", rows(0, 35)), "z.zip": packed.getvalue(), "s.7z": seven({"j.csv": text([HEADER, *rows(1, 41)]).encode()}, "k", True)["x.7z"],
        "t.tar.gz": tarred([("k.csv", text([HEADER, *rows(2, 42)]).encode(), tarfile.REGTYPE)], "gz"), "l.csv.gz": gzip.compress(text([HEADER, *rows(4, 43)]).encode()),
        "pay.csv": b"time,payer,payee,amount,memo\n2016-05-30 10:00:00,x,y,100,m\n2016-05-30 11:00:00,y,z,abc,m\n",
        "false.csv": f"field,value,reason,evidence\nphone,{LEFT_OUT},停机,函\n".encode(), "odd.bin": bytes(range(256)) * 9, "empty.csv": b"",
    }  # fmt: skip
    kinds = {"pay.csv": "payments", "false.csv": "exclusions", "odd.bin": "document"}
    lines = [f"{n},{kinds.get(n, 'seized')},C-1,持{n[0]},2016-05-30,,{'pw k' if n == 's.7z' else ''},\n" for n in files]
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "manifest.csv").write_text(HEAD + "".join(lines))
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, intake: Path) -> Home:
    home = Home.at(tmp_path_factory.mktemp("home"))
    flow.ingest(home, [intake])
    for stage in ("trace", "assess"):
        flow.run_stage(home, stage, ["C-1"])
    return home


@pytest.fixture(scope="module")
def con(home: Home) -> Iterator[Any]:
    with warehouse.reader(home.warehouse) as connection:
        yield connection


def originals(intake: Path) -> dict[str, bytes]:
    """Every file and member, by the standard library; the 7z by a list of what was put in."""
    found = {p.name: p.read_bytes() for p in intake.iterdir()}
    with zipfile.ZipFile(intake / "z.zip") as archive:
        found |= {f"z.zip!{n}": archive.read(n) for n in archive.namelist()}
    with tarfile.open(intake / "t.tar.gz") as tar:
        found |= {f"t.tar.gz!{m.name}": tar.extractfile(m).read() for m in tar.getmembers()}  # type: ignore[union-attr]
    found["l.csv.gz!l.csv"] = gzip.decompress(found["l.csv.gz"])
    found["s.7z!j.csv"] = text([HEADER, *rows(1, 41)]).encode()
    return found


def tables(path: str, data: bytes) -> dict[str, list[list[str]]]:
    """Rows of each table of a file, header left out, as an independent reader sees them."""
    if path.endswith(".xlsx"):
        return {f"{path}#Sheet{n}": sheet for n, sheet in enumerate(_sheets(data), 1)}
    if path.endswith((".json", ".jsonl")):
        objects = json.loads(data) if path.endswith("json") else [json.loads(line) for line in data.splitlines()]
        return {path: [[o[h] for h in HEADER] for o in objects]}
    if path.endswith(".db"):
        db = sqlite3.connect(":memory:")
        db.deserialize(data)
        return {path: [list(r) for r in db.execute("SELECT * FROM 名单")]}
    encoding = {"b.csv": "gb18030", "c.txt": "utf-16", "d.csv": "utf-8-sig"}.get(path, "utf-8")
    delimiter = "\t" if path == "c.txt" else ","
    return {path: list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))[1:]}


def _sheets(data: bytes) -> Iterator[list[list[str]]]:
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = [
            "".join(t.text or "" for t in si.iter(f"{space}t")) for si in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        for name in sorted(n for n in book.namelist() if re.match(r"xl/worksheets/sheet\d+\.xml", n)):
            sheet = ElementTree.fromstring(book.read(name))
            yield [[shared[int(c.findtext(f"{space}v") or 0)] for c in row] for row in sheet.iter(f"{space}row")][1:]


def test_bytes_found_are_bytes_sealed(home: Home, con: Any, intake: Path) -> None:
    there = {p: (hashlib.sha256(d).hexdigest(), len(d)) for p, d in originals(intake).items()}
    assert {p: (s, n) for p, s, n in con.execute("SELECT path, evidence_id, size_bytes FROM findings").fetchall()} == there
    assert con.execute("SELECT files, bytes FROM intakes").fetchall() == [(len(there), sum(n for _, n in there.values()))]
    assert {p.name: evidence.sha256_of(p) for p in evidence.files(home)} == {s: s for s, _ in there.values()}


def test_rows_read_are_rows_accepted_and_rejected(home: Home, con: Any, intake: Path) -> None:
    listed = {p: t for path, data in originals(intake).items() if _is_table(path) for p, t in tables(path, data).items()}
    found = {
        path: (read, accepted, rejected, staging)
        for path, read, accepted, rejected, staging in con.execute(
            "SELECT path, rows_read, rows_accepted, rows_rejected, staging FROM datasets WHERE kind = 'seized'"
        ).fetchall()
    }
    assert found.keys() == listed.keys()
    for path, table in listed.items():
        read, accepted, rejected, staging = found[path]
        assert read == len(table) == accepted + rejected, path
        staged = duckdb.sql(
            f"SELECT * EXCLUDE (row_no, line_no, reject) FROM '{home.root / staging}' WHERE reject IS NULL"
        ).fetchall()
        assert Counter(map(tuple, staged)) == Counter(tuple(r) for r in table if len(r) == len(HEADER)), path
        written = con.execute("SELECT count(*) FROM records JOIN datasets USING (dataset_no) WHERE path = ?", [path]).fetchone()[0]
        assert written == accepted, path
    assert found["d.csv"][1:3] == (60, 1)


def test_unknown_columns_are_kept(con: Any, intake: Path) -> None:
    listed = {p: t for path, data in originals(intake).items() if _is_table(path) for p, t in tables(path, data).items()}
    for path, table in listed.items():
        kept = con.execute("SELECT extra FROM records JOIN datasets USING (dataset_no) WHERE path = ?", [path]).fetchall()
        values = Counter((e["座右铭"], e["身高"]) for e in (json.loads(text) for (text,) in kept))
        assert values == Counter((r[3], r[4]) for r in table if len(r) == len(HEADER)), path


def test_rows_of_record_tables(con: Any, intake: Path) -> None:
    assert con.execute("SELECT rows_read, rows_accepted, rows_rejected FROM datasets WHERE path = 'pay.csv'").fetchall() == [
        (2, 1, 1)
    ]
    assert con.execute("SELECT count(*) FROM payments").fetchone() == (1,)
    assert con.execute("SELECT \"row\", code FROM load_issues WHERE path = 'pay.csv'").fetchall() == [(2, "unreadable_amount")]


def test_excluded_rows_are_those_that_hold_the_value(con: Any, intake: Path) -> None:
    listed = {p: t for path, data in originals(intake).items() if _is_table(path) for p, t in tables(path, data).items()}
    holding = {p: sum(r[1] == LEFT_OUT for r in t) for p, t in listed.items()}
    excluded = con.execute(
        """
        SELECT d.path, count(*) FROM exclusions_applied AS e JOIN datasets AS d USING (dataset_id)
        WHERE e.rule = 'shown_false' GROUP BY d.path
        """
    ).fetchall()
    assert dict(excluded) == {p: n for p, n in holding.items() if n}


def _is_table(path: str) -> bool:
    return path.endswith((".csv", ".txt", ".xlsx", ".json", ".jsonl", ".db")) and path not in (
        "pay.csv",
        "false.csv",
        "empty.csv",
        "manifest.csv",
    )
