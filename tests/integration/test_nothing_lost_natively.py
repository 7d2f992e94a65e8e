"""Nothing lost in native records and in the formats that are no tables: recounted from the originals by the standard library.

Every payment, call and message is sought again in its file at its line; every row of a dump, a vCard or a document in the tables.
"""

import csv
import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xlsxwriter

from pipelines import evidence, flow, warehouse
from pipelines.home import Home
from tests.unit.load.test_documents import pdf, word

HOLDER, BANK = "16800000001", "6222020000000001234"
R = random.Random(20160501)
HEADER = ["姓名", "手机号", "学校", "座右铭"]
PEOPLE = [[f"王{chr(0x4E00 + i)}", f"1640000{i:04}", f"宁波市第{i % 9}小学", f"说'{i}'"] for i in range(60)]
TIMES = [datetime(2019, 7, 1) + timedelta(minutes=R.randrange(60 * 24 * 30)) for _ in range(50)]
AMOUNTS = [f"{R.randrange(1, 500_000) / 100:.2f}" for _ in TIMES]
SIDES = [R.choice(("支出", "收入", "不计收支")) for _ in TIMES]
STATES = [R.choice(("交易成功", "交易成功", "交易关闭")) for _ in TIMES]


def alipay() -> bytes:
    rows = zip(TIMES, SIDES, AMOUNTS, STATES, strict=True)
    lines = ["-" * 60, "导出信息：", "姓名：某某", f"支付宝账户：{HOLDER}", "共50笔记录", "-" * 20 + "电子客户回单" + "-" * 20]
    lines += ["交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"]
    lines += [
        f'{t},转账红包,丁某,din***@qq.com,"名单,{i}",{s},{a},余额,{state},2019{i}\t,\t,,' for i, (t, s, a, state) in enumerate(rows)
    ]
    return "\r\n".join([*lines, ""]).encode("gb18030")


