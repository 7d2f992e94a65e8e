"""Time of derive and trace against the number of lists of one case.

usage: python -m bench.scale [--lists 50,100,200,400] [--rows 5000] [--actors 300]
Lists are made in memory (numpy, seeded) and put where resolve would leave them; derive and trace then run as they are.
"""

import argparse
import logging
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from pipelines import warehouse
from pipelines.derive.run import run as derive
from pipelines.home import Home
from pipelines.trace.run import run as trace

FIELDS = ("name", "phone", "id_number", "school", "grade", "class", "guardian_name", "address")
LETTERS = np.array(list("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉萍红云天宇浩然"))
START = datetime(2016, 3, 1)


def universe(r: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    """Cells of n persons, by field."""
    name = LETTERS[r.integers(0, len(LETTERS), (n, 3))].astype(object).sum(axis=1)
    return {
        "name": name,
        "phone": np.char.add("154", np.char.zfill(r.permutation(10**7)[:n].astype(str), 8)).astype(object),
        "id_number": np.char.add("99010020050101", np.char.zfill(np.arange(n).astype(str), 7)).astype(object),
        "school": np.char.add(np.char.add("甲州市第", r.integers(1, 254, n).astype(str)), "小学").astype(object),
        "grade": r.integers(1, 10, n).astype(str).astype(object),
        "class": r.integers(1, 13, n).astype(str).astype(object),
        "guardian_name": LETTERS[r.integers(0, len(LETTERS), (n, 3))].astype(object).sum(axis=1),
        "address": np.char.add(np.char.add("甲州市中山路", r.integers(1, 9999, n).astype(str)), "号").astype(object),
    }


def copy(
    r: np.random.Generator, parent: tuple[np.ndarray, dict], other: tuple[np.ndarray, dict], rows: int, errors: float
) -> tuple:
    """A parent's list with 3 % of its rows dropped, filled up from another list, cells altered at the rate ``errors``."""
    persons, cells = parent
    keep = r.random(len(persons)) > 0.03
    new = ~np.isin(other[0], persons[keep])
    fill = np.flatnonzero(new)[: max(rows - keep.sum(), 0)]
    kept = np.concatenate([persons[keep], other[0][fill]])[:rows]
    out = {f: np.concatenate([cells[f][keep], other[1][f][fill]])[:rows] for f in FIELDS}
    for f in ("name", "school", "guardian_name", "address"):
        hit = np.flatnonzero(r.random(len(kept)) < errors)
        for i in hit:
            k = int(r.integers(0, len(out[f][i])))
            out[f][i] = out[f][i][:k] + str(r.choice(LETTERS)) + out[f][i][k + 1 :]
    return kept, out


def fill(con: warehouse.Connection, lists: int, rows: int, actors: int, seed: int = 7) -> None:
    """A case of so many lists in the tables that derive reads, with payments and messages of half of the sales."""
    r = np.random.default_rng(seed)
    people = universe(r, 12 * rows)
    sources = [np.sort(r.choice(12 * rows, rows, replace=False)) for _ in range(max(2, lists // 40))]
    made = [(s, {f: people[f][s].copy() for f in FIELDS}) for s in sources]
    holder = [int(r.integers(0, actors)) for _ in made]
    payments, chats = [], []
    while len(made) < lists:
        parent = int(r.integers(max(0, len(made) - 60), len(made)))
        made.append(copy(r, made[parent], made[int(r.integers(0, len(made)))], rows, 0.002))
        buyer = int(r.integers(0, actors))
        holder.append(buyer)
        at = START + timedelta(days=len(made) * 0.5)
        if r.random() < 0.6:
            payments.append((at, f"actor{buyer}", f"actor{holder[parent]}", round(rows * float(np.exp(r.normal(-1.6, 0.4))), 2)))
        if r.random() < 0.5:
            chats.append((at, f"actor{holder[parent]}", f"actor{buyer}", f"{rows}条 发你了", f"list{len(made) - 1}.csv"))
    for number, (persons, cells) in enumerate(made, 1):
        warehouse.insert(con, "datasets", [{
            "dataset_no": number, "dataset_id": f"d{number}", "case_id": "K", "path": f"list{number - 1}.csv", "kind": "seized",
            "sha256": f"sha{number}", "holder": f"actor{holder[number - 1]}", "rows_accepted": len(persons), "state": "resolved",
            "obtained_at": START + timedelta(days=lists),
        }])  # fmt: skip
        columns = [{"dataset_no": number, "position": i, "header": f, "field": f} for i, f in enumerate(FIELDS)]
        warehouse.insert(con, "dataset_columns", columns)
        base = {"dataset_no": np.full(len(persons), number, "int32"), "row_no": np.arange(1, len(persons) + 1)}
        put(con, "records", base | {f: pa.array(cells[f], pa.string()) for f in FIELDS} | {"cells_hash": said(cells)})
        put(con, "person_records", base | {"person_id": persons})
    for table, names, found in (
        ("payments", ("time", "payer", "payee", "amount"), payments),
        ("chats", ("time", "sender", "receiver", "text", "file_name"), chats),
    ):
        columns = dict(zip(names, map(list, zip(*found, strict=True)), strict=True))
        lines = {"source_line": np.arange(2, len(found) + 2), "source_file": [f"{table}.csv"] * len(found)}
        put(con, table, columns | lines | {"case_id": ["K"] * len(found), "finding_id": [table] * len(found)})


def put(con: warehouse.Connection, table: str, columns: dict) -> None:
    con.register("given", pa.table(columns))
    warehouse.append(con, table, "given", list(columns))
    con.unregister("given")


def said(cells: dict[str, np.ndarray]) -> np.ndarray:
    """A hash of all cells of each row: derive asks it whether two rows say the same."""
    return pd.util.hash_pandas_object(pd.DataFrame({f: cells[f] for f in FIELDS}), index=False).to_numpy()


Times = tuple[float, float]
"""Seconds by the clock, and of processor time: on a machine that others use the second tells more."""


def now() -> Times:
    return time.perf_counter(), time.process_time()


def one(lists: int, rows: int, actors: int) -> tuple[Times, Times, int]:
    """(times of derive, of trace, hops) of one case in a fresh home."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(Path(folder))
        with warehouse.writer(home) as con:
            fill(con, lists, rows, actors)
            started = now()
            derive(home, con, [])
            half = now()
            trace(home, con, [])
            end = now()
            hops = con.execute("SELECT count(*) FROM hops WHERE confidence >= 0.5").fetchone()
    first, second = ((b[0] - a[0], b[1] - a[1]) for a, b in ((started, half), (half, end)))
    return first, second, hops[0] if hops else 0


def exponent(before: tuple[int, float] | None, lists: int, seconds: float) -> str:
    """p in seconds ∝ listsᵖ, between two numbers of lists."""
    if before is None:
        return "–"
    return f"{np.log(seconds / before[1]) / np.log(lists / before[0]):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", default="50,100,200,400")
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--actors", type=int, default=300)
    given = parser.parse_args()
    logging.disable(logging.INFO)
    shown = Table(
        "lists", "derive, s", "trace, s", "derive, cpu s", "trace, cpu s", "exponent of the cpu", "hops ≥ 0.5",
        title=f"{given.actors} actors, lists of {given.rows} rows",
    )  # fmt: skip
    before: tuple[int, float] | None = None
    for lists in map(int, given.lists.split(",")):
        (first, first_cpu), (second, second_cpu), hops = one(lists, given.rows, given.actors)
        grown = exponent(before, lists, first_cpu + second_cpu)
        times = (f"{value:.1f}" for value in (first, second, first_cpu, second_cpu))
        shown.add_row(str(lists), *times, grown, str(hops))
        before = lists, first_cpu + second_cpu
    Console(width=100).print(shown)


if __name__ == "__main__":
    main()
