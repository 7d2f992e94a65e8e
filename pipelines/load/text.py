"""Text tables: csv, tsv, txt. Bytes become UTF-8 in one stream, with what must be known of the whole counted on the way."""

import io
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from pipelines import encodings
from pipelines.errors import BadFile
from pipelines.load import dialect, fixed, layout, mixed
from pipelines.load.parts import Part
from pipelines.load.table import Note, Plain, Rows, Table
from pipelines.load.tokens import Dialect, rows

CHUNK = 1 << 18  # bytes that the processor's cache holds while they are decoded, counted and encoded
TAIL = 1 << 12
SAMPLE = 1 << 18
SAMPLE_ROWS = 500
MAX_WIDTH = 16_384  # columns of a worksheet


@dataclass
class Facts:
    """Counts over the whole text: bytes of UTF-8, line feeds, carriage returns, CRLF, NUL, blank lines at the end."""

    size: int = 0
    lf: int = 0
    cr: int = 0
    crlf: int = 0
    nul: int = 0
    blank_end: int = 0
    last: bytes = b""

    def add(self, data: bytes) -> None:
        """Count a chunk of UTF-8."""
        if not data:
            return
        self.size += len(data)
        self.lf += data.count(b"\n")
        if b"\x00" in data:  # seldom, and sought faster than counted
            self.nul += data.count(b"\x00")
        if b"\r" in data:
            self.cr += data.count(b"\r")
        if self.cr:
            self.crlf += data.count(b"\r\n") + (self.last.endswith(b"\r") and data.startswith(b"\n"))
        self.last = data[-TAIL:] if len(data) >= TAIL else (self.last + data)[-TAIL:]

    def finish(self) -> "Facts":
        """Count the blank lines at the end."""
        tail = self.last.replace(b"\r\n", b"\n")
        self.blank_end = max(0, len(tail) - len(tail.rstrip(b"\n")) - 1)
        return self

    @property
    def line_end(self) -> str:
        """How ``io`` is to cut lines: at LF, at CR where that is the only end, or at both when both are common."""
        lone = self.cr - self.crlf
        if lone and not self.lf:
            return "\r"
        return "" if lone > 0.05 * self.lf else "\n"

    @property
    def lines(self) -> int:
        """Physical lines up to the last one that holds anything."""
        ended = self.last.endswith(b"\n")
        return self.lf - self.blank_end + (0 if ended or not self.size else 1)


