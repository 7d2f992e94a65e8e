"""Where the table stands in its file: preamble, header row, width, and what to do with each row that is not like the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pipelines.load.words import is_data, is_known, is_total

SEARCHED = 100  # rows in which the header is looked for
Row = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class Layout:
    """``header``: its cells, or made-up names; ``header_line``: physical line (sheet row), 0 when the file has no header;
    ``start``: index in the sample of the first data row; ``width``: cells of a regular row; ``stacked``: the rows of a header of
    several rows, the one that names the columns best among them, if one does; ``above``: rows of the sample above the header; ``tail``: blank
    cells after the width in the usual row, where every line ends with a delimiter."""

    header: tuple[str, ...]
    header_line: int
    start: int
    width: int
    stacked: tuple[tuple[str, ...], ...] = ()
    above: int = 0
    tail: int = 0

    @property
    def is_composed(self) -> bool:
        """Whether no row of the header is the header by itself."""
        return bool(self.stacked) and self.header not in self.stacked

    @property
    def shown(self) -> tuple[str, ...]:
        """The header as one row: the cells of its rows joined by a space."""
        if len(self.stacked) < 2:
            return self.header
        return tuple(" ".join(c for c in column if c) for column in zip_longest(*self.stacked, fillvalue=""))


def find(sample: Sequence[Row]) -> Layout:
    """Find the header in the first rows of a table. Without any row: no header, no columns."""
    if not sample:
        return Layout((), 0, 0, 0)
    rows = [cells for _, cells in sample]
    width = _width(rows)
    index = _header_index(rows[:SEARCHED], width)
    if index is None:
        start = next((i for i, cells in enumerate(rows) if _belongs(cells, width)), 0)
        return Layout(_named((), width), 0, start, width, above=start)
    first, last = _stack(rows, index, width)
    line, cells = sample[index]
    usual = _width(rows[last + 1 :])
    width = _width_below(list(cells), rows[last + 1 :], width)
    stacked = tuple(_named(rows[i], width) for i in range(first, last + 1))
    return Layout(_composed(_named(cells, width), stacked), line, last + 1, width, stacked, first, max(usual - width, 0))


def _composed(header: tuple[str, ...], stacked: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The names of columns: the row that names them, or where it has blanks that another row of the header fills (a name over several columns, or over
    several rows), the lowest name of each column."""
    lowest = tuple(next((name for name in reversed(column) if name.strip()), "") for column in zip(*stacked, strict=True))
    return lowest if any(low and not name.strip() for low, name in zip(lowest, header, strict=True)) else header


def _stack(rows: Sequence[Sequence[str]], index: int, width: int) -> tuple[int, int]:
    """First and last row of the header around the row that names the columns: the same row again, or rows of names beside it."""
    first = last = index
    while first and _is_beside(rows[first - 1], rows[index], width):
        first -= 1
    while last + 1 < len(rows) and _is_beside(rows[last + 1], rows[index], width):
        last += 1
    return first, last


def _is_beside(cells: Sequence[str], header: Sequence[str], width: int) -> bool:
    if list(cells) == list(header):
        return True
    filled = [c for c in cells if c.strip()]
    return len(filled) >= 2 and len(cells) == len(header) and all(map(is_known, filled))


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Cells of most rows that have more than one; one when nearly all rows have one."""
    counts = Counter(len(cells) for cells in rows)
    several = {n: count for n, count in counts.items() if n > 1}
    if not several:
        return 1
    return max(several, key=lambda n: (several[n], n))


def _width_below(header: list[str], body: Sequence[Sequence[str]], usual: int) -> int:
    """The header's width, more when most rows are wider, less by a trailing delimiter that only the header has."""
    named = len(header)
    while named > 1 and not header[named - 1].strip():
        named -= 1
    if not body:
        return named
    counts = Counter(len(cells) for cells in body)
    most = max(counts, key=lambda n: (counts[n], n))
    blank_tail = all(not any(c.strip() for c in cells[named:]) for cells in body)
    if blank_tail or 2 * counts[named] >= counts[most]:
        return named
    return max(named, most, usual if counts[usual] else 0)


