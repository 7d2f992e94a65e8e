"""Tables of markup while their tags come: each cell goes to its column, spans are laid out, rows are spooled to a file of lines of JSON."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pipelines.errors import BadFile
from pipelines.load.table import Rows

MAX_WIDTH = 16_384  # columns of a worksheet
SPARE = 1 << 20
"""Cells that a file may have besides one for each of its bytes: more come from spans alone, and no genuine table has so many."""


@dataclass
class Budget:
    """Cells that are left to a file."""

    name: str
    left: int

    def spend(self, cells: int) -> None:
        """Raises BadFile when the row is too wide, or too many cells were made."""
        self.left -= cells
        if cells > MAX_WIDTH:
            message = f"has more than {MAX_WIDTH} columns; hand it in as kind document, or export it anew"
            raise BadFile(self.name, "too_wide", message)
        if self.left < 0:
            message = "would expand to more cells than a file of its size holds: it is damaged or a trap; save a copy as CSV if it is genuine"
            raise BadFile(self.name, "markup_bomb", message)


class Grid:
    """One table. A cell over several rows is the cell of each of them; one over several columns is the first one's, the others are blank.

    ``widest``: the most filled cells of a row; ``rows``: rows that hold anything; ``above``: what stood above the table.
    """

    def __init__(self, spool: Path, budget: Budget, title: str = "", above: str = "") -> None:
        self.spool, self.title, self.above = spool, title, above
        self.rows = self.widest = 0
        self.holds = False
        self._budget, self._number = budget, 0
        self._row: list[str] | None = None
        self._held: dict[int, tuple[int, str]] = {}
        self._file: TextIO = spool.open("w", encoding="utf-8", errors="surrogatepass")

    def begin(self, number: int | None = None) -> None:
        """Begin a row, the next one or that of a number (from 1) further down."""
        self.end()
        if gap := max(number - self._number - 1, 0) if number else 0:
            self._held = {column: (left - gap, content) for column, (left, content) in self._held.items() if left > gap}
        self._number += gap + 1
        self._row = []

    def cell(self, text: str, across: int = 1, down: int = 1, at: int = 0) -> None:
        """Put a cell at the next free column, or at one (from 1) further on."""
        if self._row is None:
            self.begin()
        row = self._row
        assert row is not None, "a row has begun"
        if max(at, len(row) + across) > MAX_WIDTH:
            self._budget.spend(max(at, len(row) + across))
        while len(row) < at - 1 or len(row) in self._held:
            row.append(self._from_above(len(row)))
        for content in (text, *[""] * (across - 1)):
            if down > 1:
                self._held[len(row)] = (down - 1, content)
            elif self._held:
                self._held.pop(len(row), None)
            row.append(content)

    def end(self) -> None:
        """End the row; one without any text is none."""
        row, self._row = self._row, None
        if row is None:
            return
        for _ in range(len(row), max(self._held, default=-1) + 1):
            row.append(self._from_above(len(row)))
        self._budget.spend(len(row))
        if filled := sum(map(bool, row)):
            self._file.write(json.dumps([self._number, row], ensure_ascii=False) + "\n")
            self.rows += 1
            self.widest = max(self.widest, filled)

    def close(self) -> None:
        """End the table."""
        self.end()
        self._file.close()

    def _from_above(self, column: int) -> str:
        left, content = self._held.pop(column, (0, ""))
        if left > 1:
            self._held[column] = (left - 1, content)
        return content


def spooled(spools: list[Path]) -> Rows:
    """(row, cells) of the tables of these files, one going on where the other ends."""
    offset = last = 0
    for spool in spools:
        with spool.open(encoding="utf-8", errors="surrogatepass") as file:
            for line in file:
                number, cells = json.loads(line)
                last = offset + number
                yield last, cells
        offset = last
