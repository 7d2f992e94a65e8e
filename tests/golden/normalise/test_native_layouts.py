"""Layouts as they come: the same payments, calls and messages, written in hundreds of ways, read the same; each at its own line.

Seeded: column order, encoding, lines above and below, how numbers are kept from a spreadsheet, words for the direction.
"""

import io
import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines import warehouse
from pipelines.home import Home
from pipelines.load import run as load
from pipelines.normalise import run as normalise
from pipelines.seal import run as seal

HOLDER, OWN, OTHER = "16800000001", "6222020000000001234", "6222020000000005678"
PAID = [
    ("2019-07-16 18:15:05", "out", "1200.00", "名单"),
    ("2019-07-17 09:05:00", "in", "34.50", "退"),
    ("2019-07-18 23:59:59", "out", "7.00", ""),
]
CALLED = [("2019-07-16 18:15:05", "out", 90), ("2019-07-17 09:05:00", "in", 3725)]
PHONE = "16100000002"
WORDS = [
    ("收付标志", "出", "进"), ("借贷标志", "借", "贷"), ("收/支", "支出", "收入"), ("借贷方向", "D", "C"), ("借贷标志", "1", "2"), ("收付标志", "2", "1"),
    ("收付标志", "付", "收"), ("收支标志", "支取", "存入"), ("交易方向", "转出", "转入"), ("debit_credit", "DR", "CR"), ("往来标志", "往账", "来账"), ("收支类型", "-", "+"),
]  # fmt: skip
CALL_WORDS = [
    ("通信方式", "主叫", "被叫"), ("呼叫类型", "主叫话单", "被叫话单"), ("类型", "MO", "MT"), ("通话类型", "呼出", "呼入"), ("呼叫方式", "去电", "来电"),
]  # fmt: skip
ENCODINGS = ("gb18030", "utf-8", "utf-8-sig", "utf-16")
KEPT = ("{}", "{}\t", '="{}"', "'{}", " {} ")


def written(r: random.Random, columns: dict[str, list[str]], above: Sequence[str], below: Sequence[str]) -> tuple[str, bytes, int]:
    """(name, bytes, line of the first row): the columns in any order, with what stands above and below."""
    names = list(columns)
    r.shuffle(names)
    rows = [[columns[n][i] for n in names] for i in range(len(columns[names[0]]))]
    if r.random() < 0.25:
        return "x.xlsx", workbook([*[[line] for line in above], names, *rows, *[[line] for line in below]]), len(above) + 2
    tail = "," * r.choice((0, 0, 1, 3))
    lines = [*above, ",".join(names) + tail, *(",".join(f'"{c}"' if "," in c else c for c in row) + tail for row in rows), *below]
    return "x.csv", (r.choice(("\n", "\r\n")).join(lines) + r.choice(("", "\n"))).encode(r.choice(ENCODINGS)), len(above) + 2


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Titles are merged cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
        if len(row) == 1:
            sheet.merge_range(number, 0, number, 4, row[0])
    book.close()
    return buffer.getvalue()


def money(r: random.Random, amount: str) -> str:
    return r.choice(("{:.2f}", "¥{:.2f}", "{:,.2f}", "{:.2f}元", " {:,.2f} ")).format(float(amount))


def moment(r: random.Random, time: str) -> str:
    at = datetime.fromisoformat(time)
    return at.strftime(
        r.choice(("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M%S", "%Y年%m月%d日 %H:%M:%S", "%Y-%m-%dT%H:%M:%S"))
    )


def payments(seed: int) -> tuple[str, bytes, int]:
    r = random.Random(seed)
    kept = r.choice(KEPT)
    columns: dict[str, list[str]] = {
        "交易卡号": [kept.format(OWN)] * 3, "对方账号": [kept.format(OTHER)] * 3, "对方户名": ["丁某"] * 3, "摘要": [p[3] for p in PAID], "余额": ["1.00"] * 3,
    }  # fmt: skip
    if r.random() < 0.3:
        columns["交易日期"] = [p[0][:10].replace("-", "") for p in PAID]
        columns["交易时间"] = [p[0][11:].replace(":", r.choice(("", ":"))) for p in PAID]
    else:
        form = random.Random(seed + 1)
        columns["交易时间"] = [kept.format(moment(form, p[0])) for p in PAID]
    way = r.choice(("words", "words", "columns", "sign"))
    if way == "words":
        header, out, into = r.choice(WORDS)
        columns[header] = [out if p[1] == "out" else into for p in PAID]
        columns["交易金额"] = [money(r, p[2]) for p in PAID]
    elif way == "columns":
        names = r.choice((("借方发生额", "贷方发生额"), ("支出", "收入"), ("支出金额", "收入金额"), ("转出金额", "转入金额")))
        empty = r.choice(("", "0.00", "-"))
        for name, side in zip(names, ("out", "in"), strict=True):
            columns[name] = [money(r, p[2]) if p[1] == side else empty for p in PAID]
    else:
        plus = r.choice(("", "+"))
        columns["交易金额"] = [("-" if p[1] == "out" else plus) + p[2] for p in PAID]
    above = r.sample(
        ["某某银行个人账户交易明细", "户名：某某", "起止日期：2019-07-01 至 2019-08-01", "币种：人民币"], r.randrange(4)
    )
    below = r.sample(["合计：3 笔", "打印时间：2019-08-01 10:00:00", "以上内容仅供参考"], r.randrange(3))
    return written(r, columns, above, below)


