"""Where a run's time, memory and disk went: one line a stage, appended to ``profile.csv`` of the home, which the operator keeps.

Memory is the process' resident size, spill the size of DuckDB's temporary files; both are sampled, so that a peak shorter than the
interval may be missed. Nothing here is a person's value.
"""

import csv
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from pipelines import __version__
from pipelines.home import Home

FILE = "profile.csv"
INTERVAL = 0.05
"""Seconds between two samples."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Line:
    """A stage of a run. rows: rows of the lists that it worked on; memory and spill in bytes."""

    began: str
    version: str
    stage: str
    rows: int = 0
    done: int = 0
    seconds: float = 0.0
    peak_memory: int = 0
    peak_spill: int = 0


@dataclass
class Profile:
    """The lines of a run so far, and for each the ids that its rows are counted by."""

    home: Home
    lines: list[Line] = field(default_factory=list)
    ids: list[Sequence[str]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[Line]:
        """Measure what the block does, as a line that the caller completes."""
        line = Line(datetime.now(UTC).isoformat(timespec="seconds"), __version__, name)
        ended = threading.Event()
        sampler = threading.Thread(target=_sample, args=(self.home.root / ".spill", line, ended), daemon=True)
        started = time.monotonic()
        sampler.start()
        try:
            yield line
        finally:
            line.seconds = round(time.monotonic() - started, 2)
            ended.set()
            sampler.join()

    def count(self, line: Line, ids: Sequence[str], rows: Callable[[Sequence[str]], int]) -> None:
        """Add a line whose stage worked on ``ids``. Rows of every line are counted anew: seal's are known after load alone."""
        self.lines.append(line)
        self.ids.append(ids)
        for known, its in zip(self.lines, self.ids, strict=True):
            known.rows = rows(its)

    def table(self) -> str:
        """The lines as text: seconds, share of the time, rows a second, megabytes."""
        total = sum(line.seconds for line in self.lines) or 1.0
        head = f"{'stage':<10}{'rows':>12}{'seconds':>9}{'share':>7}{'rows/s':>11}{'peak MB':>9}{'spill MB':>9}"
        told = [
            f"{x.stage:<10}{x.rows:>12}{x.seconds:>9.2f}{x.seconds / total:>7.0%}{x.rows / max(x.seconds, 0.01):>11.0f}"
            f"{x.peak_memory / 1e6:>9.0f}{x.peak_spill / 1e6:>9.0f}"
            for x in self.lines
        ]
        return "\n".join([head, *told, f"{'all':<10}{'':>12}{total:>9.2f}"])


_current: list[Profile] = []


def current() -> Profile | None:
    """The profile of the run that is going on, if one is kept."""
    return _current[-1] if _current else None


@contextmanager
def kept(home: Home) -> Iterator[Profile]:
    """Profile the stages that run inside the block and append them to the home's history, also when one of them fails."""
    profile = Profile(home)
    _current.append(profile)
    try:
        yield profile
    finally:
        _current.remove(profile)
        _append(home.root / FILE, profile.lines)


def _append(path: Path, lines: Sequence[Line]) -> None:
    if not lines:
        return
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Line)])
        if new:
            writer.writeheader()
        writer.writerows(asdict(line) for line in lines)


def _sample(spill: Path, line: Line, ended: threading.Event) -> None:
    while True:
        line.peak_memory = max(line.peak_memory, _resident())
        line.peak_spill = max(line.peak_spill, _size(spill))
        if ended.wait(INTERVAL):
            return


def _resident() -> int:
    """Bytes of memory that the process holds; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _size(folder: Path) -> int:
    size = 0
    try:
        for entry in os.scandir(folder):
            size += entry.stat().st_blocks * 512  # spill files are sparse
    except OSError:
        return size  # not there yet, or a file went away while it was counted
    return size
