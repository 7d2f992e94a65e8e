"""Which column of a record table (payments, chats, …) is which column of the contract. Pure.

Words are tried in their order, so that the first that a file has wins: a bank names the counterparty by account and by
name, and the account is the better one.
"""

import re
from collections.abc import Sequence

from pipelines.fields import word
from pipelines.normalise.headers import Column, Mapped

_WORDS: dict[str, dict[str, str]] = {
    "payments": {
        "time": "time 交易时间 付款时间 交易创建时间 转账时间 时间 交易日期 日期",
        "date": "交易日期 记账日期 日期",
        "payer": "payer 付款账号 付款方账号 转出账号 付款方 付款人 汇款人 from",
        "payee": "payee 收款账号 收款方账号 转入账号 收款方 收款人 to",
        "own": "own_account 交易卡号 交易账号 本方账号 本方卡号 账户",
        "counterparty": "交易对手账卡号 对手账号 对手卡号 对方账号 对方卡号 交易对方 对手户名 对方户名 对方名称 对方姓名 对方",
        "party": "交易对方 对手户名 对方户名 对方名称 对方姓名",
        "direction": "direction 收/支 收付标志 收付类型 收付方向 收付 收支类型 收支标志 收支方向 收支 进出标志 往来标志 存取标志 交易方向",
        "dc": "借贷标志 借贷方向 借贷标识 借贷类型 交易借贷标志 借贷 dc_flag debit_credit",
        "debit": "借方发生额 借方金额 支出金额 支出 转出金额 付款金额 支取金额 借方 debit withdrawal",
        "credit": "贷方发生额 贷方金额 收入金额 收入 转入金额 收款金额 存入金额 贷方 credit deposit",
        "amount": "amount 交易金额 金额 金额(元) 转账金额 交易金额(元) 发生额",
        "refund": "成功退款(元) 成功退款 已退款 退款金额 退款金额(元)",
        "currency": "currency 交易币种 币种",
        "memo": "memo 备注 附言 用途",
        "goods": "商品说明 商品名称 商品 摘要说明 摘要 交易摘要 交易附言",
        "status": "status 交易状态 当前状态",
        "type": "交易分类 交易类型 类型 资金状态",
    },
    "chats": {
        "time": "time 发送时间 消息时间 聊天时间 时间 日期 StrTime CreateTime 创建时间",
        "sender": "sender 发送账号 发送者 发送人 发送方 发件人 发言人 昵称",
        "receiver": "receiver 接收账号 接收者 接收人 接收方 收件人 消息对象 群名 群聊",
        "text": "text 消息内容 聊天内容 内容 消息 message StrContent",
        "file_name": "file_name 文件名 文件名称 附件 文件",
        "file_size": "file_size 文件大小 大小",
        "file_sha256": "file_sha256 sha256 文件哈希 哈希值 哈希",
        "own": "本机账号 本人账号 本方账号",
        "counterparty": "对方账号 对方微信号 对方QQ 聊天对象 会话对象 对方昵称 对方 好友 Remark NickName",
        "direction": "收发方向 收发标志 收/发 收发 方向 是否发送 是否本人发送 发送标志 IsSender",
    },
    "calls": {
        "time": "time 起始时间 通话起始时间 通话开始时间 呼叫时间 通话时间 开始时间 通信时间 时间 通话日期 日期",
        "date": "通话日期 呼叫日期 起始日期 日期",
        "caller": "caller 主叫号码 主叫电话 主叫",
        "callee": "callee 被叫号码 被叫电话 被叫",
        "own": "本机号码 本方号码 用户号码 计费号码 本机 号码",
        "counterparty": "对方号码 对端号码 对方电话 对方电话号码 通话号码 对方",
        "direction": "呼叫类型 通信方式 通话方式 主被叫 主叫/被叫 呼叫方式 通话类型 话单类型 类型",
        "seconds": "seconds 通话时长 通信时长 通话时长(秒) 时长(秒) 通话时长(s) 时长 秒数",
    },
    "accounts": {
        "account": "account 账号 账户 帐号 卡号 微信号 QQ号 支付宝账号 号码 手机号",
        "actor": "actor 实际使用人 使用人 持有人 归属人 户主 人员 嫌疑人 姓名 名称 name owner",
    },
    "complaints": {
        "complaint_id": "complaint_id 投诉编号 报案编号 警情编号 接警编号 编号",
        "received_at": "received_at 报案时间 接警时间 投诉时间 受理时间 时间",
        "victim_name": "victim_name 被害人姓名 受害人姓名 报案人姓名 投诉人姓名 被害人 受害人 报案人 投诉人 姓名",
        "victim_phone": "victim_phone 被害人电话 受害人电话 报案人电话 投诉人电话 联系电话 电话 手机号",
        "caller_phone": "caller_phone 来电号码 主叫号码 骚扰号码 嫌疑号码",
        "caller": "caller 来电人 来电单位 主叫 骚扰单位 嫌疑单位",
        "known_facts": "known_facts 对方掌握的信息 对方知道的信息 知道的信息 掌握的信息 掌握信息 已知信息",
    },
    "exclusions": {
        "case_id": "case_id 案件编号",
        "field": "field 字段 信息项",
        "value": "value 值 内容 号码",
        "reason": "reason 理由 原因 说明",
        "evidence": "evidence 证据 依据",
    },
    "judgements": {
        "case_id": "case_id 案件编号",
        "subject": "subject 对象 判断对象 类型",
        "left": "left 卖方 上家 左",
        "right": "right 买方 下家 右",
        "verdict": "verdict 结论 判断",
        "by": "by 判断人 决定人 承办人",
        "at": "at 判断时间 决定时间 时间",
        "reason": "reason 理由 原因 说明",
    },
}

_YUAN = re.compile(r"[(（](?:单位[:：])?(?:人民币)?元[)）]\s*$")
"""The unit that a statement's amounts are in, behind the header's word; another one (万元) makes another column of it."""

KINDS: frozenset[str] = frozenset(_WORDS)


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns that a record table of this kind can have, helpers for native exports (own, counterparty, …) included."""
    return tuple(_WORDS[kind])


def _without_yuan(header: str) -> str:
    return word(_YUAN.sub("", header))


def mapped(kind: str, columns: Sequence[Column]) -> list[Mapped]:
    """The contract's column for every column of a record table, in the order given; None for what it does not know."""
    by_header: dict[str, int] = {}
    for plain in (word, _without_yuan):
        for i, c in enumerate(columns):
            by_header.setdefault(plain(c.header), i)
    found = [Mapped(c.position, None, "unknown") for c in columns]
    for name, words in _WORDS[kind].items():
        here = next((by_header[w] for w in map(word, words.split()) if w in by_header and not found[by_header[w]].field), None)
        if here is not None:
            found[here] = Mapped(columns[here].position, name, "header word")
    return found
