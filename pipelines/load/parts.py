"""Several tables below each other in one text or sheet: where one ends and the next begins."""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice

from pipelines.load.layout import Layout
from pipelines.load.table import Rows
from pipelines.load.words import is_data, is_known

AHEAD = 3  # rows below a header that must be of its width


class Part:
    """The data rows of one table, each time anew; ``next_line`` is the line of the next table's header when a walk met one."""

    def __init__(self, source: Callable[[], Rows], where: Layout) -> None:
        self.next_line: int | None = None
        self.walked = False
        self._source, self._where = source, where

    def __call__(self) -> Rows:
        rows = self._source()
        window = deque(islice(rows, AHEAD + 1))
        last = 0
        while window:
            line, cells = window.popleft()
            if last and self._begins(cells, line - last > 1, [c for _, c in window]):
                self.next_line = line
                break
            yield line, cells
            last = line
            window.extend(islice(rows, 1))
        self.walked = True

    def walk(self) -> None:
        """Look for the end, if nobody has read so far."""
        if not self.walked:
            deque(self(), maxlen=0)

    def _begins(self, cells: Sequence[str], gap: bool, below: Sequence[Sequence[str]]) -> bool:
        """Whether a row is a header of another table: other names of columns above rows of its own width."""
        width = len(cells)
        if not below or (width == self._where.width and not gap):
            return False  # nearly every row
        names = [c.strip() for c in cells if c.strip()]
        if len(names) < 2 or any(map(is_data, names)) or tuple(cells) == self._where.header:
            return False
        if width != self._where.width and all(len(row) == width for row in below):
            shared = len(set(names) & {name.strip() for name in self._where.header})
            return 2 * max(shared, sum(map(is_known, names))) > len(names)
        return gap and all(map(is_known, names)) and len(set(names)) == len(names)
