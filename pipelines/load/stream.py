"""A JSON text as a stream: value after value is decoded, and no more of the text is held than one of them."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from pipelines.load.text import Text

CHUNK = 1 << 16
MOST = 1 << 24
"""Characters of one element of a list."""
_BETWEEN = re.compile(r"[\s,\ufeff]*")
_IDLE = " \t\r\n;),\ufeff"
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)  # numbers stay as they are written


class Broken(ValueError):
    """No JSON from here on: physical line, character in it, both from 1, and why."""

    def __init__(self, line: int, column: int, why: str) -> None:
        super().__init__(why)
        self.line, self.column, self.why = line, column, why


class Stream:
    """Where the text is being read; ``line`` is the physical line of the next value once ``next`` has looked for it."""

    def __init__(self, file: TextIO) -> None:
        self.line = 1
        self._file, self._held, self._at, self._counted, self._column = file, "", 0, 0, 0
        self._ended = False

    @classmethod
    @contextmanager
    def opened(cls, text: Text) -> Iterator["Stream"]:
        """The stream of a prepared text."""
        with text.path.open("rb") as file:
            file.seek(text.offset)
            yield cls(io.TextIOWrapper(file, "utf-8", "surrogatepass", newline=""))

    def next(self) -> str:
        """The first character of what comes next, behind blanks and commas; nothing at the end."""
        while True:
            if between := _BETWEEN.match(self._held, self._at):
                self._at = between.end()
            if self._at < len(self._held):
                break
            if not self._more():
                return ""
        self._count()
        return self._held[self._at]

    def enter(self, mark: str) -> None:
        """Go behind a mark. Raises Broken when another stands there."""
        if self.next() != mark:
            raise self.broken(f"no {mark}")
        self._at += 1

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Go behind what the pattern matches in the first characters of the text."""
        self.next()
        if found := pattern.match(self._held, self._at):
            self._at = found.end()

    def value(self) -> Any:
        """The next value. Raises Broken."""
        self.next()
        value, self._at = self._decoded(MOST)
        return value

    def peek(self, most: int) -> tuple[Any, int]:
        """(the next value, where it ends) without going there; None when it is none, or longer than so many characters."""
        try:
            return self._decoded(most)
        except Broken:
            return None, self._at

    def is_last(self, end: int) -> bool:
        """Whether nothing but blanks and brackets stands behind ``end``, a place that ``peek`` gave."""
        while not self._ended and not self._held[end:].strip(_IDLE):
            offset = end - self._at
            self._more(len(self._held))
            end = self._at + offset
        return not self._held[end:].strip(_IDLE)

    def is_over(self) -> bool:
        """Whether only the end of a call or statement is left: ``);``."""
        return self.is_last(self._at)

    def rest_of_line(self) -> str:
        """The rest of the line, as much as is held of it; the stream goes to its end."""
        end = self._held.find("\n", self._at)
        begin, self._at = self._at, len(self._held) if end < 0 else end
        return self._held[begin : self._at].rstrip("\r")

    def broken(self, why: str) -> Broken:
        """What to raise where the stream stands."""
        self._count()
        return Broken(self.line, self._column + 1, why)

    def _decoded(self, most: int) -> tuple[Any, int]:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                size = len(self._held) - self._at
                if self._ended or size >= most or isinstance(error, RecursionError):
                    why = "too deep" if isinstance(error, RecursionError) else "too long" if size >= most else "cut off or damaged"
                    raise self.broken(why) from None
                self._more(size)
            else:
                if end < len(self._held) or not self._more(CHUNK):  # else a number may go on
                    return value, end

    def _more(self, least: int = 0) -> bool:
        """Read on, and let go of what lies behind; False at the end of the text."""
        self._count()
        more = self._file.read(max(CHUNK, least))
        self._held = self._held[self._at :] + more
        self._at = self._counted = 0
        self._ended = self._ended or not more
        return bool(more)

    def _count(self) -> None:
        """Count lines up to here."""
        feeds = self._held.count("\n", self._counted, self._at)
        if feeds:
            self.line += feeds
            self._column = self._at - self._held.rfind("\n", self._counted, self._at) - 1
        else:
            self._column += self._at - self._counted
        self._counted = self._at
