"""One list larger than DuckDB's memory through `hopback ingest`: it ends, by spilling, and memory stays bounded.

usage: python -m bench.spill [--rows 10000000] [--memory 1GB] [--folder DIR]
Writes a list of so many synthetic rows (about 115 bytes each), ingests it in a home with that memory_limit and prints rows, bytes of the
list, seconds, peak memory of the process, and per stage what --profile keeps: seconds, peak memory, peak spill. Ends with 1 if a row is lost.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc

from bench.beijing import measure
from bench.people import people
from pipelines import warehouse

PIECE = 500_000
HEADER = "姓名,手机号,身份证号,学校,家长姓名,出生日期\n"
CELLS = ("name", "phone", "id_number", "school", "guardian_name", "birth_date")
ROWS = """
SELECT (SELECT sum(rows_read) FROM datasets), (SELECT count(*) FROM person_records), (SELECT count(*) FROM persons)
"""


def write(path: Path, rows: int) -> None:
    """The list, a piece at a time."""
    with pa.OSFile(str(path), "wb") as sink:
        sink.write(HEADER.encode())
        for start in range(0, rows, PIECE):
            piece = people(min(PIECE, rows - start), seed=start + 1).select(CELLS)
            pc.write_csv(piece, sink, pc.WriteOptions(include_header=False, quoting_style="none"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--folder", type=Path, default=None, help="where there is room: about 600 bytes a row")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        intake, home = Path(folder) / "in", Path(folder) / "home"
        intake.mkdir()
        home.mkdir()
        write(intake / "list.csv", given.rows)
        line = "list.csv,seized,S,holder,2016-05-30T22:35:27"
        (intake / "manifest.csv").write_text(f"file,kind,case_id,holder,obtained_at\n{line}\n", "utf-8")
        (home / "hopback.toml").write_text(f'memory_limit = "{given.memory}"\n', "utf-8")
        size = (intake / "list.csv").stat().st_size
        command = [sys.executable, "-m", "pipelines.cli", "ingest", str(intake), "--home", str(home), "--profile"]
        seconds, peak = measure(command)
        with warehouse.reader(home / "warehouse.duckdb") as con:
            read, tied, persons = con.execute(ROWS).fetchone() or (0, 0, 0)
    print(
        f"{given.rows:,} rows, {size / 1e6:,.0f} MB, memory_limit {given.memory}: {seconds:.0f} s, peak {peak / 1e6:,.0f} MB, {persons:,} persons"
    )
    if (read, tied) != (given.rows, given.rows):
        raise SystemExit(f"{read} rows were read and {tied} have a person")


if __name__ == "__main__":
    main()
