"""Reads a large file of tables in a process of its own within limits, and stages its tables there:
``python -m pipelines.load.apart READER FILE NAME FOLDER BYTES SECONDS``, READER a module whose ``tables`` reads the format.

Prints JSON: for each table what it is, its rows in FOLDER; or the code and message of why it is none. Exit codes: child.
"""

import dataclasses
import errno
import gc
import importlib
import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pipelines import child
from pipelines.errors import BadFile, NoTable
from pipelines.load import layout, rowwise
from pipelines.load.table import Note, Table


def read(
    reader: str, source: Path, name: str, work: Path, most: tuple[int, int], damaged: BadFile, too_much: BadFile
) -> Iterator[Table]:
    """The tables as a process of its own has staged them in ``work``; ``most``: bytes of memory and seconds of processor time that it may
    take. Raises what the reader raised, ``damaged`` or ``too_much``, and OSError for a full disk."""
    code, output = child.run(__name__, reader, source, name, work, *most)
    if code == child.FULL:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(work))
    if code == child.DAMAGED:
        raise damaged
    if code not in (0, child.REFUSED):
        raise too_much
    told = json.loads(output)
    if code:
        raise (NoTable if told["kept"] else BadFile)(name, told["code"], told["message"])
    for one in told:
        staged, found = work / one.pop("staged"), one.pop("layout")
        where = layout.Layout(**found | {"header": tuple(found["header"]), "stacked": tuple(map(tuple, found["stacked"]))})
        notes = [Note(**note) for note in one.pop("notes")]
        yield Table(**one, layout=where, rows=partial(rowwise.read, staged), notes=notes, staged=staged)


def main(reader: str, source: Path, name: str, folder: Path, most_bytes: int, seconds: int) -> int:
    """Stage every table within these limits of address space and processor time."""
    child.limit(most_bytes, seconds)
    gc.disable()  # rows hold no cycles
    told = []
    try:
        for number, table in enumerate(importlib.import_module(reader).tables(source, name, folder)):
            staged = folder / f"sheet{number}.parquet"
            rowwise.write(table, staged)
            told.append({
                "format": table.format, "layout": dataclasses.asdict(table.layout), "sheet": table.sheet, "preamble": table.preamble,
                "encoding": table.encoding, "notes": [dataclasses.asdict(note) for note in table.notes], "staged": staged.name,
            })  # fmt: skip
    except BadFile as error:
        json.dump({"code": error.code, "message": error.message, "kept": isinstance(error, NoTable)}, sys.stdout)
        return child.REFUSED
    except OSError as error:
        return child.FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else child.DAMAGED
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    _reader, _source, _name, _folder, _bytes, _seconds = sys.argv[1:]
    sys.exit(main(_reader, Path(_source), _name, Path(_folder), int(_bytes), int(_seconds)))