def _named(cells: Sequence[str], width: int) -> tuple[str, ...]:
    if not cells:
        return tuple(f"column_{i}" for i in range(1, width + 1))
    return tuple(cells[:width]) + ("",) * (width - len(cells))


def _belongs(cells: Sequence[str], width: int) -> bool:
    filled = sum(1 for c in cells if c.strip())
    return filled >= max(1, min(2, width)) and (len(cells) == width or filled * 2 >= width)


def _header_index(rows: Sequence[Sequence[str]], width: int) -> int | None:
    best, found, most = 0.0, None, 0
    for index, cells in enumerate(rows):
        filled = [c for c in cells if c.strip()]
        data = sum(is_data(c) for c in filled)
        if data >= 2 or (data and width == 1):
            break  # the table's body: no header stands below it
        known = sum(is_known(c) for c in filled)
        enough = known >= (2 if width > 1 else 1) and len(filled) * 2 >= width and not data
        share = known / max(1, len(filled))
        better = share > best or (
            share == best and index - 1 == found and known > most
        )  # a name over several columns, and these below
        if enough and better and 2 * share >= 1:
            best, found, most = share, index, known
    if found is not None:
        return found
    for index, cells in enumerate(rows):
        if _belongs(cells, width) and len(cells) >= width:
            return index if _is_header(cells, rows[index + 1 :], width) else None
    return None


def _is_header(cells: Sequence[str], body: Sequence[Sequence[str]], width: int) -> bool:
    """A first row that names its columns: no cell is data, and below it stand columns of data; or, where all is text,
    every cell is filled, all differ, and none is found below it again."""
    names = [c.strip() for c in cells]
    while len(names) > 1 and not names[-1]:
        names.pop()
    filled = [name for name in names if name]
    if len(filled) * 2 < len(names) or any(is_data(c) or len(c) > 60 for c in filled):
        return False
    body = [row for row in body if 2 * len(set(filled) & {c.strip() for c in row}) <= len(filled)]  # no header of another table
    if not body:
        return all(is_known(c) for c in names)
    columns = list(zip(*(list(c) + [""] * (width - len(c)) for c in body), strict=False))
    if any(name and name in {c.strip() for c in column} for name, column in zip(names, columns, strict=False)):
        return False
    typed = sum(1 for column in columns if sum(map(is_data, column)) * 2 > sum(1 for c in column if c.strip()))
    if typed * 4 >= width:
        return True
    return all(names) and len(set(names)) == len(names) and (typed > 0 or width > 1 or all(is_known(c) for c in names))


def judge(cells: Sequence[str], layout: Layout, delimiter: str) -> tuple[Sequence[str | None], str | None]:
    """(cells padded to the width, code when the row is rejected). Cells too many stay in the last one, so that none is lost."""
    width, count = layout.width, len(cells)
    if not any(c.strip() for c in cells):
        return _padded(cells, width), "empty_row"
    if count == width:
        again = layout.header_line and tuple(cells) in (layout.header, *(layout.stacked if layout.is_composed else ()))
        return list(cells), "repeated_header" if again else "total_row" if is_total(cells) else None
    if count > width:
        if not any(c.strip() for c in cells[width:]):
            return list(cells[:width]), "total_row" if is_total(cells[:width]) else None
        return [*cells[: width - 1], delimiter.join(cells[width - 1 :])], "long_row"
    if width >= 3 and sum(1 for c in cells if c.strip()) == 1 and count * 2 <= width:
        return _padded(cells, width), "stray_line"
    return _padded(cells, width), "total_row" if is_total(cells) else None


def _padded(cells: Sequence[str], width: int) -> list[str | None]:
    return [*cells[:width], *(None,) * (width - len(cells))]
