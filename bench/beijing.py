"""The Beijing files, 67 cases, streamed at a scale and run to the published database: the curve of time, memory and disk.

usage: python -m bench.beijing [--shares 0.01,0.02] [--memory 7GB] [--folder DIR]
A share of 1 is all 162,513,874 records. Prints for every share: rows, seconds, seconds per million rows and their ratio to the smallest
share, peak memory of the process tree, bytes of the home; then checks that the published rows add up exactly.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines import warehouse
from pipelines.demo import beijing, generate

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Run:
    """One run: rows, seconds, peak bytes of memory of the process tree, bytes of the home."""

    rows: int
    seconds: float
    peak: int
    disk: int


def tree_memory(root: int) -> int:
    """Resident bytes of a process and all below it."""
    parents, sizes = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                sizes[int(entry.name)] = int((entry / "statm").read_text().split()[1]) * PAGE
            except (OSError, IndexError):
                continue  # it has ended
    below, grown = {root}, True
    while grown:
        more = {p for p, parent in parents.items() if parent in below} - below
        below, grown = below | more, bool(more)
    return sum(sizes.get(p, 0) for p in below)


def measure(command: list[str], meanwhile: Callable[[], None] = lambda: None) -> tuple[float, int]:
    """(seconds, peak bytes) of a command; ``meanwhile`` is called again and again. Raises CalledProcessError when it fails."""
    started, peak = time.perf_counter(), 0
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            peak = max(peak, tree_memory(process.pid))
            meanwhile()
            time.sleep(0.1)
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - started, peak


def one(share: float, memory: str, folder: Path) -> Run:
    """Write the intake, run it, check the sum. The intake's lists go when they are sealed: the disk need not hold them twice."""
    rows = round(beijing.RECORDS * share)
    made = generate("beijing", rows, folder / "demo")
    home = folder / "home"
    home.mkdir()
    (home / "hopback.toml").write_text(f'memory_limit = "{memory}"\n', "utf-8")

    def clear() -> None:
        if next((home / "staging").glob("*.parquet"), None):  # load has begun
            for path in made.intake.rglob("*.csv"):
                path.unlink()

    seconds, peak = measure(
        [sys.executable, "-m", "pipelines.cli", "run", str(made.intake), "--home", str(home), "--profile"], clear
    )
    with warehouse.reader(home / "published" / "hopback.duckdb") as con:
        read, cases = con.execute("SELECT sum(rows_read), count(DISTINCT case_id) FROM datasets").fetchone() or (0, 0)
    if (read, cases) != (rows, beijing.CASES):
        raise SystemExit(f"{read} rows of {cases} cases were published, not {rows} of {beijing.CASES}")
    return Run(rows, seconds, peak, sum(p.stat().st_size for p in home.rglob("*") if p.is_file()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shares", default="0.001,0.01", help="shares of the 162.5 million, smallest first")
    parser.add_argument("--memory", default="7GB", help="DuckDB's memory_limit")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where there is room: about 500 bytes a row, spill and CSV with it"
    )
    given = parser.parse_args()
    runs: list[Run] = []
    for share in map(float, given.shares.split(",")):
        folder = Path(tempfile.mkdtemp(dir=given.folder))
        try:
            runs.append(one(share, given.memory, folder))
        finally:
            shutil.rmtree(folder)
    shown = Table("rows", "seconds", "s per million", "ratio", "peak GB", "home GB")
    base = runs[0].seconds / runs[0].rows
    for r in runs:
        each = r.seconds / r.rows
        shown.add_row(
            f"{r.rows:,}",
            f"{r.seconds:.1f}",
            f"{1e6 * each:.2f}",
            f"{each / base:.2f}",
            f"{r.peak / 1e9:.2f}",
            f"{r.disk / 1e9:.2f}",
        )
    Console(width=100).print(shown)


if __name__ == "__main__":
    main()
