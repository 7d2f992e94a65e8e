"""Passwords of archives: from notes of the manifest and from lists of passwords. They are tried, and never told. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.encodings import decode

FILE = "passwords.txt"
"""One password a line; in the intake beside its manifest, or in the home."""
MOST = 200
"""Candidates for one archive: formats are built to make each try slow."""
_WORDS = r"密\s*[码碼钥鑰匙]|[解提][压壓取]?[密码碼]|口令|暗[号號]|password|passwd|passphrase|pass\s?code|pass|pwd|p/?w|psw"
_SIGN = r"\s*(?:(?:是|为|為|is\b)\s*)?(?:[:：=＝→]|->|=>)\s*|\s*(?:是|为|為|is\s)\s*|\s+|(?=[“‘「『《（(【\[\"'])"
_GIVEN = re.compile(rf"(?<![a-z])(?:{_WORDS})(?:{_SIGN})(?P<rest>[^\r\n]+)", re.IGNORECASE)
_QUOTES = "\"'“”‘’「」『』《》（）()【】[]"
_BETWEEN = re.compile(r"[\s，,、；;。：:/|（）()【】\[\]“”\"'‘’「」『』《》<>＝=→]+")
_LATIN = re.compile(r"[!-~]{3,}")
_GUESSES = 30
_ENDS = "。，、；,;.!！"


@dataclass(frozen=True)
class Candidate:
    """A password and where it was found, in words; never shown."""

    text: str
    source: str

    def __repr__(self) -> str:
        return f"Candidate(***, {self.source!r})"


def of_note(note: str | None, alone: bool = False) -> list[str]:
    """What a note gives as passwords: the word after each 密码:, password=, pw …, as it stands, without quotes or a full stop, and the line.

    alone: it is the archive's own note, of which any word, and what of it is written in Latin letters, may be one: tried last.
    """
    found: list[str] = []
    at = 0
    while match := _GIVEN.search(note or "", at):
        at = match.start("rest")
        if not (rest := match["rest"].strip()):
            continue
        first = rest.split()[0]
        tail = re.split(r"[，,;；。]", rest)[0].strip()
        for text in (first.strip(_QUOTES), first.strip(_QUOTES + _ENDS), tail.strip(_QUOTES), rest.strip(_QUOTES), first, rest):
            found.append(text)
    if alone:
        words = [*(note or "").split(), *_LATIN.findall(note or ""), *_BETWEEN.split(note or "")]
        found += list(dict.fromkeys(words))[:_GUESSES]
    return list(dict.fromkeys(t for t in found if t))


def of_file(data: bytes) -> list[str]:
    """The lines of a list of passwords, each as it stands and without blanks around it."""
    lines = decode(data)[0].splitlines()
    return list(dict.fromkeys(text for line in lines for text in (line, line.strip()) if text.strip()))


def candidates(own: Iterable[str], others: Iterable[str], listed: Iterable[str], at_home: Iterable[str]) -> list[Candidate]:
    """What to try on an archive, in this order, each once."""
    found: dict[str, Candidate] = {}
    groups = (
        (own, "the note of its row"),
        (others, "a note of the manifest"),
        (listed, f"{FILE} of the intake"),
        (at_home, f"{FILE} of the home"),
    )
    for texts, source in groups:
        for text in texts:
            found.setdefault(text, Candidate(text, source))
    return list(found.values())[:MOST]


def hidden(note: str | None, worked: Sequence[str]) -> str | None:
    """The note without what may be a password: what follows such a word up to the end of its line, and what opened an archive."""
    if not note:
        return note
    text = _GIVEN.sub(lambda m: m[0][: m.start("rest") - m.start()] + "***", note)
    for password in sorted(worked, key=len, reverse=True):
        text = text.replace(password, "***") if len(password) > 2 else "***" if text.strip() == password else text
    return text
