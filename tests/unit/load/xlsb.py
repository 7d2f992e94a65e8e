"""A small xlsb: the records of [MS-XLSB] that a sheet of texts and numbers needs, written byte by byte."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" '
    'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/worksheets/sheet1.bin" '
    'ContentType="application/vnd.ms-excel.worksheet"/></Types>'
)
_RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)
_ROW, _REAL, _TEXT, _BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 0, 5, 6, 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_DATA, _END_DATA, _SIZE, _BOOK, _SHEET = 143, 144, 145, 146, 148, 153, 156


def write(path: Path, rows: Sequence[Sequence[str | float]]) -> Path:
    """A workbook of one sheet, ``名单``."""
    book = b"".join((
        _record(_BEGIN_BOOK), _record(_BOOK, struct.pack("<IIi", 0, 0, 0)), _record(_BEGIN_SHEETS),
        _record(_SHEET, struct.pack("<II", 0, 1) + _text("rId1") + _text("名单")), _record(_END_SHEETS), _record(_END_BOOK),
    ))  # fmt: skip
    cells = b"".join(_row(number, row) for number, row in enumerate(rows))
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = _record(_BEGIN_SHEET) + _record(_SIZE, size) + _record(_BEGIN_DATA) + cells + _record(_END_DATA) + _record(_END_SHEET)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATION.format("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", _RELATION.format("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def _row(number: int, row: Sequence[str | float]) -> bytes:
    head = _record(_ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
    return head + b"".join(_cell(column, value) for column, value in enumerate(row) if value != "")


def _cell(column: int, value: str | float) -> bytes:
    place = struct.pack("<II", column, 0)
    return _record(_TEXT, place + _text(value)) if isinstance(value, str) else _record(_REAL, place + struct.pack("<d", value))


def _text(value: str) -> bytes:
    data = value.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _record(kind: int, data: bytes = b"") -> bytes:
    """Type, size and content."""
    return _sevens(kind) + _sevens(len(data)) + data


def _sevens(number: int) -> bytes:
    """A number in groups of seven bits, the lowest first; the eighth bit says that another follows."""
    return bytes([number & 127 | 128]) + _sevens(number >> 7) if number > 127 else bytes([number])
