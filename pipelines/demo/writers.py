"""Lists written as they are found: CSV and TSV in the encodings of the field, workbooks, archives with Chinese names.

The same table gives the same bytes: no clock, no library version in the file.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from pipelines.demo.people import Array, digits_free, text

BATCH = 50_000
EPOCH = (2016, 3, 1, 0, 0, 0)


def delimited(table: pa.Table, header: Sequence[str], out: BinaryIO, encoding: str, delimiter: str, title: str = "") -> None:
    """A text file with CRLF lines; an empty cell is written as nothing, a title as a line before the header; no header: rows alone."""
    start = "".join(line + "\r\n" for line in (title, delimiter.join(header)) if line)
    out.write(start.encode(encoding))
    more = "utf-8" if encoding == "utf-8-sig" else encoding
    for batch in table.to_batches(max_chunksize=BATCH):
        body = _plain(batch, delimiter)
        out.write(body if more == "utf-8" else body.decode("utf-8").encode(more))


def _plain(batch: pa.RecordBatch, delimiter: str) -> bytes:
    sink = io.BytesIO()
    options = pa_csv.WriteOptions(include_header=False, delimiter=delimiter, quoting_style="none", eol="\r\n")
    try:
        pa_csv.write_csv(batch, sink, options)
    except pa.ArrowInvalid:  # a cell holds the delimiter or a quote: then every cell is quoted
        sink = io.BytesIO()
        pa_csv.write_csv(batch, sink, pa_csv.WriteOptions(include_header=False, delimiter=delimiter, eol="\r\n"))
    return sink.getvalue()


def workbook(table: pa.Table, header: Sequence[str], numbers: Sequence[str] = (), title: str = "") -> bytes:
    """A workbook of one sheet. Fields in ``numbers`` are written as numbers where a cell is digits only: as a float,
    so that an 18-digit ID ends in 000 and leading zeros are gone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, body in _PARTS.items():
            book.writestr(zipfile.ZipInfo(name, EPOCH), body, zipfile.ZIP_DEFLATED)
        sheet = zipfile.ZipInfo("xl/worksheets/sheet1.xml", EPOCH)
        book.writestr(sheet, _sheet(table, header, numbers, title), zipfile.ZIP_DEFLATED, 1)
    return buffer.getvalue()


def _sheet(table: pa.Table, header: Sequence[str], numbers: Sequence[str], title: str) -> bytes:
    above = [[title]] if title else []
    lines = [_line(number, cells) for number, cells in enumerate([*above, list(header)], start=1)]
    place = digits_free(np.arange(len(table)) + len(lines) + 1)
    parts: list[Array | str] = ['<row r="', place, '">']
    for index, field in enumerate(table.column_names):
        values = table[field].combine_chunks()
        parts.append(_cells(values, _letter(index), place, field in numbers))
    rows = text([*parts, "</row>"])
    body = "".join(rows.to_pylist())
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}{body}</sheetData></worksheet>'.encode()


def _cells(values: Array, letter: str, place: Array, numeric: bool) -> Array:
    safe = values
    for plain, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        safe = pc.replace_substring(safe, plain, entity)
    cell = text([f'<c r="{letter}', place, '" t="inlineStr"><is><t xml:space="preserve">', safe, "</t></is></c>"])
    if numeric:
        plain = pc.fill_null(pc.match_substring_regex(values, "^[0-9]{1,18}$"), False)
        kept = pc.if_else(pc.greater(pc.utf8_length(values), 15), text([pc.utf8_slice_codeunits(values, 0, 15), "000"]), values)
        number = pc.ascii_ltrim(kept, "0")
        cell = pc.if_else(
            plain, text([f'<c r="{letter}', place, '"><v>', pc.if_else(pc.equal(number, ""), "0", number), "</v></c>"]), cell
        )
    return pc.fill_null(cell, "")


def _line(number: int, cells: Sequence[str]) -> str:
    inner = "".join(f'<c r="{_letter(i)}{number}" t="inlineStr"><is><t>{c}</t></is></c>' for i, c in enumerate(cells))
    return f'<row r="{number}">{inner}</row>'


def _letter(index: int) -> str:
    return chr(ord("A") + index)


class _GbkName(zipfile.ZipInfo):
    """A member whose name is stored in GBK and not marked as UTF-8, as Chinese Windows tools do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  (the standard library's name)
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def archive(members: Sequence[tuple[str, bytes]], path: Path) -> None:
    """A zip with GBK names."""
    with zipfile.ZipFile(path, "w") as out:
        for name, body in members:
            out.writestr(_GbkName(name, EPOCH), body, zipfile.ZIP_DEFLATED, 1)


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
