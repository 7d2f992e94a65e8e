"""Names of members of archives: which are safe to take as they are, and what stands in for the others. Pure.

Members are stored by hash, so that no name can lead out of a folder here. It can still mislead whoever unpacks the archive
or reads a list of findings: such a member is sealed under a name made safe, told, and kept out unless a manifest names it.
"""

import re
import unicodedata
from collections.abc import Iterable

from pipelines.progress import printable
from pipelines.seal.manifest import clean_path

LONGEST = 255
"""Bytes of one part of a path; file systems take no more."""
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_STEERING = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\xad"
)


def judged(name: str, index: int) -> tuple[str, str]:
    """(a safe path, what is wrong with the name as found, in words; empty when it is taken as it is)."""
    clean = clean_path(name)
    why = _wrong(name, clean)
    if not why and clean:
        return clean, ""
    base = re.split(r"[/\\]", name)[-1] if clean is None else clean
    return _safe(base) or f"member-{index}", why


def shown(name: str) -> str:
    """A name as found, for a message: in one line, without what steers a terminal, not endless."""
    text = "".join("\ufffd" if c in _STEERING or "\ud800" <= c <= "\udfff" else c for c in printable(name))
    return text if len(text) <= 120 else text[:119] + "…"


def collision(path: str) -> str:
    """What two paths share that one file system or another takes for the same: case, width and composed letters."""
    return unicodedata.normalize("NFKC", path).casefold()


def decoded(raw: bytes) -> str:
    """A name that no flag says the encoding of: UTF-8, else GB18030, else with a mark for every odd byte."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _wrong(name: str, clean: str | None) -> str:
    if not name.strip():
        return "has no name"
    if clean is None:
        return "has a name that leads out of the archive"
    parts = clean.split("/")
    if any(c in _STEERING or unicodedata.category(c) in ("Cc", "Cs") for c in name):
        return "has a name with control or invisible characters"
    if any(_DEVICES.fullmatch(p.strip()) for p in parts):
        return "has the name of a device"
    if any(":" in p or p != p.rstrip(". ") for p in re.split(r"[/\\]", name)):
        return "has a name that Windows reads as another's (colon, dot or space at its end)"
    if any(len(p.encode("utf-8", "surrogatepass")) > LONGEST for p in parts):
        return f"has a name of more than {LONGEST} bytes"
    return ""


def _safe(path: str) -> str:
    return "/".join(filter(None, (_part(p) for p in path.split("/"))))


def _part(part: str) -> str:
    kept = "".join("_" if c in ":!" or unicodedata.category(c) in ("Cc", "Cs", "Cf") else c for c in part).strip().rstrip(". ")
    if _DEVICES.fullmatch(kept):
        kept = f"_{kept}"
    while len(kept.encode()) > LONGEST - 40:
        kept = kept[: len(kept) // 2] + kept[len(kept) // 2 + 1 :]  # the middle goes: the ending tells the format
    return "" if kept in (".", "..") else kept


def free(path: str, taken: Iterable[str]) -> str:
    """``path``, with ``~`` added until nothing taken has it."""
    there = taken if isinstance(taken, set | frozenset | dict) else set(taken)
    while path in there:
        path += "~"
    return path
