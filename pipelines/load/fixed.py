"""Texts of fixed columns: cells are padded with spaces to the same places, counted in characters or as a screen shows them, where a Chinese
character takes two. Pure but for writing the text anew with a separator between its cells."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

SEPARATOR = "\x1f"
LEAST_LINES = 3
MOST_LINES = 300
MOST_WIDTH = 4096
Places = Callable[[str], list[int]]


def _by_character(line: str) -> list[int]:
    return list(range(len(line)))


def _by_screen(line: str) -> list[int]:
    places, at = [], 0
    for character in line:
        places.append(at)
        at += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return places


class Columns:
    """Where the columns of a text begin, by one of the two ways to count."""

    def __init__(self, places: Places, starts: Sequence[int]) -> None:
        self.starts = tuple(starts)
        self._places = places

    def cells(self, line: str) -> list[str]:
        """The cells of a line without their padding."""
        cuts, wanted = [0], list(self.starts[1:])
        for index, place in enumerate(self._places(line)):
            if wanted and place >= wanted[0]:
                cuts.append(index)
                wanted.pop(0)
        cuts += [len(line)] * (len(self.starts) + 1 - len(cuts))
        return [line[a:b].strip(" \u3000") for a, b in pairwise(cuts)]

    def write(self, lines: Iterable[str], target: Path) -> None:
        """The text with SEPARATOR between cells, line for line; a line of one cell stays as it is."""
        with target.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.writelines(self._separated(lines))

    def _separated(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            body = line.rstrip("\r\n")
            cells = self.cells(body)
            yield (SEPARATOR.join(cells) if sum(map(bool, cells)) > 1 else body.strip()) + "\n"


def find(lines: Sequence[str]) -> Columns | None:
    """The columns of a sample; None when it is not padded to the same places. Lines of one cell (titles, notes) are not asked."""
    padded = [line for line in (line.rstrip() for line in lines) if line.strip()][:MOST_LINES]
    rows = [line for line in padded if "  " in line.strip()]
    if len(rows) < LEAST_LINES or 4 * len(rows) < 3 * len(padded) or max(map(len, rows)) > MOST_WIDTH or SEPARATOR in "".join(rows):
        return None
    pieces = Counter(len([piece for piece in line.split("  ") if piece.strip()]) for line in rows)
    least = max(pieces, key=lambda count: (pieces[count], count))
    found = [Columns(places, _starts(rows, places)) for places in (_by_screen, _by_character)]
    best = max(found, key=lambda columns: len(columns.starts))
    return best if len(best.starts) >= max(2, least) else None


def _starts(rows: Sequence[str], places: Places) -> list[int]:
    """Places where a column begins: filled in some line, after one that is blank in every line."""
    filled: set[int] = set()
    for line in rows:
        filled.update(place for place, character in zip(places(line), line, strict=True) if character not in " \u3000")
        if places is _by_screen:
            filled.update(p + 1 for p, c in zip(places(line), line, strict=True) if unicodedata.east_asian_width(c) == "W")
    return sorted(place for place in filled if place - 1 not in filled)
