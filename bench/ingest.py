"""Ratio of `hopback ingest` to DuckDB's plain CREATE TABLE AS of the same text files, in one run.

usage: python bench/ingest.py [--persons 100000]
Prints a table: stage, seconds, ratio to the raw load. A ratio, never a bound: timings decide no test.
"""

import argparse
import csv
import logging
import tempfile
import time
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines import flow, stages
from pipelines.demo import generate
from pipelines.home import Home


def create_tables(paths: list[Path], database: Path) -> float:
    """Seconds that DuckDB needs to put UTF-8 texts, all cells as text, into tables of a new database."""
    con = duckdb.connect(str(database))
    started = time.perf_counter()
    for number, path in enumerate(paths):
        con.execute(f"CREATE TABLE t{number} AS FROM read_csv($path, all_varchar = true, strict_mode = false)", {"path": str(path)})
    con.close()
    return time.perf_counter() - started


def raw_load(intake: Path, scratch: Path) -> float:
    """Seconds that DuckDB needs to put the intake's UTF-8 lists, all cells as text, into tables on disk."""
    with (intake / "manifest.csv").open(encoding="utf-8-sig") as lines:
        named = [row["file"] for row in csv.DictReader(lines) if row["kind"] in ("seized", "leaked", "reference")]
    texts = []
    for name in named:
        if name.endswith((".csv", ".txt")) and "!" not in name and (intake / name).exists():
            content = (intake / name).read_bytes()
            try:
                decoded = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                decoded = content.decode("gb18030", "replace")
            (scratch / f"{len(texts)}.csv").write_text(decoded, "utf-8")
            texts.append(scratch / f"{len(texts)}.csv")
    return create_tables(texts, scratch / "raw.duckdb")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    persons = parser.parse_args().persons
    logging.getLogger("hopback").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        demo = generate("jiaxing", persons, base / "demo")
        (base / "raw").mkdir()
        raw = raw_load(demo.intake, base / "raw")
        home = Home.at(base / "home").create()
        took: dict[str, float] = {}
        ids: tuple[str, ...] = (str(demo.intake),)
        for name in stages.NAMES:
            started = time.perf_counter()
            cases = flow.changed_cases(home) if name == "trace" else []
            if name == "trace":
                ids = tuple(cases)
            options = {"settle_seconds": 0.0} if name == "seal" else {}
            flow.run_stage(home, name, ids if name in ("seal", *stages.TRACE[:-1]) else (), **options)
            took[name] = time.perf_counter() - started
        table = Table("step", "seconds", "ratio to raw load", title=f"{persons} persons")
        table.add_row("DuckDB CREATE TABLE AS (text lists only)", f"{raw:.2f}", "1.0")
        for name, seconds in took.items():
            table.add_row(name, f"{seconds:.2f}", f"{seconds / raw:.1f}")
        table.add_row("ingest", f"{sum(took[n] for n in stages.INGEST):.2f}", f"{sum(took[n] for n in stages.INGEST) / raw:.1f}")
        Console().print(table)


if __name__ == "__main__":
    main()
