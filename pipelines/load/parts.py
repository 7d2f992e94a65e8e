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
        rows, width, last = self._source(), self._where.width, 0
        ahead: deque[tuple[int, list[str]]] = deque()
        while row := ahead.popleft() if ahead else next(rows, None):
            line, cells = row
            if last and (len(cells) != width or line - last > 1):  # else a row like the others
                ahead.extend(islice(rows, AHEAD - len(ahead)))
                if self._begins(cells, line - last > 1, [c for _, c in ahead]):
                    self.next_line = line
                    break
            yield row
            last = line
        self.walked = True

    def walk(self) -> None:
        """Look for the end, if nobody has read so far."""
        if not self.walked:
            deque(self(), maxlen=0)

    def _begins(self, cells: Sequence[str], gap: bool, below: Sequence[Sequence[str]]) -> bool:
        """Whether a row is a header of another table: other names of columns above rows of its own width."""
        width = len(cells)
        if not below:
            return False
        names = [c.strip() for c in cells if c.strip()]
        if len(names) < 2 or any(map(is_data, names)) or tuple(cells) == self._where.header:
            return False
        if width != self._where.width and all(len(row) == width for row in below):
            shared = len(set(names) & {name.strip() for name in self._where.header})
            return 2 * max(shared, sum(map(is_known, names))) > len(names)
        return gap and all(map(is_known, names)) and len(set(names)) == len(names)
