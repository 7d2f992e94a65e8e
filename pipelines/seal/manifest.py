"""The manifest of an intake: csv, xlsx or yaml; English or Chinese headers; what is wrong with it, row by row."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from pipelines.seal import sheets

NAMES = ("manifest.csv", "manifest.xlsx", "manifest.yaml", "manifest.yml")
KINDS = (
    "seized", "leaked", "reference", "payments", "chats", "calls", "accounts", "complaints", "exclusions", "judgements", "document",
)  # fmt: skip
CHINA = timezone(timedelta(hours=8))

_HEADERS = {
    "file": "file 文件 文件名 文件路径 路径 path", "kind": "kind 类型 种类 类别", "case_id": "case_id case 案件编号 案号 案件",
    "holder": "holder 持有人 持有者 来源", "obtained_at": "obtained_at 扣押时间 提取时间 下载时间 获取时间",
    "officer": "officer 侦查员 办案人 经办人", "note": "note 备注 说明", "sha256": "sha256 sha-256 哈希 哈希值 校验值",
    "password": "password 密码 解压密码 口令",
}  # fmt: skip
_KIND_WORDS = {
    "seized": "扣押 查获 查扣 扣押名单 涉案名单", "leaked": "泄露 泄漏 公开 网络下载", "reference": "参考 对照 比对 原始名单",
    "payments": "支付 转账 流水 资金流水 银行流水 交易 交易明细 资金 账单 支付宝 支付宝账单 微信支付 微信支付账单",
    "chats": "聊天 聊天记录 QQ聊天 QQ聊天记录 微信聊天 微信聊天记录", "calls": "通话 话单 通话记录 通话详单 详单", "accounts": "账号 账户", "complaints": "投诉 举报 报案",
    "exclusions": "排除 虚假 剔除", "judgements": "判断 认定 裁定", "document": "文书 文档 材料",
}  # fmt: skip
_FIELD_OF = {word: field for field, words in _HEADERS.items() for word in words.split()}
_KIND_OF = {sheets.word(word): kind for kind, words in _KIND_WORDS.items() for word in words.split()} | {
    kind: kind for kind in KINDS
}


@dataclass(frozen=True)
class Entry:
    """A file as the manifest names it. ``kind`` is None when its word is unknown; ``row`` counts data rows from 1."""

    row: int
    file: str
    kind: str | None
    case_id: str | None = None
    holder: str | None = None
    obtained_at: datetime | None = None
    officer: str | None = None
    note: str | None = None
    sha256: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Problem:
    """Something wrong in a manifest; ``file`` is the path that the row names, if any."""

    row: int | None
    file: str | None
    field: str | None
    code: str
    message: str


@dataclass(frozen=True)
class Manifest:
    """What a manifest says, in its order."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()


def parse(name: str, data: bytes) -> Manifest:
    """Read a manifest. Raises BadFile when it is no table with a column ``file``."""
    table = sheets.read(name, data, _FIELD_OF, "file", "bad_manifest")
    entries: list[Entry] = []
    problems = [
        Problem(None, None, f"column {i}", "unknown_column", f"column {i} of the manifest has a name that is not known; it was not read")
        for i in table.unknown
    ]  # fmt: skip
    for number, row in table.rows:
        entry, wrong = _entry(number, row)
        problems += wrong
        if entry:
            entries.append(entry)
    return Manifest(tuple(entries), (*problems, *_twice(entries)))


def is_manifest(path: str) -> bool:
    """Whether a path inside an intake is that of a manifest; Windows may have written its name in capitals."""
    return path.lower() in NAMES


def merge(manifests: Sequence[Manifest]) -> Manifest:
    """Several manifests as one: the first that names a file is followed; where another says otherwise of it, that is told."""
    entries: list[Entry] = []
    problems = [p for m in manifests for p in m.problems]
    for manifest in manifests:
        named: dict[str, list[Entry]] = {}
        for entry in entries:
            named.setdefault(entry.file, []).append(entry)
        for entry in manifest.entries:
            if entry.file not in named:
                entries.append(entry)
            elif not any(_alike(entry, first) for first in named[entry.file]):
                message = (
                    "two manifests say different things of it; the first counts (csv, xlsx, yaml): correct one and hand it in again"
                )
                problems.append(Problem(entry.row, entry.file, None, "manifests_disagree", message))
    return Manifest(tuple(entries), tuple(problems))


