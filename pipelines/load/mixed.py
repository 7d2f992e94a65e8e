"""Texts that no one encoding decodes: read line by line, and which lines were not like the others. Pure but for reading the stream."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

CHUNK = 1 << 20
MOST = 10_000
"""Lines flagged one by one; beyond it the file's own issue gives the number."""
OTHER, BROKEN = "other_encoding", "broken_bytes"
MESSAGES = {
    OTHER: "is in another encoding than most of the file and was decoded by itself; compare it with the original",
    BROKEN: "holds bytes that are no text; U+FFFD stands in their place: compare it with the original",
}
_FEEDS = {
    "utf-16-le": b"\n\x00", "utf-16-be": b"\x00\n", "utf-32-le": b"\n\x00\x00\x00", "utf-32-be": b"\x00\x00\x00\n",
}  # fmt: skip


@dataclass
class Odd:
    """Line numbers (from 1) by what they were decoded as; ``flagged`` tells which to look at."""

    found: dict[str, list[int]] = field(default_factory=lambda: {"utf-8": [], "gb18030": [], BROKEN: []})
    count: dict[str, int] = field(default_factory=lambda: {"utf-8": 0, "gb18030": 0, BROKEN: 0})

    def add(self, line: int, kind: str) -> None:
        """Note a line that is more than ASCII."""
        if kind in self.count:
            self.count[kind] += 1
            if len(self.found[kind]) < MOST:
                self.found[kind].append(line)

    @property
    def rarer(self) -> str:
        """The encoding of the fewer lines."""
        return min(("gb18030", "utf-8"), key=lambda kind: self.count[kind])

    @property
    def flagged(self) -> dict[int, str]:
        """Line → code, of the lines in the rarer encoding and of those that no encoding reads."""
        return dict.fromkeys(self.found[self.rarer], OTHER) | dict.fromkeys(self.found[BROKEN], BROKEN)

    def told(self) -> str:
        """What was found, for the file's issue."""
        return (
            f"lines of different or broken encodings; each was decoded by itself: {self.count['utf-8']} as UTF-8, {self.count['gb18030']} "
            f"as GB18030, {self.count[BROKEN]} not whole; the rows of the fewer are flagged"
        )


def lines(file: BinaryIO, encoding: str) -> Iterator[tuple[str, str]]:
    """(text, what it was decoded as) of every physical line with its end."""
    feed = _FEEDS.get(encoding)
    if feed is None:
        for line in file:
            yield _narrow(line)
    else:
        for line in _cut(file, feed):
            yield _wide(line, encoding)


def _narrow(line: bytes) -> tuple[str, str]:
    if line.isascii():
        return line.decode("ascii"), "ascii"
    for encoding in ("utf-8", "gb18030"):
        try:
            return line.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return line.decode("gb18030", "replace"), BROKEN


def _cut(file: BinaryIO, feed: bytes) -> Iterator[bytes]:
    """Lines of UTF-16 or UTF-32 by their line feeds, wherever they stand: a lost byte spoils its own line alone."""
    rest = b""
    while chunk := file.read(CHUNK):
        *whole, rest = (rest + chunk).split(feed)
        yield from (line + feed for line in whole)
    if rest:
        yield rest


def _wide(line: bytes, encoding: str) -> tuple[str, str]:
    if len(line) % 2 == 0 or encoding.startswith("utf-32"):
        try:
            return line.decode(encoding), encoding
        except UnicodeDecodeError:
            return line.decode(encoding, "replace"), BROKEN
    head, tail = (part.decode(encoding, "replace") for part in (line[:-1], line[1:]))
    good, best, at = sum(map(_usual, tail)), -1, 0
    for i in range(len(head) + 1):  # the lost byte stood where most characters on both sides are usual ones
        if good > best:
            best, at = good, i
        if i < min(len(head), len(tail)):
            good += _usual(head[i]) - _usual(tail[i])
    return head[:at] + "\ufffd" + tail[at:], BROKEN


def _usual(character: str) -> bool:
    return (
        "\x20" <= character <= "\x7e"
        or character in "\t\r\n"
        or "\u4e00" <= character <= "\u9fff"
        or "\uff00" <= character <= "\uff5e"
    )
