"""``case.xlsx``: every table of the report on a sheet of its own. No cell is ever a formula: text is written as text."""

import io
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from pipelines.report.case import Case, Row

SHEETS = (
    "hops", "evidence", "shared_errors", "chains", "sources", "actors", "lists", "columns", "derivations", "counts", "severity",
    "facts", "money", "excluded", "leads", "next_steps", "load_issues", "findings",
)  # fmt: skip
EPOCH = datetime(2000, 1, 1)
LONGEST = 32_767
"""Characters that a cell may hold."""
MOST_ROWS = 1_048_575
WIDEST = 60


def render(case: Case) -> bytes:
    """The workbook's bytes; the same case gives the same bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": case.case_id, "author": "hopback", "created": case.as_of or EPOCH})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "text": book.add_format({"quote_prefix": True}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for name in SHEETS:
        _sheet(book.add_worksheet(name), case[name], styles)
    _sheet(book.add_worksheet("custody"), case.custody, styles)
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Any, rows: list[Row], styles: Mapping[str, Any]) -> None:
    names = list(rows[0]) if rows else ["–"]
    widths = [len(name) for name in names]
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, styles["head"])
    for number, row in enumerate(rows[:MOST_ROWS], 1):
        for column, name in enumerate(names):
            _cell(sheet, number, column, row[name], styles)
            widths[column] = min(max(widths[column], len(str(row[name] or ""))), WIDEST)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width + 2)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, min(len(rows), MOST_ROWS), len(names) - 1)


def _cell(sheet: Any, row: int, column: int, value: object, styles: Mapping[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal) and abs(float(value)) < 10**15:
        sheet.write_number(row, column, float(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, styles["moment"])
    else:
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        sheet.write_string(row, column, text[:LONGEST], styles["text"])