def _alike(a: Entry, b: Entry) -> bool:
    """Whether two rows say the same of a file, as far as both say something."""
    pairs = ((getattr(a, f), getattr(b, f)) for f in ("kind", "case_id", "holder", "obtained_at", "sha256"))
    return all(x is None or y is None or x == y for x, y in pairs)


def clean_path(text: str) -> str | None:
    """A path in one written form (NFC, forward slashes, no ``./``); None when it leads out of the intake."""
    inner = [_clean(part) for part in text.split("!")] if "!" in text else [_clean(text)]
    return None if None in inner else "!".join(map(str, inner))


def _clean(text: str) -> str | None:
    parts = [p for p in unicodedata.normalize("NFC", text.strip()).replace("\\", "/").split("/") if p not in ("", ".")]
    absolute = text.strip().startswith(("/", "\\")) or re.match(r"^[A-Za-z]:", text.strip())
    return None if absolute or ".." in parts or not parts else "/".join(parts)


def _twice(entries: Sequence[Entry]) -> list[Problem]:
    """Rows that name a file again for the same holder and case: the first counts."""
    met: set[tuple[str, str | None, str | None]] = set()
    problems = []
    for entry in entries:
        key = entry.file, entry.case_id, entry.holder
        if key in met:
            message = "the manifest names the file twice for the same case and holder; the first row counts: keep one"
            problems.append(Problem(entry.row, entry.file, "file", "named_twice", message))
        met.add(key)
    return problems


def is_pattern(path: str) -> bool:
    """Whether a manifest's file stands for several: ``lists/*.csv``, ``part-?.txt``."""
    return "*" in path or "?" in path


def _entry(number: int, row: dict[str, Any]) -> tuple[Entry | None, list[Problem]]:
    problems: list[Problem] = []

    def wrong(field: str, code: str, message: str) -> None:
        problems.append(Problem(number, path, field, code, message))

    text = {field: sheets.text(value) for field, value in row.items()}
    path = clean_path(text.get("file", ""))
    if path is None:
        wrong("file", "manifest_path", "the manifest's row names no file inside the intake; give a path inside it")
        return None, problems
    kind = _KIND_OF.get(sheets.word(text.get("kind", "")))
    if kind is None:
        wrong(
            "kind",
            "unknown_kind",
            f"the manifest's word for its kind is unknown, the kind was detected; use one of {', '.join(KINDS)}",
        )
    if not text.get("case_id"):
        wrong("case_id", "no_case", "the manifest gives no case_id; the file belongs to no case until it does")
    obtained_at = _time(row.get("obtained_at"))
    if obtained_at is None and text.get("obtained_at"):
        wrong("obtained_at", "bad_time", "obtained_at is no time; write it as 2016-05-30T22:35:27")
    sha256 = text.get("sha256", "").lower() or None
    if sha256 and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        wrong("sha256", "bad_sha256", "sha256 is not 64 hexadecimal digits; it cannot match")
    optional = {f: text.get(f) or None for f in ("case_id", "holder", "officer", "note", "password")}
    return Entry(number, path, kind, obtained_at=obtained_at, sha256=sha256, **optional), problems


def _time(value: object) -> datetime | None:
    """Local (Chinese) wall-clock time; a given offset is converted."""
    if isinstance(value, float) and 1 < value < 1 << 20:  # a workbook's day number without a format
        found = (datetime(1899, 12, 30) + timedelta(days=value)).replace(microsecond=0)
    elif isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    else:
        found_ = _parse_time(unicodedata.normalize("NFKC", str(value or "")).strip())
        if found_ is None:
            return None
        found = found_
    return found.astimezone(CHINA).replace(tzinfo=None) if found.tzinfo else found


def _parse_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    numbers = re.fullmatch(
        r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:时点](?:(\d{1,2})(?:[:分](\d{1,2})秒?|分)?)?)?", text
    )
    try:
        return datetime(*(int(n) for n in numbers.groups(default="0"))) if numbers else None  # type: ignore[arg-type]
    except ValueError:
        return None


def only_case(entries: Iterable[Entry]) -> str | None:
    """The case that all entries belong to, None when there are several or none."""
    cases = {e.case_id for e in entries if e.case_id}
    return cases.pop() if len(cases) == 1 else None
