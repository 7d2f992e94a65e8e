"""Record tables: payments, chats, calls, accounts, complaints, exclusions, judgements."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from normalise_stage import Stage


def rows(stage: Stage, query: str) -> list[tuple[Any, ...]]:
    return stage.con.execute(query).fetchall()


def test_payments_of_the_contract(stage: Stage) -> None:
    header = ["time", "payer", "payee", "amount", "currency", "memo"]
    stage.put(header, [["2016-03-23T10:08:25", "wx_1", "wx_2", "337.67", "CNY", "转账"]], kind="payments")
    assert stage.run().ids == ()
    assert rows(stage, "SELECT * FROM payments") == [
        ("T", datetime(2016, 3, 23, 10, 8, 25), "wx_1", "wx_2", Decimal("337.67"), "CNY", "转账", None, "f1", "list-1.csv", 2)
    ]
    assert stage.one("SELECT state FROM datasets") == "normalised"


def test_payments_with_chinese_headers_and_a_payment_back(stage: Stage) -> None:
    header = ["交易时间", "付款方", "收款方", "金额(元)", "备注"]
    stage.put(
        header, [["2016/3/23 10:08", "甲", "乙", "￥1,200.00", ""], ["2016/3/24 10:08", "甲", "乙", "-200", ""]], kind="payments"
    )
    stage.run()
    found = rows(stage, "SELECT payer, payee, amount, currency FROM payments ORDER BY source_line")
    assert found == [("甲", "乙", Decimal("1200.00"), "CNY"), ("乙", "甲", Decimal("200.00"), "CNY")]


def test_payments_of_one_account_take_their_sides_from_the_direction(stage: Stage) -> None:
    header = ["交易时间", "交易对方", "收/支", "金额", "交易状态"]
    cells = [
        ["2016-03-23 10:08:25", "乙", "支出", "10", "交易成功"],
        ["2016-03-23 11:08:25", "丙", "收入", "20", "交易成功"],
        ["2016-03-23 12:08:25", "丁", "支出", "30", "交易关闭"],
    ]
    stage.put(header, cells, kind="payments", holder="甲")
    assert stage.run().problems == 1
    assert rows(stage, "SELECT payer, payee FROM payments ORDER BY source_line") == [("甲", "乙"), ("丙", "甲")]
    assert stage.one("SELECT code FROM load_issues") == "not_paid"


def test_a_statement_names_its_unit_behind_the_header_word(stage: Stage) -> None:
    header = ["交易时间", "交易卡号", "对方账号", "支出金额(元)", "收入金额（人民币元）", "账户余额(万元)"]
    stage.put(header, [["2016-03-23", "62", "63", "1.2万", "", "9"], ["2016-03-24", "62", "63", "0.00", "5", "9"]], kind="payments")
    stage.run()
    found = rows(stage, "SELECT payer, payee, amount FROM payments ORDER BY source_line")
    assert found == [("62", "63", Decimal(12000)), ("63", "62", Decimal(5))]


def test_unreadable_rows_are_rejected_counted_and_named(stage: Stage) -> None:
    header = ["time", "payer", "payee", "amount"]
    cells = [
        ["gestern", "a", "b", "1"],
        ["2016-03-23", "a", "b", "viel"],
        ["2016-03-23", "a", "", "1"],
        ["2016-03-23", "a", "b", "1"],
    ]
    stage.put(header, cells, kind="payments")
    assert stage.run().problems == 3
    assert rows(stage, "SELECT rows_read, rows_accepted, rows_rejected FROM datasets") == [(4, 1, 3)]
    issues = rows(stage, 'SELECT "row", field, code, message FROM load_issues ORDER BY "row"')
    assert [i[:3] for i in issues] == [
        (1, "time", "unreadable_time"),
        (2, "amount", "unreadable_amount"),
        (3, "payee", "unreadable_payee"),
    ]
    assert issues[0][3].startswith("line 2: time ")
    assert not any("gestern" in i[3] for i in issues)


def test_chats(stage: Stage) -> None:
    header = ["时间", "发送人", "接收人", "内容", "文件名", "文件大小"]
    stage.put(header, [["2016-03-23 10:00:00", "wx_1", "", "1501条 发你了", "名单.xlsx", "1,024"]], kind="chats")
    stage.run()
    assert rows(stage, "SELECT sender, receiver, text, file_name, file_size FROM chats") == [
        ("wx_1", None, "1501条 发你了", "名单.xlsx", 1024)
    ]


def test_calls_of_an_operator(stage: Stage) -> None:
    header = ["起始时间", "通信方式", "对方号码", "通信时长"]
    cells = [
        ["2016-03-23 10:00:00", "主叫", "+86 160 1234 5678", "1分30秒"],
        ["2016-03-23 11:00:00", "被叫", "16112345678", "20秒"],
    ]
    stage.put(header, cells, kind="calls", holder="16812345678")
    stage.run()
    found = rows(stage, "SELECT caller, callee, seconds FROM calls ORDER BY source_line")
    assert found == [("16812345678", "16012345678", 90), ("16112345678", "16812345678", 20)]


def test_accounts(stage: Stage) -> None:
    stage.put(["账号", "实际使用人"], [["wx_1", "甲"], ["wx_2", ""]], kind="accounts")
    assert stage.run().problems == 1
    assert rows(stage, "SELECT account, actor FROM accounts") == [("wx_1", "甲")]


def test_complaints_are_written_like_records(stage: Stage) -> None:
    header = ["complaint_id", "received_at", "victim_name", "victim_phone", "caller_phone", "caller", "known_facts"]
    row = ["C-1", "2016-04-29T04:58:20", "赵 佳浩", "168 0001 4504", "0573-8000901", "培训班", "name=赵佳浩; grade=9"]
    stage.put(header, [row, row], kind="complaints")
    assert stage.run().problems == 1
    found = rows(stage, "SELECT complaint_id, victim_name, victim_phone, caller_phone, known_facts FROM complaints")
    assert found == [("C-1", "赵佳浩", "16800014504", "05738000901", "name=赵佳浩; grade=9")]
    assert stage.one("SELECT code FROM load_issues") == "twice"


def test_facts_told_with_colons_are_facts(stage: Stage) -> None:
    stage.put(
        ["报案编号", "报案时间", "对方知道的信息"],
        [["B-1", "2024年3月7日 14点20分", "学校：宁波一中；年级:三年级;地址=甲路1号:2室"]],
        kind="complaints",
    )
    assert stage.run().problems == 0
    assert rows(stage, "SELECT received_at, known_facts FROM complaints") == [
        (datetime(2024, 3, 7, 14, 20), "学校=宁波一中；年级=三年级;地址=甲路1号:2室")
    ]


def test_complaint_handed_in_again_in_another_file(stage: Stage) -> None:
    header = ["complaint_id", "received_at"]
    stage.put(header, [["C-1", "2016-04-29"]], kind="complaints")
    stage.run()
    stage.put(header, [["C-1", "2016-04-30"], ["C-2", "2016-04-30"]], kind="complaints")
    assert stage.run().problems == 1
    assert rows(stage, "SELECT complaint_id, received_at FROM complaints ORDER BY 1") == [
        ("C-1", datetime(2016, 4, 29)),
        ("C-2", datetime(2016, 4, 30)),
    ]


def test_exclusions_name_fields_as_lists_do(stage: Stage) -> None:
    header = ["case_id", "field", "value", "reason"]
    cells = [["", "手机号", "１６０１２３４５６７８", "空号"], ["T-2", "id_number", "990101050101001", "假"], ["", "姓名", "", "?"]]
    stage.put(header, cells, kind="exclusions")
    assert stage.run().problems == 1
    found = rows(stage, 'SELECT case_id, field, "value" FROM exclusions ORDER BY source_line')
    assert found == [("T", "phone", "16012345678"), ("T-2", "id_number", "990101190501010014")]


def test_judgements(stage: Stage) -> None:
    header = ["subject", "left", "right", "verdict", "by", "at", "reason"]
    cells = [["hop", "甲", "乙", "确认", "侦查员", "2016-05-01", "供述"], ["hop", "甲", "乙", "maybe", "侦查员", "", ""]]
    stage.put(header, cells, kind="judgements")
    assert stage.run().problems == 1
    assert rows(stage, 'SELECT subject, "left", "right", verdict FROM judgements') == [("hop", "甲", "乙", "confirmed")]


def test_columns_of_record_tables_are_explained_too(stage: Stage) -> None:
    stage.put(["账号", "实际使用人", "开户行"], [["wx_1", "甲", "x"]], kind="accounts")
    stage.run()
    assert stage.fields() == ["account", "actor", None]


def test_a_currency_is_a_currency_and_no_cell_that_slipped_into_its_column(stage: Stage) -> None:
    header = ["time", "payer", "payee", "amount", "currency"]
    given = ["CNY", "", "元", "￥", "rmb", "usd", "USDT", "王某某", "16000000000"]
    stage.put(header, [["2016-03-23 10:08:25", "a", "b", "1", c] for c in given], kind="payments")
    stage.run()
    found = [c for (c,) in rows(stage, "SELECT currency FROM payments ORDER BY source_line")]
    assert found == ["CNY", "CNY", "CNY", "CNY", "CNY", "USD", "USDT", "XXX", "XXX"]
