"""Who is who among rows of many lists: hopback's resolve beside Splink 5, pandas + networkx and datasketch, in one run.

usage: python -m bench.resolve_peers [--rows 100000,500000] [--limit 170]
Each tool in a process of its own, from rows in Parquet to a person for every row; reading the rows and importing the tool are not timed.
splink: comparisons and blocks as its tutorial for persons proposes, trained without labels, clusters at 0.95. pandas + networkx: rows with
the same ID number, phone and name, or name, guardian and school are connected. datasketch: MinHash LSH of the character pairs of a row's cells
at 0.7, connected. The ratio is of
processor seconds, which other work on the machine changes least. A tool that takes longer than --limit seconds is stopped and not asked for larger sizes.
"""

import argparse
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from bench.linkage import scores
from bench.people import LISTS, people

CELLS = ["name", "phone", "id_number", "school", "guardian_name", "birth_date"]
Work = Callable[[], np.ndarray]


def hopback(path: Path) -> Work:
    from pipelines import warehouse
    from pipelines.home import Home
    from pipelines.resolve.run import run

    def work() -> np.ndarray:
        with tempfile.TemporaryDirectory() as folder:
            home = Home.at(Path(folder)).create()
            with warehouse.writer(home) as con:
                con.from_parquet(str(path)).create_view("given")
                warehouse.append(con, "records", "given", [c for c in con.table("given").columns if c != "truth"])
                lists = [
                    {"dataset_no": i, "dataset_id": f"L{i}", "kind": "seized", "state": "normalised"} for i in range(1, LISTS + 1)
                ]
                warehouse.insert(con, "datasets", lists)
                run(home, con, [])
                return con.execute("SELECT person_id FROM person_records ORDER BY dataset_no, row_no").fetchnumpy()["person_id"]

    return work


def splink(path: Path) -> Work:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = pq.read_table(path, columns=CELLS).to_pandas()
    frame.insert(0, "unique_id", np.arange(len(frame)))
    blocks = [
        ("id_number",),
        ("phone", "name"),
        ("name", "school"),
        ("name", "birth_date"),
        ("phone", "school"),
        ("guardian_name", "school", "birth_date"),
    ]

    def work() -> np.ndarray:
        settings = SettingsCreator(
            link_type="dedupe_only",
            blocking_rules_to_generate_predictions=[block_on(*rule) for rule in blocks],
            comparisons=[
                cl.LevenshteinAtThresholds("name", [1]).configure(term_frequency_adjustments=True),
                cl.LevenshteinAtThresholds("phone", [1]),
                cl.LevenshteinAtThresholds("id_number", [1]),
                cl.ExactMatch("school").configure(term_frequency_adjustments=True),
                cl.LevenshteinAtThresholds("guardian_name", [1]),
                cl.LevenshteinAtThresholds("birth_date", [1]),
            ],
        )
        linker = Linker(DuckDBAPI().register(frame), settings)
        linker.training.estimate_probability_two_random_records_match(
            ["l.id_number = r.id_number", "l.phone = r.phone AND l.name = r.name"], recall=0.6
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
        for rule in (("name", "school"), ("phone",)):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
        pairs = linker.inference.predict(threshold_match_probability=0.95)
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.95).as_pandas_dataframe()
        return found.sort_values("unique_id")["cluster_id"].to_numpy()

    return work


def pandas_networkx(path: Path) -> Work:
    import networkx as nx

    frame = pq.read_table(path, columns=CELLS).to_pandas()

    def work() -> np.ndarray:
        graph: nx.Graph[int] = nx.empty_graph(len(frame))
        for key in (["id_number"], ["phone", "name"], ["name", "guardian_name", "school"]):
            told = frame.dropna(subset=key)
            first = told.groupby(key, sort=False)[key[0]].transform(lambda cells: cells.index[0])
            graph.add_edges_from(zip(told.index.to_numpy(), first.to_numpy(), strict=True))
        return labels(graph, len(frame))

    return work


def datasketch(path: Path) -> Work:
    import networkx as nx
    from datasketch import MinHash, MinHashLSH

    rows = pq.read_table(path, columns=CELLS).to_pylist()

    def work() -> np.ndarray:
        index, graph = MinHashLSH(threshold=0.7, num_perm=64), nx.empty_graph(len(rows))
        for number, row in enumerate(rows):
            pieces = {f"{c}{v[i : i + 2]}".encode() for c, v in row.items() if v for i in range(len(v) - 1)}
            mark = MinHash(num_perm=64, seed=1)
            mark.update_batch(sorted(pieces))
            graph.add_edges_from((number, other) for other in index.query(mark))
            index.insert(number, mark)
        return labels(graph, len(rows))

    return work


def labels(graph: Any, size: int) -> np.ndarray:
    import networkx as nx

    found = np.empty(size, dtype=np.int64)
    for number, part in enumerate(nx.connected_components(graph)):
        found[list(part)] = number
    return found


TOOLS: dict[str, Callable[[Path], Work]] = {
    "hopback": hopback,
    "splink": splink,
    "pandas + networkx": pandas_networkx,
    "datasketch": datasketch,
}


def worker(tool: str, path: Path) -> None:
    """Do it, and say as JSON what it took: seconds, the process's largest memory in bytes, precision, recall, F1."""
    work = TOOLS[tool](path)
    started, cpu = time.perf_counter(), time.process_time()
    found = work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    truth = pq.read_table(path, columns=["truth"])["truth"].to_numpy()
    print(
        json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak, "scores": [float(x) for x in scores(found, truth)]}),
        file=sys.stderr,
    )


def measured(tool: str, path: Path, limit: float) -> dict[str, Any] | None:
    """What a tool took, or None when it was stopped at the limit. Raises RuntimeError when it failed."""
    command = [sys.executable, "-m", "bench.resolve_peers", "--worker", tool, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return None
    lines = [line for line in done.stderr.splitlines() if line.startswith('{"seconds"')]
    if not lines:
        raise RuntimeError(f"{tool}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(lines[0])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="100000")
    parser.add_argument("--limit", type=float, default=170)
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--worker", nargs=2, metavar=("TOOL", "PATH"))
    given = parser.parse_args()
    if given.worker:
        return worker(given.worker[0], Path(given.worker[1]))
    shown = Table("rows", "tool", "seconds", "CPU s", "ratio", "peak MB", "precision", "recall", "F1")
    tools = given.tools.split(",")
    for rows in map(int, given.rows.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.parquet"
            pq.write_table(people(rows), path)
            base = 0.0
            for tool in list(tools):
                found = measured(tool, path, given.limit)
                if found is None:
                    tools.remove(tool)
                    shown.add_row(f"{rows:,}", tool, f"over {given.limit:.0f}", *["–"] * 6)
                    continue
                base = base or found["cpu"]
                figures = (
                    f"{found['seconds']:.1f}",
                    f"{found['cpu']:.1f}",
                    f"{found['cpu'] / base:.1f}",
                    f"{found['peak'] / 1e6:.0f}",
                )
                shown.add_row(f"{rows:,}", tool, *figures, *(f"{x:.3f}" for x in found["scores"]))
    Console(width=110).print(shown)
    return None


if __name__ == "__main__":
    main()
