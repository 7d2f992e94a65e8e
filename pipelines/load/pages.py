"""Reads the tables of a PDF in a process of its own: ``python -m pipelines.load.pages FILE BYTES SECONDS PAGES``.

Prints JSON: ``written`` (a page has text) and ``pages``, for each its tables, rows of cells. SECONDS of processor time are given, and one more
for each page. Exit code 0: read; 3: damaged; 6: needs a password; 7: more than PAGES pages. Any other end: it asked for more than it was given.
"""

import json
import logging
import sys
from typing import Any

from pipelines import child

LOCKED, LONG = 6, 7
_WORDS = {"vertical_strategy": "text", "horizontal_strategy": "text"}
Found = list[list[str]]


def main(source: str, most_bytes: int, seconds: int, most_pages: int) -> int:
    """Read every page within these limits of address space and processor time."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)  # its warnings quote what it could not read
    child.limit(most_bytes, seconds)
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with pdfplumber.open(source) as pdf:
            if len(pdf.pages) > most_pages:
                return LONG
            child.limit(most_bytes, seconds + len(pdf.pages))
            pages, written = _tables(pdf, {}), any(page.chars for page in pdf.pages[:20])
            if written and not any(pages):
                pages = [[t for t in tables if len(t) > 2 and len(t[0]) > 1] for tables in _tables(pdf, _WORDS)]
    except BaseException as error:  # pdfminer raises what it comes upon, MemoryError too
        locked = any(isinstance(e, PDFPasswordIncorrect) for e in (error, error.__cause__, error.__context__, *error.args))
        return LOCKED if locked else child.DAMAGED
    json.dump({"written": written, "pages": pages}, sys.stdout)
    return 0


def _tables(pdf: Any, settings: dict[str, str]) -> list[list[Found]]:
    found: list[list[Found]] = []
    for page in pdf.pages:
        tables = (
            [row for cells in table if any(row := [(cell or "").strip() for cell in cells])]
            for table in page.extract_tables(settings)
        )
        found.append([rows for rows in tables if rows])
        page.close()
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:5])))
