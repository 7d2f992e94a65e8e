"""The manifest of an intake: csv, xlsx or yaml; English or Chinese headers; what is wrong with it, row by row."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import yaml
from python_calamine import CalamineWorkbook

from pipelines.encodings import decode
from pipelines.errors import BadFile

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
    "seized": "扣押 查获 扣押名单", "leaked": "泄露 公开 网络下载", "reference": "参考 对照 比对", "payments": "支付 转账 流水 资金流水 交易",
    "chats": "聊天 聊天记录", "calls": "通话 话单 通话记录", "accounts": "账号 账户", "complaints": "投诉 举报 报案",
    "exclusions": "排除 虚假 剔除", "judgements": "判断 认定 裁定", "document": "文书 文档 材料",
}  # fmt: skip
_FIELD_OF = {word: field for field, words in _HEADERS.items() for word in words.split()}
_KIND_OF = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split()} | {kind: kind for kind in KINDS}


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
    try:
        table = _rows(name, data)
    except (ValueError, csv.Error, yaml.YAMLError, OSError) as error:
        raise BadFile(name, "bad_manifest", f"cannot be read ({type(error).__name__}); save it again as CSV in UTF-8") from error
    except Exception as error:  # calamine raises its own types, panics included
        raise BadFile(name, "bad_manifest", "is damaged; save it again") from error
    if not table:
        raise BadFile(name, "bad_manifest", "is empty; one row a file with file, kind, case_id, holder, obtained_at")
    top = next((i for i, row in enumerate(table[:_HEADER_WITHIN]) if "file" in map(_field, row)), None)
    if top is None:
        raise BadFile(name, "bad_manifest", "has no column 'file' (文件); name the columns as in docs/data_flow.md")
    fields = [_field(header) for header in table[top]]
    entries: list[Entry] = []
    problems = [
        Problem(None, None, f"column {i}", "unknown_column", f"column {i} of the manifest has a name that is not known; it was not read")
        for i, (header, found) in enumerate(zip(table[top], fields, strict=True), 1)
        if found is None and str(header or "").strip()
    ]  # fmt: skip
    for number, cells in enumerate(table[top + 1 :], 1):
        row: dict[str, Any] = {}
        for f, c in zip(fields, cells, strict=False):
            if f and str(c if c is not None else "").strip() and f not in row:
                row[f] = c
        if not row:
            continue
        entry, wrong = _entry(number, row)
        problems += wrong
        if entry:
            entries.append(entry)
    return Manifest(tuple(entries), (*problems, *_twice(entries)))


def is_manifest(path: str) -> bool:
    """Whether a path inside an intake is that of a manifest; Windows may have written its name in capitals."""
    return path.lower() in NAMES


def merge(manifests: Sequence[Manifest]) -> Manifest:
    """Several manifests as one: the first that names a file is followed."""
    entries: list[Entry] = []
    for manifest in manifests:
        named = {e.file for e in entries}
        entries += [e for e in manifest.entries if e.file not in named]
    return Manifest(tuple(entries), tuple(p for m in manifests for p in m.problems))


def clean_path(text: str) -> str | None:
    """A path in one written form (NFC, forward slashes, no ``./``); None when it leads out of the intake."""
    inner = [_clean(part) for part in text.split("!")] if "!" in text else [_clean(text)]
    return None if None in inner else "!".join(map(str, inner))


def _clean(text: str) -> str | None:
    parts = [p for p in unicodedata.normalize("NFC", text.strip()).replace("\\", "/").split("/") if p not in ("", ".")]
    absolute = text.strip().startswith(("/", "\\")) or re.match(r"^[A-Za-z]:", text.strip())
    return None if absolute or ".." in parts or not parts else "/".join(parts)


def _field(header: object) -> str | None:
    return _FIELD_OF.get(_word(header))


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

    text = {field: _text(value) for field, value in row.items()}
    path = clean_path(text.get("file", ""))
    if path is None:
        wrong("file", "manifest_path", "the manifest's row names no file inside the intake; give a path inside it")
        return None, problems
    kind = _KIND_OF.get(_word(text.get("kind", "")))
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


def _rows(name: str, data: bytes) -> list[list[Any]]:
    if name.lower().endswith(".xlsx"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [[list(r) for r in book.get_sheet_by_index(i).to_python()] for i in range(len(book.sheet_names))]
        named = (s for s in sheets if any("file" in map(_field, row) for row in s[:_HEADER_WITHIN]))
        return next(named, sheets[0] if sheets else [])
    text = decode(data)[0].replace("\x00", "")
    if name.lower().endswith((".yaml", ".yml")):
        return _yaml_rows(yaml.load(text, _Loader))  # noqa: S506, a loader that makes strings, lists and mappings only
    lines = text.splitlines()[:_HEADER_WITHIN]
    delimiter = max(",\t;|，", key=lambda d: max((line.count(d) for line in lines), default=0))
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(c.strip() for c in row)]


_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Everything as written: ids of digits keep their zeros."""
_HEADER_WITHIN = 20
"""Rows among which the header is sought: titles may stand before it."""


def _yaml_rows(tree: Any) -> list[list[Any]]:
    """A list of mappings, or a mapping with defaults and such a list under files (文件)."""
    shared: dict[str, Any] = {}
    if isinstance(tree, dict):
        lists = {k: v for k, v in tree.items() if isinstance(v, list)}
        shared = {k: v for k, v in tree.items() if k not in lists}
        tree = next(iter(lists.values()), None)
    if not isinstance(tree, list) or not all(isinstance(item, dict) for item in tree):
        raise ValueError("not a list of files")
    items = [shared | item for item in tree]
    if not all(isinstance(value, str) for item in items for pair in item.items() for value in pair):
        raise ValueError("a value that is no text")
    headers = list(dict.fromkeys(key for item in items for key in item))
    return [headers, *([None if item.get(h) in _NOTHING else item.get(h) for h in headers] for item in items)]


_NOTHING = ("", "~", "null", "Null", "NULL")


def _text(value: object) -> str:
    """A cell as text; a workbook's whole numbers without the point that floats have."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _word(text: object) -> str:
    return re.sub(r"[\s*:：]", "", unicodedata.normalize("NFKC", str(text))).lower()


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
