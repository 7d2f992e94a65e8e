"""Opens a workbook in a process of its own: ``python -m pipelines.load.trial FILE BYTES SECONDS``. Exit code 0: it can be read, or asks for a
password; else as child says."""

import sys

from pipelines import child


def main(source: str, most_bytes: int, seconds: int) -> int:
    """Read every sheet within these limits of address space and processor time."""
    child.limit(most_bytes, seconds)
    from python_calamine import CalamineWorkbook, PasswordError, WorksheetNotFound

    try:
        book = CalamineWorkbook.from_path(source)
        for title in book.sheet_names:
            try:
                book.get_sheet_by_name(title)
            except WorksheetNotFound:
                continue  # a chart
    except PasswordError:
        return 0
    except BaseException:  # Rust panics too
        return child.DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
