"""vCard files (2.1 to 4.0) of phones and mail programs: one table, one row a card, the properties' names as headers."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from vobject.base import readOne

from pipelines.errors import BadFile
from pipelines.load import text
from pipelines.load.layout import Layout
from pipelines.load.table import Note, Rows, Table

MAX_BYTES, MAX_WIDTH, MAX_LINES = 1 << 28, 16_384, 50_000
_CARD = re.compile(r"(?im)^[ \t]*BEGIN:VCARD.*?^[ \t]*END:VCARD[ \t\r]*$", re.DOTALL)
_BEGIN = re.compile(rb"(?i)\A\s*BEGIN:VCARD")
_PICTURE = re.compile(r"(?im)^[ \t]*(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:][^\n]*+(?:\n[ \t][^\n]*+)*+(?:\n|\Z)")
_NOT_TEXT = frozenset({"BEGIN", "END", "VERSION", "PRODID", "PHOTO", "LOGO", "SOUND", "KEY"})
logging.getLogger("vobject.base").setLevel(logging.CRITICAL + 1)  # its messages quote the line: a person's values
Cells = dict[str, str]


def looks_like_contacts(head: bytes) -> bool:
    """Whether a file begins as a vCard does."""
    return _BEGIN.match(head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe")) is not None


def read(source: Path, name: str, work: Path) -> Iterator[Table]:
    """The cards of a file; a card that cannot be read is a row to reject. Raises BadFile."""
    if source.stat().st_size > MAX_BYTES:
        raise BadFile(name, "contacts_too_large", f"is a vCard file of more than {MAX_BYTES >> 20} MB; split a copy of it")
    prepared = text.prepare(source, name, work)
    content = "".join(prepared.lines())
    cards: list[tuple[int, Cells | str]] = []
    line, counted = 1, 0
    for card in _CARD.finditer(content):
        line += content.count("\n", counted, card.start())
        counted = card.start()
        cards.append((line, _cells(_PICTURE.sub("", card[0]))))
    header = tuple(dict.fromkeys(key for _, cells in cards if isinstance(cells, dict) for key in cells))
    if not header:
        raise BadFile(name, "no_table", "holds no whole vCard; ask for the file again")
    if len(header) > MAX_WIDTH:
        raise BadFile(name, "too_wide", f"has a card of more than {MAX_WIDTH} properties: it is damaged or a trap")
    header = tuple(sorted(header, key=_order))
    begun = len(re.findall(r"(?im)^[ \t]*BEGIN:VCARD", content))
    notes = (
        []
        if begun == len(cards)
        else [Note("cards_cut", f"{begun - len(cards)} cards have no end and were not read; ask for the file again")]
    )
    rows = partial(_rows, cards, header)
    yield Table("vcf", Layout(header, 1, 0, len(header)), rows, encoding=prepared.encoding, notes=[*prepared.notes, *notes])


def _order(key: str) -> tuple[int, str]:
    """Name and telephones first: of several, the first is the person's."""
    stem = key.rstrip("0123456789 ")
    return (("FN", "TEL", "EMAIL").index(stem) if stem in ("FN", "TEL", "EMAIL") else 3, key)


def _rows(cards: list[tuple[int, Cells | str]], header: tuple[str, ...]) -> Rows:
    for line, cells in cards:
        yield line, [cells] if isinstance(cells, str) else [cells.get(key, "") for key in header]


def _cells(card: str) -> Cells | str:
    """Property (numbered from the second of a name) → value; the card's first line when it cannot be read, or has more lines than any."""
    try:
        if card.count("\n") > MAX_LINES:
            raise ValueError("too many lines")
        parsed = readOne(card, allowQP=True)  # type: ignore[no-untyped-call]
    except Exception:  # vobject raises its own types and whatever a broken value does to it
        return card.split("\n", 1)[0].strip()
    cells: Cells = {}
    met: Counter[str] = Counter()
    lines = sorted((p for p in parsed.getChildren() if p.name not in _NOT_TEXT), key=_is_no_mobile)
    for item in lines:
        value = _text(item.name, item.value)
        met[item.name] += 1
        cells[item.name if met[item.name] == 1 else f"{item.name} {met[item.name]}"] = value
    cells["FN"] = cells.get("FN") or cells.get("N", "")
    return cells


def _is_no_mobile(item: Any) -> bool:
    kinds = {k.upper() for k in (*item.singletonparams, *item.params.get("TYPE", ()))}
    return item.name == "TEL" and not kinds & {"CELL", "PREF"}


def _text(name: str, value: Any) -> str:
    if name == "N":
        parts = [_joined(part) for part in (value.family, value.given, value.additional)]
        whole = "".join(parts)
        return " ".join(p for p in (parts[1], parts[2], parts[0]) if p) if whole.isascii() else whole
    if name == "ADR":
        return " ".join(p for p in map(_joined, (value.region, value.city, value.street, value.extended, value.code)) if p)
    return _joined(value).removeprefix("tel:")


def _joined(value: Any) -> str:
    return " ".join(map(_joined, value)).strip() if isinstance(value, list | tuple) else str(value).strip()
