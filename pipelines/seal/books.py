"""Rows of workbooks, read by a process of its own: one cell in the last corner of a sheet asks for memory without end, and takes that process.

usage of the process: python -m pipelines.seal.books ROWS < WORKBOOK. Prints JSON: the first ROWS rows (0: all) of each sheet.
"""

import io
import json
import sys
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook

from pipelines import child

_BYTES = 4 << 30
_SECONDS = 60


def sheets(data: bytes, rows: int = 0) -> list[list[list[Any]]]:
    """The first ``rows`` rows (0: all) of each sheet; dates as ISO 8601. Raises ValueError for a workbook that is damaged or a trap."""
    code, output = child.run(__name__, rows, told=data)
    if code:
        raise ValueError("a workbook that is damaged or asks for too much memory")
    found: list[list[list[Any]]] = json.loads(output)
    return found


def _filled(sheet: CalamineSheet, rows: int) -> list[list[Any]]:
    """A sheet's rows; what cells merged downwards say holds for each of their rows."""
    table = [list(r) for r in sheet.to_python(skip_empty_area=False, nrows=rows or None)]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in table[top + 1 : bottom + 1]:
            row[left] = table[top][left]
    while table and not any(cell != "" for cell in table[-1]):
        table.pop()
    return table


def main() -> None:
    """Read the workbook, print its rows."""
    child.limit(_BYTES, _SECONDS)
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    rows = int(sys.argv[1])
    found = [_filled(book.get_sheet_by_index(i), rows) for i in range(len(book.sheet_names))]
    json.dump(found, sys.stdout, default=lambda cell: cell.isoformat() if hasattr(cell, "isoformat") else str(cell))


if __name__ == "__main__":
    main()
