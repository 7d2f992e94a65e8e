"""What kind of file it is that no manifest names: from the words of its first rows."""

import re
import unicodedata
from collections.abc import Sequence

from pipelines.encodings import decode
from pipelines.fields import FIELDS
from pipelines.seal import books

_TABLES = {
    "payments": (
        "time payer payee amount currency memo",
        "交易时间 交易对方 交易金额 收/支 金额 收付标志 交易卡号 付款方 收款方 金额元",
    ),
    "chats": ("time sender receiver text file_name file_size", "发送人 接收人 消息内容 发送时间 聊天内容"),
    "calls": ("time caller callee seconds", "主叫 被叫 通话时长 对方号码 通信时长 起始时间 主叫号码 被叫号码"),
    "accounts": ("account actor", "账号 使用人 实名"),
    "complaints": (
        "complaint_id received_at victim_name victim_phone caller_phone known_facts",
        "投诉编号 来电号码 被害人 报案时间",
    ),
    "exclusions": ("case_id field value reason evidence", ""),
    "judgements": ("subject left right verdict by at reason", ""),
}
_SPLIT = re.compile(r"[,\t;|，]")
SAMPLE = 1 << 16
_ROWS = 40


def _word(text: object) -> str:
    return re.sub(r"[\s*:：()（）\[\]_\-\"']", "", unicodedata.normalize("NFKC", str(text))).lower()


_LIST_WORDS = {_word(h) for f in FIELDS for h in f.headers}
_TABLE_WORDS = {kind: {_word(w) for words in pair for w in words.split()} for kind, pair in _TABLES.items()}


def text_rows(head: bytes) -> list[list[str]]:
    """The first rows of a text, split at any common delimiter: good enough to look for words."""
    return [_SPLIT.split(line) for line in decode(head)[0].splitlines()[:_ROWS]]


def workbook_rows(data: bytes) -> list[list[str]]:
    """The first rows of a workbook's first sheet; none when it is damaged."""
    try:
        found = books.sheets(data, _ROWS)
    except ValueError:  # load says what is wrong
        return []
    return [[str(c) for c in row] for row in found[0]] if found else []


def of(rows: Sequence[Sequence[str]], list_kind: str) -> str:
    """The kind that the best row speaks for: a record table, ``list_kind`` for a list of persons, else document."""
    if any(row and _word(row[0]).startswith("消息对象") for row in rows):  # the text of a chat is no table yet
        return "chats"
    best, found = 1.0, "document"
    for row in rows:
        words = {_word(c) for c in row} - {""}
        scores = {kind: len(words & known) for kind, known in _TABLE_WORDS.items()} | {list_kind: len(words & _LIST_WORDS)}
        for kind, score in scores.items():
            if score > best and score * 2 >= len(words):
                best, found = score, kind
    return found