def wechat() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    head = ["交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号", "商户单号", "备注"]
    above = [["微信支付账单明细"], ["微信昵称：[某]"], [], ["共50笔记录"], ["----------微信支付账单明细列表----------"], head]
    rows = [[str(t), "转账", "戊", "/", s.replace("不计收支", "/"), f"¥{a}", "零钱", "已转账", f"1{i}", "/", "/"]
            for i, (t, s, a) in enumerate(zip(TIMES, SIDES, AMOUNTS, strict=True))]  # fmt: skip
    for number, row in enumerate([*above, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def bank() -> bytes:
    head = "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,对手户名,对手身份证号,对手开户银行,摘要说明,交易币种"
    more = [f"附加{i}" for i in range(19)]
    rows = [f'{BANK}\t,9001\t,某某,\t,{t:%Y%m%d%H%M%S},{a},1.00,{"出" if i % 2 else "进"},62220200{i:08}\t,,丁某,\t,"某行,某支行",转账,CNY' + ",\t" * 19
            for i, (t, a) in enumerate(zip(TIMES, AMOUNTS, strict=True))]  # fmt: skip
    return "\r\n".join([",".join([head, *more]), *rows, "合计" + "," * 33, ""]).encode("gb18030")


def calls() -> bytes:
    rows = [f"{t},嘉兴,{R.choice(('主叫', '被叫'))},1610000{i:04},{i}秒,本地,,0.00" for i, t in enumerate(TIMES)]
    head = "起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费(元)"
    return "\n".join(["客户详单", head, *rows, "2019-99-99 10:00:00,嘉兴,主叫,16100009999,1秒,本地,,0"]).encode("utf-8-sig")


def chat() -> bytes:
    rule = "=" * 64
    said = [
        f"{t} {'丁丁(10002)' if i % 3 else '我(10001)'}\r\n{i}条\r\n{'第二行' if i % 5 == 0 else ''}\r\n"
        for i, t in enumerate(TIMES)
    ]
    return "\r\n".join([rule, "消息分组:我的好友", rule, "消息对象:丁丁", rule, "", *said]).encode("utf-8-sig")


def dump() -> bytes:
    values = [",".join("'" + cell.replace("'", r"\'") + "'" for cell in row) for row in PEOPLE]
    half = [",".join(f"({v})" for v in part) for part in (values[:35], values[35:])]
    names = ",".join(f"`{h}`" for h in HEADER)
    return "".join(f"INSERT INTO `students` ({names}) VALUES {rows};\n" for rows in half).encode()


def cards() -> bytes:
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{n}\r\nTEL;TYPE=CELL:{p}\r\nORG:{s}\r\nEND:VCARD\r\n" for n, p, s, _ in PEOPLE
    ).encode()


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("intake")
    made = {
        "alipay.csv": alipay(), "wechat.xlsx": wechat(), "bank.csv": bank(), "calls.csv": calls(), "qq.txt": chat(), "dump.sql": dump(), "people.vcf": cards(),
    }  # fmt: skip
    for name, data in made.items():
        (folder / name).write_bytes(data)
    word(folder / "list.docx", [HEADER, *PEOPLE])
    pdf(folder / "list.pdf", [HEADER, *[[*row[:3], ""] for row in PEOPLE]])
    kinds = {"alipay.csv": "payments", "wechat.xlsx": "payments", "bank.csv": "payments", "calls.csv": "calls", "qq.txt": "chats"}
    lines = [f"{p.name},{kinds.get(p.name, 'seized')},C-1,{HOLDER}\n" for p in sorted(folder.iterdir())]
    (folder / "manifest.csv").write_text("file,kind,case_id,holder\n" + "".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, intake: Path) -> Home:
    home = Home.at(tmp_path_factory.mktemp("home"))
    flow.ingest(home, [intake])
    return home


@pytest.fixture(scope="module")
def con(home: Home) -> Iterator[Any]:
    with warehouse.reader(home.warehouse) as connection:
        yield connection


def lines(path: Path) -> list[str]:
    """Lines of a text, or rows of a workbook's first sheet, cells joined."""
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("gb18030" if path.name in ("alipay.csv", "bank.csv") else "utf-8-sig").splitlines()
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as book:
        shared = [
            "".join(t.text or "" for t in si.iter(f"{space}t")) for si in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        rows = {int(r.get("r", 0)): r for r in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{space}row")}
    return [
        ",".join(shared[int(c.findtext(f"{space}v") or 0)] for c in rows[n]) if n in rows else "" for n in range(1, max(rows) + 1)
    ]


def data_lines(path: Path) -> list[tuple[int, str]]:
    """(line, text) of what stands below the header."""
    found = lines(path)
    top = next(n for n, line in enumerate(found) if re.match(r"交易时间,|交易卡号,|起始时间,", line))
    return [(n, line) for n, line in enumerate(found, 1) if n > top + 1 and line.strip()]


def test_bytes_found_are_bytes_sealed(home: Home, con: Any, intake: Path) -> None:
    sizes = [p.stat().st_size for p in intake.iterdir()]
    assert con.execute("SELECT files, bytes FROM intakes").fetchone() == (len(sizes), sum(sizes))
    assert sum(p.stat().st_size for p in evidence.files(home)) == sum(sizes)


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("alipay.csv", lambda line: "交易关闭" in line or "不计收支" in line),  # no money moved, or within the account
        ("wechat.xlsx", lambda line: line.split(",")[4] == "/"),
        ("bank.csv", lambda line: line.startswith("合计")),
        ("calls.csv", lambda line: "2019-99-99" in line),
    ],
)
def test_rows_of_native_records(name: str, gone: Any, con: Any, intake: Path) -> None:
    found = data_lines(intake / name)
    rejected = {n for n, line in found if gone(line)}
    counts = con.execute("SELECT rows_read, rows_accepted, rows_rejected FROM datasets WHERE path = ?", [name]).fetchone()
    assert counts == (len(found), len(found) - len(rejected), len(rejected))
    table = "calls" if name == "calls.csv" else "payments"
    taken = con.execute(f"SELECT source_line FROM {table} WHERE source_file = ?", [name]).fetchall()
    assert sorted(n for (n,) in taken) == [n for n, _ in found if n not in rejected]
    told = con.execute('SELECT count(DISTINCT "row") FROM load_issues WHERE path = ? AND "row" IS NOT NULL', [name]).fetchone()
    assert told == (len(rejected),), "each rejected row is told"


def test_every_payment_stands_at_its_line(con: Any, intake: Path) -> None:
    rows = con.execute('SELECT source_file, source_line, "time", payer, payee, amount FROM payments').fetchall()
    assert len(rows) > 90
    for name, line, time, payer, payee, amount in rows:
        text = lines(intake / name)[line - 1]
        assert str(amount) in text
        assert str(time) in text or f"{time:%Y%m%d%H%M%S}" in text
        other = payee if payer in (HOLDER, BANK) else payer
        assert other in text
        out = re.search(r",(支出|出),", text) is not None
        assert (payer in (HOLDER, BANK)) == out


def test_every_call_and_message_stands_at_its_line(con: Any, intake: Path) -> None:
    for line, time, caller, callee, seconds in con.execute(
        'SELECT source_line, "time", caller, callee, seconds FROM calls'
    ).fetchall():
        text = lines(intake / "calls.csv")[line - 1]
        assert text.startswith(f"{time},") and f",{seconds}秒," in text and (callee if "主叫" in text else caller) in text
    heads = [(n, line) for n, line in enumerate(lines(intake / "qq.txt"), 1) if re.match(r"\d{4}-\d\d-\d\d \d", line)]
    messages = con.execute('SELECT source_line, "time", sender, receiver, "text" FROM chats ORDER BY 1').fetchall()
    assert [m[0] for m in messages] == [n for n, _ in heads]
    for (_, time, sender, receiver, said), (n, head) in zip(messages, heads, strict=True):
        assert head.startswith(str(time)) and f"({sender})" in head and {sender, receiver} == {"10001", "10002"}
        assert said.splitlines()[0] == lines(intake / "qq.txt")[n]


def dumped(text: str) -> list[list[str]]:
    rows = re.findall(r"\(('(?:[^'\\]|\\.)*'(?:,'(?:[^'\\]|\\.)*')*)\)", text)
    return [[cell.replace("\\'", "'") for cell in re.findall(r"'((?:[^'\\]|\\.)*)'", row)] for row in rows]


def in_document(path: Path) -> list[list[str]]:
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(path) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))
    return [
        ["".join(t.text or "" for t in cell.iter(f"{space}t")) for cell in row.iter(f"{space}tc")]
        for row in body.iter(f"{space}tr")
    ][1:]


