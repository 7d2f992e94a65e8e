"""Seeded mutations of lists, workbooks and archives: every file is sealed, and loaded or refused with a reason, in time and memory.

usage: python -m bench.fuzz [--files 10000] [--seed 1]
Prints what became of the files, the slowest and the peak of memory. Exit code 1 when one crashed, took over ten seconds, or was lost.
"""

import argparse
import io
import json
import random
import resource
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx
import xlsxwriter
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from pipelines import evidence, warehouse
from pipelines.errors import BadFile
from pipelines.home import Home
from pipelines.load import formats, staging
from pipelines.seal.intake import Intake
from pipelines.seal.taking import take
from tests.unit.load import xlsb

BOOKS = Path(__file__).parents[1] / "tests/unit/load/books"
SECONDS = 10.0
BYTES = 1 << 30
_PIECES = (
    b'"', b'""', b"'", b",", b"\t", b"\\", b'\\"', b"\r", b"\n", b"\r\n", b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1a",
    "，".encode(), "名".encode("gb18030"), "名".encode("utf-16-le"), b"PK\x03\x04", b"\x81", b"<", b"]]>", b"{", b"\xe2\x80\xa8",
)  # fmt: skip


def bases(rng: random.Random) -> list[tuple[str, bytes]]:
    """(ending, content) of small good files of each format."""
    rows = [["姓名", "手机号", "学校", "备注"]]
    rows += [
        [f"王{chr(0x4E00 + i)}", f"1540000{i:04}", f"宁波市第{i}小学", rng.choice(["", "a,b", 'x"y', "多\n行"])] for i in range(40)
    ]
    plain = "\n".join(",".join(row[:3]) for row in rows) + "\n"
    quoted = "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in row) for row in rows) + "\n"
    book = io.BytesIO()
    workbook = xlsxwriter.Workbook(book)
    sheet = workbook.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    workbook.close()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("甲/a.csv", plain)
        archive.writestr("b.xlsx", book.getvalue())
    values = ",\n".join("(" + ",".join("'" + c.replace("'", "''") + "'" for c in row) + ")" for row in rows[1:])
    dump = f"-- MySQL dump\nCREATE TABLE `s` (`姓名` text, `手机号` text, `学校` text, `备注` text);\nINSERT INTO `s` VALUES {values};\n"
    server = "".join("INSERT [dbo].[S] ([姓名], [手机号]) VALUES (N'{}', N'{}')\nGO\n".format(*row) for row in rows[1:])
    cards = "".join(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{row[0]}\r\nTEL;TYPE=CELL:{row[1]}\r\nEND:VCARD\r\n" for row in rows[1:])
    objects = json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]], ensure_ascii=False)
    chat = "".join(f"2019-07-16 18:15:{i:02} 甲(10001)\n{row[0]}的名单\n\n" for i, row in enumerate(rows[1:]))
    return [
        ("sql", dump.encode()), ("sql", dump.encode("gb18030")), ("sql", server.encode("utf-16")), ("vcf", cards.encode()),
        ("json", objects.encode()), ("txt", chat.encode("gb18030")), ("docx", word(rows)), ("pdf", pdf(rows)),
        ("csv", plain.encode()), ("csv", quoted.encode("gb18030")), ("txt", plain.replace(",", "\t").encode("utf-16")),
        ("txt", plain.replace(",", "@|@").encode("utf-16-be")), ("csv", plain.encode("big5", "replace")),
        ("xlsx", book.getvalue()), ("zip", packed.getvalue()), ("sqlite", database(rows)), ("xlsb", binary(rows)),
        ("xls", (BOOKS / "list.xls").read_bytes()), ("et", (BOOKS / "list.xls").read_bytes()), ("ods", (BOOKS / "list.ods").read_bytes()),
    ]  # fmt: skip


