"""Which encoding bytes are in.

Candidates come from a byte order mark, else from the shape of a sample: what it would say in each encoding is held against the characters
that texts in it are made of. Only decoding the whole proves one.
"""

import codecs
import re
from functools import lru_cache

MIXED = "mixed"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_ASCII = re.compile("[\t\r\n\x20-\x7e]+")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]+")
_BEYOND = re.compile("[^\x00-\x7f]")
_LATIN = re.compile(r"(?:(?<=[A-Za-z])[À-ÖØ-öø-ÿŠšŽžŒœŸ’‘´`]|[À-ÖØ-öø-ÿŠšŽžŒœŸ](?=[A-Za-z])|[ªº°€£§©®«»¿¡–—“”…·\xa0])(?![À-ÿ]{3})")
_CHINESE_UTF_8 = re.compile(
    rb"(?<![\x80-\xff])(?:[\xe4-\xe9][\x80-\xbf][\x80-\xbf]){2,}(?![\x80-\xff])"
)  # no cell of GB18030 looks so
_FIRST = re.compile(rb"[\x80-\xff]")
_SCORED = 1 << 16  # bytes of a sample that are weighed
ENOUGH, CLOSE, FEW = 0.8, 0.75, 0.3
"""Share of usual characters from which an encoding other than the Chinese ones is tried; share of the best one's from which there is doubt; share
below which there is always."""
_KOREAN = 0.79  # every Korean syllable has the bytes of a usual Chinese character: Korean alone is never tried, and always in doubt


def bom(head: bytes) -> bytes:
    """The byte order mark that ``head`` starts with, or nothing."""
    return next((mark for mark, _ in _BOMS if head.startswith(mark)), b"")


def is_wide(name: str) -> bool:
    """Whether every character takes two or four bytes."""
    return name in _WIDE


def candidates(sample: bytes, declared: str = "") -> list[str]:
    """Encodings to try, most likely first; names of Python codecs, each for the bytes after a byte order mark.

    ``declared``: what the file says of itself, which is tried before all but what the bytes prove.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return ["utf-8-sig", "gb18030"] if name == "utf-8-sig" else [name]
    wide = _wide(sample)
    if wide:
        return [wide]
    if _decodes(sample, "utf-8"):
        return ["utf-8"] if not sample.isascii() else ["utf-8", "gb18030", "big5"]
    if _CHINESE_UTF_8.search(sample):
        return ["utf-8"]  # which will fail: encodings are mixed
    own = [name] if (name := _declared(declared)) else []
    return [*own, *(name for name in _ranked(sample) if name not in own)]


def doubt(sample: bytes, name: str) -> str | None:
    """Why the encoding taken may be wrong, to stand behind "was taken for"; None when the bytes prove it."""
    if name == MIXED or name.startswith("utf-") or sample.isascii():
        return None
    if name not in ("gb18030", "big5"):
        return f"{name}, by the characters that it holds"
    scores = {other: _score(sample, other) for other in _usual()}
    other = max((o for o in scores if o != name), key=lambda o: scores[o])
    if scores[other] > FEW and scores[other] >= CLOSE * scores[name]:
        return f"{name}, and {other} would read it about as well"
    return f"{name}, though few of its characters are usual ones" if 0 < scores[name] < FEW else None


def decode(data: bytes) -> tuple[str, str]:
    """(text without byte order mark, encoding) of a small file. Undecodable lines are decoded one by one, as ``MIXED``."""
    body = data[len(bom(data)) :]
    for name in candidates(data):
        try:
            return body.decode(_codec(name)), name
        except UnicodeDecodeError:
            continue
    return "".join(decode_line(line) for line in body.splitlines(keepends=True)), MIXED


def glimpse(head: bytes) -> str:
    """The beginning of a file as text, whatever stands behind it; broken bytes as U+FFFD."""
    name = candidates(head)[0]
    return codecs.getincrementaldecoder(_codec(name))("replace").decode(head[len(bom(head)) :])


def decode_line(line: bytes) -> str:
    """A line of a file of mixed encodings: UTF-8, else GB18030; a byte that is neither becomes U+FFFD."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")


