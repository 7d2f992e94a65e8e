"""Opens a workbook in a process of its own, so that a trap or a damaged one that wants all memory or never ends takes only that
process with it: ``python trial.py FILE BYTES SECONDS``. Exit code 0 when every sheet can be read or the reader says why not."""

import resource
import sys


def main(source: str, most_bytes: int, seconds: int) -> None:
    """Read every sheet within these limits of address space and processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(source)
    for title in book.sheet_names:
        book.get_sheet_by_name(title)


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    except BaseException:  # the reader refuses; so it will in the process that asks, and there it is told
        sys.exit(0)
