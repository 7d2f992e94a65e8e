"""Reads a large workbook in a process of its own and stages its tables there, so that a trap or a damaged one that wants all memory or
never ends takes only that process with it: ``python -m pipelines.load.apart FILE NAME FOLDER BYTES SECONDS``.

Prints JSON: for each table what it is, its rows in FOLDER; or the code and message of why it is none. Exit code 0: read; 3: damaged; 4: refused
as it says; 5: no room on the disk. Any other end: it asked for more than it was given.
"""

import dataclasses
import errno
import json
import resource
import sys
from pathlib import Path

from pipelines.errors import BadFile

DAMAGED, REFUSED, FULL = 3, 4, 5


def main(source: Path, name: str, folder: Path, most_bytes: int, seconds: int) -> int:
    """Stage every table within these limits of address space and processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from pipelines.load import rowwise, workbook

    told = []
    try:
        for number, table in enumerate(workbook.tables(source, name)):
            staged = folder / f"sheet{number}.parquet"
            rowwise.write(table, staged)
            told.append({
                "format": table.format, "layout": dataclasses.asdict(table.layout), "sheet": table.sheet, "preamble": table.preamble,
                "notes": [dataclasses.asdict(note) for note in table.notes], "staged": staged.name,
            })  # fmt: skip
    except BadFile as error:
        json.dump({"code": error.code, "message": error.message}, sys.stdout)
        return REFUSED
    except OSError as error:
        return FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else DAMAGED
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])))