@dataclass(frozen=True)
class Text:
    """A text in UTF-8 without byte order mark, at ``path`` from byte ``offset``; ``encoding`` is what it was found in; ``odd``: physical lines
    to flag, with the code of why."""

    path: Path
    offset: int
    encoding: str
    facts: Facts
    notes: tuple[Note, ...] = ()
    odd: Mapping[int, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Physical lines with their ends, verbatim."""
        with self.path.open("rb") as file:
            file.seek(self.offset)
            yield from io.TextIOWrapper(file, "utf-8", "surrogatepass", newline=self.facts.line_end)


def prepare(source: Path, name: str, work: Path, declared: str = "") -> Text:
    """Find the encoding by decoding all of it; write UTF-8 to ``work`` where the source is not that. Raises BadFile.

    ``declared``: the encoding that the file says it is in, if it does.
    """
    with source.open("rb") as file:
        head = sample = file.read(SAMPLE)
        while sample and not sample.strip():
            sample = file.read(SAMPLE)
        if not sample:
            raise BadFile(name, "empty", "holds nothing; ask for the right file")
        if _is_binary(sample):
            raise BadFile(
                name, "binary", "is no text and no known format; hand it in as kind document, or export it to CSV or xlsx"
            )
    mark = len(encodings.bom(head))
    first = ""
    for encoding, telling in _attempts(source, sample, declared):
        first = first or encoding
        in_place = encoding.startswith("utf-8")
        target = source if in_place else work / "text"
        try:
            facts = _decode(source, mark, encoding, None if in_place else target)
        except UnicodeDecodeError:
            continue
        return Text(target, mark if in_place else 0, encoding, facts, tuple(_doubt(telling, encoding)))
    facts, odd = _decode_lines(source, mark, work / "text", first)
    name_of = first if encodings.is_wide(first) else encodings.MIXED
    return Text(work / "text", 0, name_of, facts, (Note("mixed_encoding", odd.told()),), odd.flagged)


def _attempts(source: Path, sample: bytes, declared: str) -> Iterator[tuple[str, bytes]]:
    """(encoding, the sample that speaks for it), most likely first; a sample of ASCII says nothing, so that a later one is asked."""
    narrow = b"\x00" not in sample and not encodings.bom(sample)
    if narrow and sample.isascii():
        yield "utf-8", sample
    if narrow and len(sample) == SAMPLE:
        with source.open("rb") as file:
            while sample.isascii() and (more := file.read(SAMPLE)):
                sample = more[more.find(b"\n") + 1 :] if len(more) == SAMPLE and not more.isascii() else more
            if len(sample) > TAIL:
                file.seek(-TAIL, os.SEEK_END)
                sample = sample[: sample.rfind(b"\n") + 1] + file.read().partition(b"\n")[2]
    for encoding in encodings.candidates(sample, declared):
        yield encoding, sample


def _doubt(sample: bytes, encoding: str) -> Iterator[Note]:
    if why := encodings.doubt(sample, encoding):
        yield Note("encoding_doubtful", f"was taken for {why}: compare some names with the original")


def _decode(source: Path, mark: int, encoding: str, target: Path | None) -> Facts:
    facts, decoder = Facts(), encodings.decoder(encoding)
    with ExitStack() as stack:
        file = stack.enter_context(source.open("rb"))
        out = stack.enter_context(target.open("wb")) if target else None
        file.seek(mark)
        while chunk := file.read(CHUNK):
            text = decoder.decode(chunk)
            data = text.encode("utf-8", "surrogatepass") if out else chunk
            facts.add(data)
            if out:
                out.write(data)
        decoder.decode(b"", True)
    return facts.finish()


def _decode_lines(source: Path, mark: int, target: Path, encoding: str) -> tuple[Facts, mixed.Odd]:
    facts, odd = Facts(), mixed.Odd()
    with source.open("rb") as file, target.open("wb") as out:
        file.seek(mark)
        for number, (line, kind) in enumerate(mixed.lines(file, encoding), 1):
            data = line.encode("utf-8", "surrogatepass")
            odd.add(number, kind)
            facts.add(data)
            out.write(data)
    return facts.finish(), odd


def _is_binary(sample: bytes) -> bool:
    """NUL bytes that are no UTF-16 or UTF-32, or many control characters."""
    first = encodings.candidates(sample)[0]
    if encodings.is_wide(first):
        return False
    if sample.count(0) * 2 < len(sample) and encodings.is_clean(sample.replace(b"\x00", b"")):
        return False  # a text that somebody filled up with NUL
    controls = len(sample.translate(None, bytes(range(32, 256)) + b"\t\n\r\x0c\x01\x02\x1b\x1c\x1e\x1f\x00"))
    return sample.count(0) > 0.02 * len(sample) or controls > 0.02 * len(sample)


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """The tables of a text file; a second one where the rows change their width under a header of their own. Raises BadFile."""
    text = prepare(source, name, work)
    head = "".join(islice(text.lines(), 600))[:SAMPLE]
    cut = head if len(head) < SAMPLE else head[: head.rfind("\n") + 1] or head
    found = dialect.detect(cut.replace("\r\n", "\n").replace("\r", "\n"))
    if not found.delimiter.strip(" ") and (columns := fixed.find(cut.splitlines())) and not _is_regular(cut, found):
        columns.write(text.lines(), work / "fixed")
        facts = _decode(work / "fixed", 0, "utf-8", None)
        text, found = replace(text, path=work / "fixed", offset=0, facts=facts), Dialect(fixed.SEPARATOR, "")
    begin: int | None = 1
    number = 0
    while begin:
        number += 1
        sample = _sample(text, found, begin, name)
        where = layout.find(sample)
        first = sample[where.start][0] if where.start < len(sample) else 0
        above = sample[where.above][0] - begin if sample else 0
        part = Part(partial(_data, text, found, where, first), where)
        table = Table(
            format=_format(name, found),
            layout=where,
            rows=part,
            encoding=text.encoding,
            delimiter=found.delimiter,
            sheet=str(number) if number > 1 else None,
            preamble="".join(islice(text.lines(), begin - 1, begin - 1 + above)).rstrip("\r\n"),
            plain=_plain(text, found, where, first),
            notes=_notes(text, where, number),
            odd=text.odd,
        )
        yield table
        if not table.proved:
            part.walk()
        begin = part.next_line


def _is_regular(sample: str, found: Dialect) -> bool:
    """Whether cells are quoted, or every line has as many cells by a delimiter, none of them blank or itself of several."""
    if found.delimiter == " " and found.quote in sample:
        return True
    table = [cells for _, cells in rows(iter(sample.splitlines(keepends=True)), found)]
    return (
        bool(found.delimiter)
        and len({len(cells) for cells in table}) == 1
        and not any("  " in (cell := c.strip()) or not cell for cells in table for c in cells)
    )


def _notes(text: Text, where: layout.Layout, number: int) -> list[Note]:
    notes = list(text.notes) if number == 1 else []
    if number == 1 and text.facts.nul:
        notes.append(Note("nul_bytes", f"{text.facts.nul} NUL bytes stand in cells; they were kept"))
    if number > 1:
        notes.append(Note("another_table", f"table {number} of the file begins in line {where.header_line}"))
    if not where.header_line:
        notes.append(Note("no_header", "no header row was found; columns are named column_1, column_2, …"))
    return notes


def _sample(text: Text, found: Dialect, begin: int, name: str) -> list[layout.Row]:
    """The first rows; read twice, since a row of an unusual width is mended when the usual one is known. Raises BadFile."""
    first = list(islice(rows(islice(text.lines(), begin - 1, None), found, 0, begin), SAMPLE_ROWS))
    widths = Counter(len(cells) for _, cells in first)
    usual = max(widths, key=lambda n: (widths[n], n), default=0)
    if usual > MAX_WIDTH:
        message = f"has {usual} columns, more than {MAX_WIDTH}; hand it in as kind document, or export it anew"
        raise BadFile(name, "too_wide", message)
    if len(widths) < 2:
        return list(first)
    return list(islice(rows(islice(text.lines(), begin - 1, None), found, usual, begin), SAMPLE_ROWS))


def _data(text: Text, found: Dialect, where: layout.Layout, first: int) -> Rows:
    if not first:
        return iter(())
    return rows(islice(text.lines(), first - 1, None), found, where.width, first)


def _plain(text: Text, found: Dialect, where: layout.Layout, first: int) -> Plain | None:
    """The promise that one line is one row, to be proved by DuckDB's own count; None where it cannot hold."""
    facts = text.facts
    lone = facts.cr - facts.crlf
    ends_differ = 0 < facts.crlf < facts.lf
    escaped = found.escape == "\\"
    if not first or facts.nul or lone or ends_differ or escaped or where.width < 2 or where.is_composed:
        return None
    if text.offset or len(found.delimiter.encode()) > 4:
        return None
    return Plain(text.path, found, first - 1, facts.lines - (first - 1))


def _format(name: str, found: Dialect) -> str:
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending in ("csv", "tsv", "txt"):
        return ending
    return "tsv" if found.delimiter == "\t" else "txt" if not found.delimiter else "csv"