def decoder(name: str) -> codecs.IncrementalDecoder:
    """A strict decoder of the stream after the byte order mark."""
    return codecs.getincrementaldecoder(_codec(name))("strict")


def _codec(name: str) -> str:
    return "utf-8" if name == "utf-8-sig" else name


def is_clean(sample: bytes) -> bool:
    """Whether bytes decode as UTF-8 or GB18030 and hold no control characters and nothing but lines of text."""
    for name in ("utf-8", "gb18030"):
        if _decodes(sample, name):
            return bool(sample.strip()) and not _NO_TEXT.search(decoder(name).decode(sample))
    return False


def _decodes(sample: bytes, name: str) -> bool:
    try:
        decoder(name).decode(sample)  # not final: a sample may end inside a character
    except UnicodeDecodeError:
        return False
    return True


def _wide(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark: NUL bytes that are parts of ASCII characters in one of the byte orders."""
    nuls = sample.count(0)
    if not nuls or (nuls * 10 < len(sample) and _decodes(sample, "utf-8")):
        return None
    orders = [(_ascii(text), name) for name in _WIDE if (text := _text(sample[: 1 << 14], name))]
    best, name = max(orders, default=(0, ""), key=lambda order: order[0])
    return name if best else None


def _text(sample: bytes, name: str) -> str:
    """The sample decoded; nothing when it is no text: an error, or more than one in fifty is control or private."""
    try:
        text = decoder(name).decode(sample)  # not final: a sample may end inside a character
    except UnicodeDecodeError:
        return ""
    return text if (len(text) - len(_NO_TEXT.sub("", text))) * 50 <= len(text) else ""


def _ascii(text: str) -> int:
    return len(text) - len(_ASCII.sub("", text))


def _declared(name: str) -> str:
    """The codec of a declared encoding that proves something; a Latin one decodes anything."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    if found.startswith(("utf", "iso8859", "cp125", "ascii")) or not found:
        return ""
    return {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}.get(found, found)


def _ranked(sample: bytes) -> list[str]:
    """The Chinese encodings, and others whose usual characters the sample is full of; most likely first."""
    scores = {name: _score(sample, name) for name in _usual()}
    tried = [name for name in scores if name in ("gb18030", "big5") or scores[name] >= ENOUGH]
    return sorted(tried, key=lambda name: -scores[name])  # of equals the first, as listed


@lru_cache(1)
def _usual() -> dict[str, frozenset[str]]:
    """Characters beyond ASCII that a text in an encoding is mostly made of; GB18030 first. Those of cp1252 depend on what stands beside."""

    def of(name: str, rows: range, cells: tuple[int, ...]) -> str:
        return b"".join(bytes((row, cell)) for row in rows for cell in cells).decode(name, "ignore")

    high, low = tuple(range(0xA1, 0xFF)), tuple(range(0x40, 0x7F))
    marks = "，。、：；？！（）《》“”‘’·—…￥　【】「」『』"
    return {
        "gb18030": frozenset(of("gb2312", range(0xB0, 0xD8), high) + of("gb2312", range(0xA3, 0xA4), high) + marks),
        "big5": frozenset(of("big5", range(0xA4, 0xC7), low + high) + of("big5", range(0xA1, 0xA4), low + high) + marks),
        "cp932": frozenset(
            of("cp932", range(0x88, 0x98), low + tuple(range(0x80, 0xFD))) + "".join(map(chr, range(0x3041, 0x30FF))) + marks
        ),
        "cp949": frozenset(of("cp949", range(0xB0, 0xC9), high)),
        "cp1252": frozenset(),
    }


def _score(sample: bytes, name: str) -> float:
    """Share of the characters beyond ASCII that are usual ones; nothing when bytes are none of the encoding."""
    first = _FIRST.search(sample)
    begin = sample.rfind(b"\n", 0, first.start()) + 1 if first else 0
    try:
        text = decoder(name).decode(sample[begin : begin + _SCORED])
    except UnicodeDecodeError:
        return 0.0
    beyond = _BEYOND.findall(text)
    if not beyond:
        return 0.0
    if name == "cp1252":
        return len(_LATIN.findall(text)) / len(beyond)
    usual = _usual()[name]
    share = sum(character in usual for character in beyond) / len(beyond)
    return _KOREAN * share if name == "cp949" else share
