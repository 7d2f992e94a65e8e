"""Sentences that earlier stages wrote, in both languages: by the rules of ``assets/notes.toml``, else as they are."""

import re
import tomllib
from collections.abc import Callable
from functools import cache

from pipelines import fields
from pipelines.report.words import ASSETS

Rules = tuple[tuple[re.Pattern[str], str], ...]


def both(note: str | None) -> tuple[str, str]:
    """(Chinese, English) of a note, a reason or an outcome; a sentence that no rule knows stands in both."""
    text = note or ""
    rules, words = _book()
    for pattern, chinese in rules:
        if found := pattern.fullmatch(text):
            groups = {str(i): _word(group, words) for i, group in enumerate(found.groups(), 1)}
            return re.sub(r"\{(\d)\}", _filler(groups), chinese), text
    return text, text


def field(name: str | None) -> tuple[str, str]:
    """(Chinese, English) of one or more canonical fields, divided by commas: the usual header word, and what it means."""
    known = {f.name: (f.headers[0], f.meaning) for f in fields.FIELDS}
    parts = [known.get(part, (part, part)) for part in re.split(r",\s*", name or "")]
    return "、".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)


@cache
def _book() -> tuple[Rules, dict[str, str]]:
    book = tomllib.loads((ASSETS / "notes.toml").read_text("utf-8"))
    return tuple((re.compile(rule["pattern"]), rule["zh"]) for rule in book["rule"]), book["words"]


def _filler(groups: dict[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda hole: groups[hole.group(1)]


def _word(group: str, words: dict[str, str]) -> str:
    parts = [_part(part, words) for part in group.split(", ")]
    return "、".join(part for part in parts if part) if all(parts) else group


def _part(part: str, words: dict[str, str]) -> str | None:
    """A word, or a word and a signed number."""
    name, _, number = part.rpartition(" ")
    if part not in words and name in words and re.fullmatch(r"[+-][\d.]+", number):
        return f"{words[name]} {number}"
    return words.get(part)