def database(rows: list[list[str]]) -> bytes:
    """A SQLite file with one table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        with closing(sqlite3.connect(path)) as con, con:
            con.execute("CREATE TABLE 名单 (姓名 TEXT, 手机号 TEXT, 学校 TEXT, 备注 TEXT)")
            con.executemany("INSERT INTO 名单 VALUES (?, ?, ?, ?)", rows[1:])
        return path.read_bytes()


def binary(rows: list[list[str]]) -> bytes:
    """An xlsb."""
    with tempfile.TemporaryDirectory() as folder:
        return xlsb.write(Path(folder) / "a.xlsb", rows).read_bytes()


def word(rows: list[list[str]]) -> bytes:
    """A Word document with one table."""
    document, out = docx.Document(), io.BytesIO()
    table = document.add_table(len(rows), len(rows[0]))
    for line, row in zip(table.rows, rows, strict=True):
        for cell, value in zip(line.cells, row, strict=True):
            cell.text = value
    document.save(out)
    return out.getvalue()


def pdf(rows: list[list[str]]) -> bytes:
    """A PDF with one ruled table."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "STSong-Light", 10)])
    out = io.BytesIO()
    SimpleDocTemplate(out).build([Table(rows, style=style)])
    return out.getvalue()


def mutated(rng: random.Random, originals: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A file with one to eight things done to it."""
    ending, content = rng.choice(originals)
    data = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        at, span = rng.randrange(len(data) + 1), rng.randint(1, 60)
        action = rng.randrange(8)
        if action == 0:
            data[at : at + span] = b""
        elif action == 1:
            data[at:at] = data[at : at + span] * rng.randint(1, 40)
        elif action == 2:
            data[at:at] = rng.choice(_PIECES) * rng.choice((1, 1, 1, 2, 3, 5000))
        elif action == 3:
            data[at : at + span] = rng.randbytes(span)
        elif action == 4:
            data = data[:at]
        elif action == 5:
            data[at:at] = rng.choice(originals)[1][: rng.randint(1, 4000)]
        elif action == 6 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        else:
            data[at : at + span] = rng.choice(_PIECES) * span
    return ending, bytes(data)


def files(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """(name, content) of ``count`` mutated files; the same seed gives the same files."""
    rng = random.Random(seed)
    originals = bases(rng)
    for number in range(count):
        ending, data = mutated(rng, originals)
        yield f"{number:05}.{ending}", data


def load(con: warehouse.Connection, path: Path, work: Path) -> str:
    """Read one file into staging as load does; "tables", or the code of its refusal. Raises what load must not raise."""
    try:
        for table in formats.read(path, path.name, work):
            balance = staging.write(con, table, work / "staged.parquet")
            assert balance.rows_read == balance.rows_accepted + balance.rows_rejected
    except BadFile as error:
        return error.code
    return "tables"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ends: Counter[str] = Counter()
    slow, bad = (0.0, ""), 0
    with tempfile.TemporaryDirectory() as folder, warehouse.scratch() as con:
        intake, work = Path(folder) / "intake", Path(folder) / "work"
        intake.mkdir()
        work.mkdir()
        for name, data in files(options.seed, options.files):
            path = intake / name
            path.write_bytes(data)
            started = time.perf_counter()
            try:
                end = load(con, path, work)
            except Exception as error:
                end, bad = f"crash {type(error).__name__}", bad + 1
                print(f"{name}: {error!r}")
            took = time.perf_counter() - started
            slow = max(slow, (took, name))
            bad += took > SECONDS
            ends[end] += 1
        home = Home.at(Path(folder) / "home").create()
        started = time.perf_counter()
        taken = take(home, Intake.at(intake), set())
        sealed = {f.path: f.sha256 for f in taken.found}
        lost = [p.name for p in intake.iterdir() if sealed.get(p.name) != evidence.sha256_of(p)]
        print(
            f"sealed {len(sealed)} files in {time.perf_counter() - started:.1f} s, {len(lost)} of {options.files} lost {lost[:5]}"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    for end, count in ends.most_common():
        print(f"{count:7} {end}")
    print(f"slowest {slow[1]} {slow[0]:.2f} s, peak memory {peak / 1e6:.0f} MB")
    sys.exit(bool(bad or lost or peak > BYTES))


if __name__ == "__main__":
    main()
