"""Opens a workbook in a process of its own, so that a trap or a damaged one that wants all memory or never ends takes only that
process with it: ``python trial.py FILE BYTES SECONDS``. Exit code 0: it can be read, or asks for a password; 3: it is damaged."""

import resource
import sys

DAMAGED = 3


def main(source: str, most_bytes: int, seconds: int) -> int:
    """Read every sheet within these limits of address space and processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
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
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
