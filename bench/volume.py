"""Twenty lists of a million rows, and nights into them, beside DuckDB's plain CREATE TABLE AS of the same files in the same run.

usage: python -m bench.volume [--lists 20] [--rows 1000000] [--night 100000] [--memory 4GB] [--folder DIR]
Prints what the plain load and each stage took and their ratio, then what a list of --night rows takes in an empty home and, for four
kinds of rows of the same case and two of another, in the home with all lists. List k was copied from list (k - 1) // 2: 13 batches of
20 are its source's, seven are its own; one cell in a hundred of what was copied is altered. Seven columns, about 95 bytes a row.
"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from rich.console import Console
from rich.table import Table

from bench.beijing import measure
from bench.ingest import create_tables
from pipelines import profile, stages
from pipelines.demo import mutate as m
from pipelines.demo import people

BATCHES, OWN = 20, 7
HEADER = {
    "name": "姓名", "id_number": "身份证号", "phone": "手机号", "school": "学校", "class": "班级", "guardian_name": "家长姓名",
    "address": "家庭住址",
}  # fmt: skip
MORE = 5_000
"""Number of the first batch of persons whom no list holds."""


def persons(batch: int, rows: int) -> pa.Table:
    """A batch of persons, always the same; each batch has an area code of its own, so that no two persons share an ID number."""
    place = np.arange(rows)
    rng = np.random.default_rng([5, batch])
    table = people.population(rows, 254, rng, first_pid=batch * rows)
    born = (np.datetime64("2003-01-01") + place % 3000).astype("datetime64[D]").astype(str)
    days = np.char.replace(born, "-", "").astype(np.int64)
    return m.put(table, "id_number", people.id_numbers(np.full(rows, 990_000 + batch), days, place // 3000))


def batches(number: int) -> list[int]:
    """The batches of persons in a list: its source's last 13, then seven that nobody had."""
    if number == 0:
        return list(range(BATCHES))
    first = BATCHES + (number - 1) * OWN
    return batches((number - 1) // 2)[OWN:] + list(range(first, first + OWN))


def list_rows(number: int, rows: int) -> Iterator[pa.Table]:
    """A list batch by batch, what was copied with the slips of all who copied it."""
    for batch in batches(number):
        yield copied(number, batch, rows)


def copied(number: int, batch: int, rows: int) -> pa.Table:
    """A batch as a list has it: its source's, with the list's own slips."""
    source = (number - 1) // 2
    if number == 0 or batch not in batches(source):
        return persons(batch, rows // BATCHES).select(["pid", *HEADER])
    return m.noise(0.01)(copied(source, batch, rows), m.Hand(np.random.default_rng([number, batch])))


def known(first: int, rows: int, batch: int) -> pa.Table:
    """So many rows of the first list, from its batch ``first`` on; ``batch``: rows of a batch of it."""
    return pa.concat_tables(persons(first + k, batch) for k in range(-(-rows // batch))).slice(0, rows)


def other_phones(table: pa.Table) -> pa.Table:
    """The same persons, each with a phone number that nobody had."""
    return m.put(table, "phone", people.text(["169", people.digits(np.asarray(table["pid"]) * 7_654_321 % 10**8, 8)]))


NIGHTS: dict[str, tuple[str, Callable[[int, int], pa.Table]]] = {
    "copies of known rows": ("V-1", lambda rows, batch: known(0, rows, batch)),
    "known persons with new phones": ("V-1", lambda rows, batch: other_phones(known(0, rows, batch))),
    "known ID numbers, all else other": ("V-1", lambda rows, _: persons(0, rows)),
    "new persons": ("V-1", lambda rows, _: persons(MORE, rows)),
    "new persons of another case": ("V-2", lambda rows, _: persons(MORE + 1, rows)),
    "known persons of another case": ("V-3", lambda rows, batch: other_phones(known(2, rows, batch))),
}
"""Name → its case and its rows, of their number and the rows of a batch of the lists."""


def write(folder: Path, lists: dict[str, Iterator[pa.Table]], case: str = "V-1") -> Path:
    """An intake of these lists, all of one case."""
    folder.mkdir(parents=True)
    lines = ["file,kind,case_id,holder,obtained_at"]
    for number, (name, tables) in enumerate(lists.items()):
        with pa.OSFile(str(folder / name), "wb") as sink:
            sink.write((",".join(HEADER.values()) + "\n").encode())
            for table in tables:
                pc.write_csv(table.select(list(HEADER)), sink, pc.WriteOptions(include_header=False, quoting_style="none"))
        lines.append(f"{name},seized,{case},holder {name},2016-06-{number % 28 + 1:02d}T12:00:00")
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def ingest(intake: Path, home: Path, memory: str) -> tuple[float, int]:
    """(seconds, peak bytes) of `hopback ingest`."""
    home.mkdir(exist_ok=True)
    (home / "hopback.toml").write_text(f'memory_limit = "{memory}"\n', "utf-8")
    return measure([sys.executable, "-m", "pipelines.cli", "ingest", str(intake), "--home", str(home), "--profile"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=int, default=20)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of each list")
    parser.add_argument("--night", type=int, default=100_000, help="rows of a night; 0: no nights")
    parser.add_argument("--memory", default="4GB", help="DuckDB's memory_limit, for hopback")
    parser.add_argument("--folder", type=Path, default=None, help="where there is room: about 600 bytes a row")
    given = parser.parse_args()
    console = Console(width=100)
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder, home = Path(name), Path(name) / "home"
        intake = write(folder / "in", {f"list{k:02}.csv": list_rows(k, given.rows) for k in range(given.lists)})
        plain = create_tables(sorted(intake.glob("list*.csv")), folder / "plain.duckdb")
        (folder / "plain.duckdb").unlink()
        seconds, peak = ingest(intake, home, given.memory)
        console.print(
            _stages(plain, seconds, peak, home, f"{given.lists} lists of {given.rows:,} rows, memory_limit {given.memory}")
        )
        if given.night:
            console.print(_nights(folder, home, given.night, given.rows // BATCHES, given.memory))


def _stages(plain: float, seconds: float, peak: int, home: Path, title: str) -> Table:
    shown = Table("step", "seconds", "ratio", "peak GB", "spill GB", title=title)
    shown.add_row("plain CREATE TABLE AS", f"{plain:.1f}", "1.0", "", "")
    with (home / profile.FILE).open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            if line["stage"] in stages.INGEST:
                took, memory, spill = float(line["seconds"]), int(line["peak_memory"]), int(line["peak_spill"])
                shown.add_row(line["stage"], f"{took:.1f}", f"{took / plain:.1f}", f"{memory / 1e9:.1f}", f"{spill / 1e9:.1f}")
    shown.add_row("ingest", f"{seconds:.1f}", f"{seconds / plain:.1f}", f"{peak / 1e9:.1f}", "")
    return shown


def _nights(folder: Path, home: Path, rows: int, batch: int, memory: str) -> Table:
    shown = Table("night", "empty home", "with all lists", "more", title=f"a night of {rows:,} rows, seconds")
    for number, (name, (case, made)) in enumerate(NIGHTS.items()):
        intake = write(folder / f"night{number}", {f"night{number}.csv": iter([made(rows, batch)])}, case)
        empty, _ = ingest(intake, folder / f"empty{number}", memory)
        full, _ = ingest(intake, home, memory)
        shown.add_row(name, f"{empty:.1f}", f"{full:.1f}", f"{full - empty:+.1f}")
    return shown


if __name__ == "__main__":
    main()
