"""The one dictionary of the page, and how a word appears in both languages at once.

Both texts stand in the page, each in an element with its ``lang``; the switch hides one by style. So the page reads, prints
and is searched without scripts, and a screen reader pronounces each part in its language.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

ASSETS = Path(__file__).parent / "assets"
LANGUAGES = ("zh-CN", "en")
_HOLE = re.compile(r"\{(\w+)\}")


@cache
def dictionary() -> Mapping[str, tuple[str, str]]:
    """All words by key: (Chinese, English)."""
    return {key: (zh, en) for key, (zh, en) in tomllib.loads((ASSETS / "words.toml").read_text("utf-8")).items()}


def both(key: str, **values: Any) -> tuple[Markup, Markup]:
    """The two texts, filled in and escaped. A value may be a pair of its own (Chinese, English). Raises KeyError."""
    zh, en = dictionary()[key]
    return _fill(zh, values, 0), _fill(en, values, 1)


def t(key: str, **values: Any) -> Markup:
    """Both texts as elements; the switch shows one. Chinese and English that are equal become plain text."""
    return pair(both(key, **values))


def pair(texts: tuple[str, str]) -> Markup:
    """Two texts as elements, for what comes in both languages but not from the dictionary."""
    zh, en = texts
    if zh == en:
        return escape(zh)
    return Markup('<span class="t" lang="zh-CN">{}</span><span class="t" lang="en">{}</span>').format(zh, en)


def attribute(name: str, key: str, **values: Any) -> Markup:
    """An attribute in Chinese, with both texts beside it for the switch: ``aria-label``, ``title``, ``placeholder``."""
    zh, en = (Markup(text).striptags() for text in both(key, **values))
    return Markup('{0}="{1}" data-{0}-zh="{1}" data-{0}-en="{2}"').format(Markup(name), zh, en)


def known(prefix: str, word: str | None) -> tuple[str, str]:
    """Texts of a word of a closed vocabulary (``status_``, ``kind_``, …); a word not in it stands for itself."""
    texts = dictionary().get(f"{prefix}_{word}")
    return texts if texts else (word or "–", word or "–")


def actor(name: str | None) -> tuple[str, str]:
    """How an actor is called: as in the evidence, 'Unseen 1' for ``unseen-1``, or that the holder is not known."""
    if not name:
        return dictionary()["unknown_holder"]
    found = re.fullmatch(r"unseen-(\d+)", name or "")
    if found:
        zh, en = both("unseen_name", n=found.group(1))
        return str(zh), str(en)
    return name, name


def _fill(text: str, values: Mapping[str, Any], language: int) -> Markup:
    missing = set(_HOLE.findall(text)) - values.keys()
    if missing:
        raise KeyError(f"no value for {', '.join(sorted(missing))} in {text!r}")

    def value(hole: re.Match[str]) -> str:
        given = values[hole.group(1)]
        return str(escape(given[language] if isinstance(given, tuple) else given))

    return Markup(_replace(str(escape(text)), value))


def _replace(text: str, value: Callable[[re.Match[str]], str]) -> str:
    return _HOLE.sub(value, text)
