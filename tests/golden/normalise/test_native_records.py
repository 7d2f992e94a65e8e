"""Native records, byte for byte as the providers write them, from the file to payments, chats and calls.

Every row of the expected tables says why it is so; the line is that of the native file.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines import flow, warehouse
from pipelines.home import Home

HOLDER = "16800000001"
ALIPAY_HEAD = (
    "-" * 72
    + "\r\n导出信息：\r\n姓名：某某\r\n支付宝账户："
    + HOLDER
    + "\r\n共4笔记录\r\n{more}"
    + "-" * 24
    + "电子客户回单"
    + "-" * 24
)
ALIPAY_CELLS = {
    "交易时间": ["2019-07-16 18:15:05", "2019-07-16 19:15:05", "2019-07-17 08:00:00", "2019-07-18 08:00:00", "2019-07-19 08:00:00"],
    "交易分类": ["转账红包", "转账红包", "数码电器", "退款", "投资理财"],
    "交易对方": ["丁某", "戊某", "己某", "丁某", "余额宝"],
    "对方账号": ["din***@qq.com", "/", "jim***@qq.com", "din***@qq.com", "/"],
    "商品说明": ["名单", "二手", "未付", "退款-名单", "转入"],
    "收/支": ["支出", "收入", "支出", "不计收支", "不计收支"],
    "金额": ["1,200.00", "５０.00", "30.00", "200.00", "9.00"],
    "收/付款方式": ["余额"] * 5,
    "交易状态": ["交易成功", "交易成功", "交易关闭", "退款成功", "交易成功"],
    "交易订单号": [f"201907160000{i}\t" for i in range(5)],
    "商家订单号": ["\t"] * 5,
    "备注": [""] * 5,
}
NEW = list(ALIPAY_CELLS)
OLD = [
    "收/支",
    "交易对方",
    "对方账号",
    "商品说明",
    "收/付款方式",
    "金额",
    "交易状态",
    "交易分类",
    "交易订单号",
    "商家订单号",
    "交易时间",
]


def alipay(order: Sequence[str], preamble: int) -> str:
    lines = [ALIPAY_HEAD.format(more="特别提示：\r\n" * preamble), ",".join(order) + ","]
    lines += [
        ",".join(f'"{ALIPAY_CELLS[c][i]}"' if "," in ALIPAY_CELLS[c][i] else ALIPAY_CELLS[c][i] + " " for c in order) + ","
        for i in range(5)
    ]
    return "\r\n".join(lines) + "\r\n"


def taken(tmp_path: Path, name: str, data: bytes, kind: str, query: str) -> list[tuple[Any, ...]]:
    intake = tmp_path / "intake"
    intake.mkdir()
    (intake / name).write_bytes(data)
    (intake / "manifest.csv").write_text(f"file,kind,case_id,holder\n{name},{kind},C-1,{HOLDER}\n", "utf-8")
    home = Home.at(tmp_path / "home").create()
    flow.ingest(home, [intake])
    with warehouse.reader(home.warehouse) as con:
        return con.execute(query).fetchall()


PAYMENTS = "SELECT source_line, payer, payee, CAST(amount AS VARCHAR) FROM payments ORDER BY source_line"


FEWER = [c for c in reversed(NEW) if c not in ("备注", "商家订单号")]


@pytest.mark.parametrize(("order", "preamble", "encoding"), [(NEW, 19, "gb18030"), (OLD, 0, "gb18030"), (FEWER, 7, "utf-8-sig")])
def test_alipay_app(order: Sequence[str], preamble: int, encoding: str, tmp_path: Path) -> None:
    first = 8 + preamble
    assert taken(tmp_path, "alipay.csv", alipay(order, preamble).encode(encoding), "payments", PAYMENTS) == [
        (first, HOLDER, "din***@qq.com", "1200.00"),  # spent: from the holder to the masked account
        (first + 1, "戊某", HOLDER, "50.00"),  # received; / is no account: the name stands; full-width digits
        # closed: no money moved
        (first + 3, "din***@qq.com", HOLDER, "200.00"),  # a refund comes back to the holder
        # moved into the holder's own fund: no payment
    ]


def test_alipay_web(tmp_path: Path) -> None:
    head = "交易号,商家订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,交易对方,商品名称,金额（元）,收/支,交易状态,服务费（元）,成功退款（元）,备注,资金状态"
    rows = [
        "2019\t,\t,2019-07-16 18:15:05 ,2019-07-16 18:16:05 , ,其他,即时到账交易,丁某 ,名单 ,1200.00 ,支出 ,交易成功 ,0.00 ,0.00 , ,已支出 ,",
        "2020\t,\t,2019-07-17 18:15:05 , , ,其他,即时到账交易,丁某 ,名单 ,99.00 ,支出 ,交易关闭 ,0.00 ,0.00 , ,  ,",
        "2021\t,\t,2019-07-18 18:15:05 ,2019-07-18 18:16:05 , ,其他,即时到账交易,戊某 ,名单 ,10.00 ,收入 ,交易成功 ,0.00 ,0.00 , ,已收入 ,",
    ]
    text = "\r\n".join(
        ["支付宝交易记录明细查询", f"账号:[{HOLDER}]", "起始日期:[2019-07-01 00:00:00]", "-" * 30 + "交易记录明细列表" + "-" * 30, head + ",", *rows,
         "-" * 80, "共3笔记录", "已收入:1笔,10.00元", "已支出:1笔,1200.00元", "导出时间:[2019-08-01 00:00:00]    用户:某某", ""]
    )  # fmt: skip
    assert taken(tmp_path, "web.csv", text.encode("gbk"), "payments", PAYMENTS) == [
        (6, HOLDER, "丁某", "1200.00"),  # only the name of the other side is told
        (8, "戊某", HOLDER, "10.00"),  # the line between was closed; the footer is no payment
    ]


@pytest.mark.parametrize("preamble", [9, 16])
def test_wechat_pay(preamble: int, tmp_path: Path) -> None:
    head = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
    rows = [
        '2019-07-16 18:15:05,转账,丁丁,"转账备注:名单",支出,¥28.16,零钱,对方已收钱,"1000\t","/","/"',
        '2019-07-16 19:15:05,转账,戊,"/",收入,1234.5,/,已存入零钱,"1001\t","/","/"',
        '2019-07-16 20:15:05,零钱提现,某银行,"/",/,¥500.00,某银行,提现已到账,"1002\t","/","/"',
        '2019-07-16 21:15:05,商户消费,某店,"卡",支出,¥5.00,零钱,已全额退款,"1003\t","/","/"',
        '2019-07-16 22:15:05,某店-退款,某店,"卡",收入,¥5.00,/,已全额退款,"1004\t","/","/"',
    ]
    more = [
        "微信支付账单明细,,,,,,,,",
        "微信昵称：[某],,,,,,,,",
        "起始时间：[2019-07-01 00:00:00] 终止时间：[2019-08-01 00:00:00],,,,,,,,",
    ]
    more += [",,,,,,,,"] * (preamble - 4) + ["----------------------微信支付账单明细列表--------------------,,,,,,,,"]
    text = "\n".join([*more, head, *rows]) + "\n"
    assert taken(tmp_path, "微信支付账单.csv", text.encode("utf-8-sig"), "payments", PAYMENTS) == [
        (preamble + 2, HOLDER, "丁丁", "28.16"),  # ¥ is no part of the number
        (preamble + 3, "戊", HOLDER, "1234.50"),
        # drawn to the holder's own bank: /, no payment
        (preamble + 5, HOLDER, "某店", "5.00"),  # paid, and
        (preamble + 6, "某店", HOLDER, "5.00"),  # given back
    ]


BANK = (
    "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,对手户名,对手身份证号,对手开户银行,摘要说明,"
    "交易币种,交易网点名称,交易发生地,交易是否成功,传票号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,备注,商户名称,商户代码,交易类型,查询反馈结果原因,终端号,任务流水号"
)


def bank(time: str, amount: str, flag: str, other: str, name: str) -> str:
    cells = ["6200001\t", "9001\t", "某某", "\t", time, amount, "1.00", flag, other, "", name, "", "", "转账", "CNY"]
    return ",".join(cells + ["\t"] * (34 - len(cells)))


def test_bank_flow(tmp_path: Path) -> None:
    rows = [
        bank("2019-07-16 18:15:05\t", "100.00\t", "出\t", "6200002\t", "丁某"),
        bank("20190716191505", "200.00", "进", "6200002", "丁某"),
        bank("2019-07-16-20.15.05.000000", "300.00", "借", "\t", "戊某"),
        bank("2019/7/16 21:15", "400.00", "贷", "6200002", "丁某"),
        bank("2019-07-16 22:15:05", "500.00", "入", "6200002", "丁某"),
        bank("2019-07-16 23:15:05", "-600.00", "", "6200002", "丁某"),
        bank("2019-07-17 00:15:05", "700.00", "", "6200002", "丁某"),
    ]
    data = "\r\n".join([BANK, *rows, ""]).encode("gb18030")
    assert taken(tmp_path, "flow.csv", data, "payments", PAYMENTS) == [
        (2, "6200001", "6200002", "100.00"),  # 出
        (3, "6200002", "6200001", "200.00"),  # 进
        (4, "6200001", "戊某", "300.00"),  # 借: debited; no account of the other side, so its name
        (5, "6200002", "6200001", "400.00"),  # 贷: credited
        (6, "6200002", "6200001", "500.00"),  # 入
        (7, "6200001", "6200002", "600.00"),  # no word: minus went out
        # neither word nor sign: an issue, no guess
    ]


def test_qq_chat(tmp_path: Path) -> None:
    rule = "=" * 64
    text = "\r\n".join(
        ["消息记录（此消息记录为文本格式，不支持重新导入）", "", rule, "消息分组:我的好友", rule, "消息对象:丁丁", rule, "",
         "2019-07-16 18:15:05 丁丁(10002)", "1501条，发你了", "", "2019-07-16 8:43:38 PM 丁丁(10002)", '成功接收离线文件"名单.xlsx"(1.50KB)', ""]
    )  # fmt: skip
    query = "SELECT source_line, time, sender, receiver, file_name, file_size FROM chats ORDER BY source_line"
    assert taken(tmp_path, "qq.txt", text.encode("utf-8-sig"), "chats", query) == [
        (9, datetime(2019, 7, 16, 18, 15, 5), "10002", HOLDER, None, None),  # who speaks alone speaks to the holder
        (12, datetime(2019, 7, 16, 20, 43, 38), "10002", HOLDER, "名单.xlsx", 1536),  # twelve hours and PM
    ]


CALLS = "SELECT source_line, caller, callee, seconds FROM calls ORDER BY source_line"


@pytest.mark.parametrize(
    ("head", "out", "in_"),
    [
        ("起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费(元)", "2019-07-16 18:15:05,嘉兴,主叫,{n},1分30秒,本地,,0.00",
         "2019-07-16 19:15:05,嘉兴,被叫,{n},20秒,本地,,0.00"),
        ("序号,对端号码,呼叫类型,通话日期,通话时间,通话时长(秒)", "1,{n},呼出,20190716,181505,90", "2,{n},呼入,20190716,191505,20"),
        ("用户号码,对方号码,话单类型,开始时间,时长", HOLDER + ",86{n},主叫话单,20190716181505,00:01:30", HOLDER + ",86{n},被叫话单,20190716191505,00:00:20"),
    ],
)  # fmt: skip
def test_calls_of_operators(head: str, out: str, in_: str, tmp_path: Path) -> None:
    other = "16100000002"
    data = "\r\n".join(["客户详单查询", head, out.format(n=other), in_.format(n=other), ""]).encode("gb18030")
    assert taken(tmp_path, "calls.csv", data, "calls", CALLS) == [
        (3, HOLDER, other, 90),  # 主叫: the holder of the bill called
        (4, other, HOLDER, 20),  # 被叫: the holder was called
    ]