def calls(seed: int) -> tuple[str, bytes, int]:
    r = random.Random(seed)
    kept = r.choice(KEPT)
    long = r.choice(
        (
            lambda s: str(s),
            lambda s: f"{s // 3600}小时{s % 3600 // 60}分{s % 60}秒",
            lambda s: f"{s // 3600:02}:{s % 3600 // 60:02}:{s % 60:02}",
        )
    )
    header, out, into = r.choice(CALL_WORDS)
    columns = {
        "对方号码": [kept.format(r.choice(("", "86", "+86")) + PHONE) for _ in CALLED], header: [out if c[1] == "out" else into for c in CALLED],
        r.choice(("通话时长", "通信时长", "时长")): [long(c[2]) for c in CALLED], "通信地点": ["嘉兴"] * 2, "费用(元)": ["0.10"] * 2,
    }  # fmt: skip
    above = r.sample(["客户详单查询", "客户名称：某某", "套餐：畅享"], r.randrange(3))
    if r.random() < 0.3:
        above.append("查询月份：2019年07月")
        columns["起始时间"] = [c[0][5:] for c in CALLED]
    else:
        form = random.Random(seed + 1)
        columns["起始时间"] = [moment(form, c[0]) for c in CALLED]
    return written(r, columns, above, r.sample(["合计：0.20元", "温馨提示：详单仅供参考"], r.randrange(2)))


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    work = tmp_path_factory.mktemp("layouts")
    intake, home = work / "in", Home.at(work / "home").create()
    lines = ["file,kind,case_id,holder"]
    for kind, made in (("payments", payments), ("calls", calls)):
        for seed in range(60):
            name, data, _ = made(seed)
            (intake / kind / str(seed)).mkdir(parents=True)
            (intake / kind / str(seed) / name).write_bytes(data)
            lines.append(f"{kind}/{seed}/{name},{kind},C-1,{HOLDER}")
    for name, (data, *_) in CHATS.items():
        (intake / name).write_bytes(data)
        lines.append(f"{name},chats,C-1,{HOLDER}")
    (intake / "manifest.csv").write_text("\n".join(lines), "utf-8")
    with warehouse.writer(home) as connection:
        load.run(home, connection, seal.run(home, connection, [str(intake)], settle_seconds=0).ids)
        normalise.run(home, connection, ())
        yield connection


@pytest.mark.parametrize("seed", range(60))
def test_a_flow_however_it_is_laid_out(seed: int, con: Any) -> None:
    name, _, first = payments(seed)
    found = con.execute(
        "SELECT source_line, time, payer, payee, CAST(amount AS VARCHAR), coalesce(memo, ''), party FROM payments WHERE source_file = ? ORDER BY 1",
        [f"payments/{seed}/{name}"],
    ).fetchall()
    sides = {"out": (OWN, OTHER), "in": (OTHER, OWN)}
    expected = [
        (first + i, datetime.fromisoformat(t), *sides[way], amount, memo, "丁某") for i, (t, way, amount, memo) in enumerate(PAID)
    ]
    assert found == expected


@pytest.mark.parametrize("seed", range(60))
def test_a_bill_of_calls_however_it_is_laid_out(seed: int, con: Any) -> None:
    name, _, first = calls(seed)
    found = con.execute(
        "SELECT source_line, time, caller, callee, seconds FROM calls WHERE source_file = ? ORDER BY 1", [f"calls/{seed}/{name}"]
    ).fetchall()
    sides = {"out": (HOLDER, PHONE), "in": (PHONE, HOLDER)}
    assert found == [(first + i, datetime.fromisoformat(t), *sides[way], s) for i, (t, way, s) in enumerate(CALLED)]