def test_rows_of_dumps_cards_and_documents(con: Any, intake: Path) -> None:
    def named(path: str, columns: str) -> Counter[tuple[str, ...]]:
        query = f"SELECT {columns} FROM records JOIN datasets USING (dataset_no) WHERE path = ?"
        return Counter(con.execute(query, [path]).fetchall())

    balance = dict(
        con.execute("SELECT path, [rows_read, rows_accepted, rows_rejected] FROM datasets WHERE kind = 'seized'").fetchall()
    )
    rows = {
        "dump.sql": dumped(lines(intake / "dump.sql")[0] + lines(intake / "dump.sql")[1]),
        "list.docx": in_document(intake / "list.docx"),
    }
    for path, found in rows.items():
        assert balance[path] == [len(found), len(found), 0]
        assert named(path, "name, phone, school, json_extract_string(extra, '$.座右铭')") == Counter(map(tuple, found))
    held = re.findall(r"FN:(.*?)\r\nTEL;TYPE=CELL:(\d+)", (intake / "people.vcf").read_bytes().decode())
    assert balance["people.vcf"] == [len(held), len(held), 0]
    assert named("people.vcf", "name, phone") == Counter(held)
    read, accepted, rejected = balance["list.pdf"]
    assert (read, accepted) == (len(PEOPLE) + rejected, len(PEOPLE)), "the header stands again on each page"
    assert named("list.pdf", "name, phone, school") == Counter(tuple(row[:3]) for row in PEOPLE)


def test_the_reader_of_this_test_agrees_with_what_was_written(intake: Path) -> None:
    assert dumped(dump().decode()) == in_document(intake / "list.docx") == PEOPLE
    rows = list(csv.reader(io.StringIO(alipay().decode("gb18030"))))
    assert [row[6] for row in rows[7:]] == AMOUNTS
