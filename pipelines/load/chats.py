"""Chats as QQ, WeChat and the tools that export them write text: a table of messages, one row each, at the line of its head.

A message's head holds time and sender, in one of four ways; the file's own way is the one that most of its lines keep to. What
follows up to the next head is the message's text. Cells are verbatim, but for what is told once for many messages: the day, and
the other side of a conversation.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipelines import encodings
from pipelines.errors import BadFile
from pipelines.load import text
from pipelines.load.layout import Layout
from pipelines.load.table import Rows, Table

HEADER = ("time", "sender", "receiver", "text", "file_name", "file_size", "nickname", "conversation")
MAX_BYTES = 1 << 28  # bytes: a chat is read whole
_CLOCK = r"(?:[上下]午|[AP]M)? ?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?"
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_TIME = rf"(?P<time>(?:{_DAY}[ T]*)?{_CLOCK})"
_NAME = r"(?P<name>[^\t,;|<>]{0,60}?)"
_ID = r"(?:[(（](?P<number>\d{5,12})[)）]|<(?P<mail>[^<>@\s]+@[^<>\s]+)>)"
_HEADS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TIME}\s+{_NAME}{_ID}\s*",  # QQ
        rf"[\[(（【]?{_TIME}[\])）】]?\s+(?P<name>[^\t,;|:：<>]{{1,40}}?)(?P<number>(?!))?(?P<mail>(?!))?\s*[:：]\s?(?P<said>.*)",
        rf"(?P<name>[^\t,;|:：<>\d][^\t,;|<>]{{0,40}}?){_ID}?\s*[:：]?\s+[\[(（]?{_TIME}[\])）]?\s*",
        rf"[\[(（【]?{_TIME}[\])）】]?\s+(?P<name>[^\t,;|:：<>]{{1,40}}?)(?P<number>(?!))?(?P<mail>(?!))?\s*",
    )
)
_ONE_LINE = 1  # the way in which the text stands beside the sender
_PARTNER = re.compile(r"(?:消息对象|聊天对象|聊天对方|会话对象)\s*[:：]\s*(.*?)\s*")
_GROUP = re.compile(r"消息分组\s*[:：]\s*(.*?)\s*")
_DATE = re.compile(rf"\s*(?:日期\s*[:：]|[—\-=]+)\s*({_DAY})\s*[—\-=]*\s*")
_RULE = re.compile(r"\s*[=\-—_]{8,}\s*")
_END = re.compile(r"={16,}")  # the rule above the next conversation
_FILE = re.compile(
    r"(?:\[文件\]|【文件】|\[File\]|文件(?:名)?\s*[:：]?)\s*[\"“「『《]?(?P<name>[^\"”」』》\r\n]*?\.\w{1,5})[\"”」』》]?"
    r"(?:\s*[(（\[](?:大小[:：]?)?(?P<size>\d[\d.,]*\s*(?:[KMG]i?B?|B|字节|bytes))[)）\]])?(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Message:
    """One message. ``line`` counts from 1; ``account`` is a number or an address of mail, empty where only a name is shown."""

    line: int
    time: str
    name: str
    account: str
    partner: str
    group: bool
    said: str

    @property
    def sender(self) -> str:
        return self.account or self.name


def looks_like_chat(head: bytes, _: Path) -> bool:
    """Whether a file begins as an export of a chat does: it says whose chat it is, or heads and texts take turns."""
    wide = b"\x00" in head
    decoded = encodings.decode(head if wide else head[: head.rfind(b"\n") + 1] or head)[0]
    lines = [line.strip() for line in decoded.splitlines() if line.strip()]
    way = _way(lines)
    heads = 0 if way is None else sum(_HEADS[way].fullmatch(line) is not None for line in lines)
    if any(_PARTNER.fullmatch(line) for line in lines[:20]) and any(map(_RULE.fullmatch, lines[:20])):
        return heads > 0
    if way is None or heads < 2:
        return False
    first = next(i for i, line in enumerate(lines) if _HEADS[way].fullmatch(line))
    if way == _ONE_LINE:
        return heads >= 3 and first <= 5 and 2 * heads >= len(lines)
    return first <= 5 and 2 * heads <= len(lines) + 1 and 6 * heads >= len(lines) - first


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """The messages of a file. Raises BadFile."""
    if source.stat().st_size > MAX_BYTES:
        raise BadFile(name, "chat_too_large", f"is a chat of more than {MAX_BYTES >> 20} MB; split a copy of it")
    prepared = text.prepare(source, name, work)
    lines = [line.rstrip("\r\n") for line in prepared.lines()]
    way = _way([line.strip() for line in lines])
    messages = [] if way is None else list(_messages(lines, _HEADS[way]))
    if not messages:
        raise BadFile(name, "no_table", "is the text of a chat without a message; ask for the export again")
    above = "\n".join(lines[: messages[0].line - 1])
    layout = Layout(HEADER, 0, 0, len(HEADER))
    yield Table(
        "chat",
        layout,
        partial(_rows, messages),
        encoding=prepared.encoding,
        preamble=above,
        notes=list(prepared.notes),
    )


def _way(lines: Sequence[str]) -> int | None:
    """The way of the heads that most lines keep to, the more telling one first; None when no line is a head."""
    counts = [sum(pattern.fullmatch(line) is not None for line in lines) for pattern in _HEADS]
    return counts.index(max(counts)) if any(counts) else None


def _messages(lines: Sequence[str], head: re.Pattern[str]) -> Iterator[Message]:
    """Messages in their order; lines that tell of a conversation or a day belong to none."""
    partner, group, day = "", False, ""
    message: Message | None = None
    said: list[str] = []
    for number, line in enumerate(lines, 1):
        found = head.fullmatch(line.strip())
        told = None if found else _PARTNER.fullmatch(line) or _GROUP.fullmatch(line) or _DATE.fullmatch(line)
        if not found and not told:
            said.append(line)
            continue
        if message:
            yield _with(message, said)
        message, said = None, []
        if told and told.re is _DATE:
            day = told[1]
        elif told and told.re is _PARTNER:
            partner = told[1]
        elif told:
            group = "群" in told[1]
        elif found:
            message, said = _begun(found, number, day, partner, group), [found.groupdict().get("said") or ""]
    if message:
        yield _with(message, said)


def _begun(found: re.Match[str], number: int, day: str, partner: str, group: bool) -> Message:
    parts = found.groupdict()
    time = parts["time"] if re.match(r"\d{4}", parts["time"]) else f"{day} {parts['time']}".strip()
    return Message(number, time, parts["name"].strip(), parts.get("number") or parts.get("mail") or "", partner, group, "")


def _with(message: Message, said: list[str]) -> Message:
    while said and (not said[-1].strip() or _END.fullmatch(said[-1])):
        said.pop()
    return replace(message, said="\n".join(said).strip())


def _rows(messages: Sequence[Message]) -> Rows:
    sides = _sides(messages)
    for m in messages:
        file = _FILE.search(m.said)
        name, size = (file["name"].replace("\\", "/").rsplit("/", 1)[-1], file["size"] or "") if file else ("", "")
        yield m.line, [m.time, m.sender, _receiver(m, sides), m.said, name, size, m.name, m.partner]


def _sides(messages: Sequence[Message]) -> dict[str, dict[str, str]]:
    """Who speaks in each conversation, and by what name first."""
    sides: dict[str, dict[str, str]] = {}
    for m in messages:
        sides.setdefault(m.partner, {}).setdefault(m.sender, m.name)
    return sides


def _receiver(m: Message, sides: dict[str, dict[str, str]]) -> str:
    """Of two who speak the other one; in a group the group. Where one side uses several accounts, what they say goes to the
    partner's. One who speaks alone speaks to the partner that the file names; empty for what the partner says then, and to several
    accounts of the other side: that is the holder of the file."""
    others = [who for who in sides[m.partner] if who != m.sender and who not in ("10000", "系统消息")]
    if m.group:
        return m.partner
    if len(others) == 1:
        return others[0]
    if m.partner in (m.name, m.account):
        return ""
    partner = [who for who in others if m.partner in (who, sides[m.partner][who])]
    return partner[0] if len(partner) == 1 else m.partner
