"""Which encoding bytes are in. Latin-1 is never an answer: it decodes anything, so it says nothing.

Candidates come from a byte order mark, else from the shape of a sample; only decoding the whole proves one.
"""

import codecs
import re

MIXED = "mixed"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PAIR = re.compile(rb"[\x81-\xfe]([\x40-\x7e\x80-\xfe])")
_ASCII = re.compile("[\t\r\n\x20-\x7e]+")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]+")


def bom(head: bytes) -> bytes:
    """The byte order mark that ``head`` starts with, or nothing."""
    return next((mark for mark, _ in _BOMS if head.startswith(mark)), b"")


def candidates(sample: bytes) -> list[str]:
    """Encodings to try, most likely first; names of Python codecs, each for the bytes after a byte order mark."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return ["utf-8-sig", "gb18030"] if name == "utf-8-sig" else [name]
    wide = _wide(sample)
    if wide:
        return [wide]
    if _decodes(sample, "utf-8"):
        return ["utf-8", "gb18030", "big5"]
    return ["big5", "gb18030"] if _is_big5(sample) else ["gb18030", "big5"]


def decode(data: bytes) -> tuple[str, str]:
    """(text without byte order mark, encoding) of a small file. Undecodable lines are decoded one by one, as ``MIXED``."""
    body = data[len(bom(data)) :]
    for name in candidates(data):
        try:
            return body.decode(_codec(name)), name
        except UnicodeDecodeError:
            continue
    return "".join(decode_line(line) for line in body.splitlines(keepends=True)), MIXED


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
    """UTF-16 without a byte order mark: NUL bytes that are halves of ASCII characters in one of the two byte orders."""
    nuls = sample.count(0)
    if not nuls or (nuls * 10 < len(sample) and _decodes(sample, "utf-8")):
        return None
    orders = [(_ascii(text), name) for name in ("utf-16-le", "utf-16-be") if (text := _text(sample[: 1 << 14], name))]
    best, name = max(orders, default=(0, ""))
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


def _is_big5(sample: bytes) -> bool:
    """Big5 puts two fifths of common characters' second bytes below 0x7F, GB18030 text puts nearly none there."""
    seconds = _PAIR.findall(sample[: 1 << 16])
    low = sum(1 for byte in seconds if byte < b"\x7f")
    return len(seconds) >= 4 and low > 0.15 * len(seconds) and _decodes(sample, "big5")
