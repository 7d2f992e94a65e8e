"""Rows of a sheet, of whatever format, to its tables one below the other. Pure."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import dropwhile, islice

from pipelines.load import layout
from pipelines.load.parts import Part
from pipelines.load.table import Note, Rows, Table

SAMPLE = 500


def tables(rows: Callable[[], Rows], kind: str, title: str | None, preamble: str = "") -> Iterator[Table]:
    """The tables of a sheet. ``rows`` gives its filled rows each time anew; ``preamble``: what stands above them elsewhere."""
    number = 1
    sample = list(islice(rows(), SAMPLE))
    while sample:
        where = layout.find(sample)
        first = sample[where.start][0] if where.start < len(sample) else sample[-1][0] + 1
        part = Part(partial(_from, rows, first), where)
        notes = [] if where.header_line else [Note("no_header", "no header row was found; columns are named column_1, column_2, …")]
        if number > 1:
            notes.append(Note("another_table", f"table {number} of the sheet begins in row {where.header_line or first}"))
        above = ["\t".join(cells).rstrip("\t") for _, cells in sample[: where.above]]
        yield Table(
            format=kind,
            layout=where,
            rows=part,
            sheet=title if number == 1 else f"{title} {number}" if title else str(number),
            preamble="\n".join(filter(None, [preamble if number == 1 else "", *above])),
            notes=notes,
        )
        part.walk()
        sample = list(islice(_from(rows, part.next_line), SAMPLE)) if part.next_line else []
        number += 1


def _from(rows: Callable[[], Rows], first: int) -> Rows:
    return dropwhile(lambda row: row[0] < first, rows())