RULE = "=" * 64
T1, T2 = datetime(2019, 7, 16, 18, 15, 5), datetime(2019, 7, 16, 18, 16, 5)
CHATS: dict[str, tuple[Any, ...]] = {
    # a QQ chat in which the other side changed its account: what the partner says, he says to the holder
    "qq.txt": (
        f"{RULE}\r\n消息分组:我的好友\r\n{RULE}\r\n消息对象:丁丁\r\n{RULE}\r\n\r\n2019-07-16 18:15:05 丁丁(10002)\r\n好\r\n\r\n2019-07-16 18:16:05 老王(10001)\r\n名单.xlsx\r\n\r\n"
        "2019-07-16 18:16:05 老王<a@b.com>\r\n在\r\n".encode("gb18030"),
        [(7, T1, "10002", HOLDER, None), (10, T2, "10001", "10002", "名单.xlsx"), (13, T2, "a@b.com", "10002", None)],
    ),
    # the owner of the phone is 我
    "wechat.txt": (
        "2019-07-16 18:15:05 丁丁: 名单.xlsx\n2019-07-16 18:16:05 我: 收到\n2019-07-16 18:16:05 丁丁: 好\n".encode("utf-8-sig"),
        [(1, T1, "丁丁", HOLDER, "名单.xlsx"), (2, T2, HOLDER, "丁丁", None), (3, T2, "丁丁", HOLDER, None)],
    ),
    # a table with epochs and 0 and 1 for the side
    "dump.csv": (
        "localId,IsSender,CreateTime,StrContent,Remark\n1,0,1563272105,名单,丁丁\n2,1,1563272165000,好,丁丁\n".encode(),
        [(2, T1, "丁丁", HOLDER, None), (3, T2, HOLDER, "丁丁", None)],
    ),
    # accounts with the nickname in brackets, either way round
    "forensic.csv": (
        '发送方,接收方,消息内容,发送时间\nwxid_a1(丁丁),老王(10001),名单,2019-07-16 18:15:05\n="10001",wxid_a1（丁丁）,"好,\n好",2019-07-16 18:16:05\n'.encode(
            "gb18030"
        ),
        [(2, T1, "wxid_a1", "10001", None), (3, T2, "10001", "wxid_a1", None)],
    ),
}


@pytest.mark.parametrize("name", CHATS)
def test_a_chat_however_it_was_exported(name: str, con: Any) -> None:
    found = con.execute(
        "SELECT source_line, time, sender, receiver, file_name FROM chats WHERE source_file = ? ORDER BY 1", [name]
    ).fetchall()
    assert found == CHATS[name][1]


def test_every_row_is_accounted_for(con: Any) -> None:
    assert con.execute("SELECT count(*) FROM datasets WHERE rows_read <> rows_accepted + rows_rejected").fetchone() == (0,)
    assert con.execute("SELECT count(*), count(DISTINCT source_file) FROM payments").fetchone() == (180, 60)


def test_where_no_side_is_told_nothing_is_guessed(tmp_path: Path) -> None:
    """An entry taken back by a minus goes the other way; 0, both columns filled and a bare amount tell nothing."""
    text = (
        f"交易卡号,交易时间,交易金额,收付标志,借方金额,贷方金额,对方账号\n{OWN},2019-07-16 18:15:05,-100,进,,,{OTHER}\n{OWN},2019-07-16 18:15:05,100,0,,,{OTHER}\n"
        f"{OWN},2019-07-16 18:15:05,,,1,2,{OTHER}\n{OWN},2019-07-16 18:15:05,100,,,,{OTHER}\n{OWN},2019-07-16 18:15:05,-100,出,,,{OTHER}\n{OWN},2019-07-16 18:15:05,100,出,,,{OTHER}\n"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "flow.csv").write_text(text, "utf-8")
    (tmp_path / "in" / "manifest.csv").write_text(f"file,kind,case_id,holder\nflow.csv,payments,C-1,{HOLDER}\n", "utf-8")
    home = Home.at(tmp_path / "home").create()
    with warehouse.writer(home) as con:
        load.run(home, con, seal.run(home, con, [str(tmp_path / "in")], settle_seconds=0).ids)
        normalise.run(home, con, ())
        found = con.execute("SELECT source_line, payer FROM payments ORDER BY 1").fetchall()
        assert found == [(2, OWN), (6, OTHER), (7, OWN)]
        assert con.execute('SELECT "row", code FROM load_issues ORDER BY 1').fetchall() == [
            (2, "unreadable_payer"), (3, "unreadable_payer"), (4, "unreadable_payer"),
        ]  # fmt: skip
