"""How far the confidences can be trusted: markets of our own making, stated against observed in every tenth of the scale.

usage: python -m bench.reliability [--seeds 1-15] [--profile NAME] [--markets DIR] [--homes DIR]
Runs seal … trace in process, two markets at a time. --markets takes intakes with their truth beside them from a folder instead of
making them. --homes keeps the homes; those that are there are not ingested again, only derived and traced.
"""

import argparse
import logging
import multiprocessing
import os
import shutil
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.markets import PROFILES, Market, write
from bench.markets.score import Answer, deciles, judged, means, read_truth, score, traced
from pipelines import flow, warehouse
from pipelines.home import Home

KEYS = ("hop_f1", "derivation_f1", "source", "chain", "brier")
DERIVED = (
    "list_persons", "case_persons", "variants", "variant_readings", "case_samples", "sampled_records", "spelt_records", "list_pairs",
    "list_merges", "case_merges", "compared_lists", "derivations",
)  # fmt: skip
"""Tables of derive: without them every list is a new one."""
Result = tuple[str, str, dict[str, float], list[tuple[float, bool]], float]


def one(job: tuple[str, int, str | None, str | None]) -> Result:
    """Make (or take) one market, trace it, score it: (kind, name, figures, judged hops, seconds)."""
    profile, seed, given, homes = job
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as scratch:
        name = f"{profile}-{seed}" if given is None else profile
        market = Path(given or scratch) / name
        root = Path(homes or scratch) / f"home-{name}"
        root.mkdir(parents=True, exist_ok=True)
        (root / "hopback.toml").write_text('memory_limit = "1GB"\nthreads = 1\n', "utf-8")
        home = Home.at(root)
        kept = home.warehouse.exists()
        if given is None and not kept:
            write(Market(profile, seed), Path(scratch))
            if homes:
                shutil.copy(Path(scratch) / f"{name}.truth.json", homes)
        truth = read_truth(Path(homes) / name if homes and given is None else market)
        started = time.perf_counter()
        answer = again(home) if kept else traced(home, market)
        kind = profile if given is None else profile.rsplit("-", 1)[0]
        return kind, name, score(answer, truth), judged(answer, truth), time.perf_counter() - started


def again(home: Home) -> Answer:
    """Derive and trace the lists of a home that was kept once more."""
    with warehouse.writer(home) as con:
        con.execute("UPDATE datasets SET state = 'resolved' WHERE state = 'derived'")
        con.execute("DELETE FROM traced")
        for table in (*DERIVED, "hops"):  # made anew, with the columns of today
            con.execute(f"DROP TABLE {table}")
        case = con.execute("SELECT any_value(case_id) FROM datasets").fetchone()
    flow.run_stage(home, "derive")
    flow.run_stage(home, "trace", [case[0]])
    with warehouse.reader(home.warehouse) as con:
        return Answer.read(con, case[0])


def table(results: list[Result]) -> None:
    """Figures by kind of market, then the reliability table over all hops."""
    console = Console(width=110)
    shown = Table("kind", "markets", *KEYS, "worst hop_f1", "seconds")
    for kind in [*sorted({r[0] for r in results}), "all"]:
        part = [r for r in results if kind in (r[0], "all")]
        mean = means(r[2] for r in part)
        worst = min(part, key=lambda r: r[2]["hop_f1"])
        shown.add_row(
            kind, str(len(part)), *(f"{mean[k]:.3f}" if k in mean else "" for k in KEYS), f"{worst[2]['hop_f1']:.2f} {worst[1]}",
            f"{sum(r[4] for r in part) / len(part):.1f}",
        )  # fmt: skip
    console.print(shown)
    shown = Table("stated", "observed", "gap", "its standard error", "hops", title="reliability of hops; error by market")
    for stated, observed, error, number in deciles([r[3] for r in results]):
        shown.add_row(f"{stated:.3f}", f"{observed:.3f}", f"{observed - stated:+.3f}", f"{error:.3f}", str(number))
    console.print(shown)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-15")
    parser.add_argument("--profile", action="append", choices=sorted(PROFILES))
    parser.add_argument("--markets", type=Path)
    parser.add_argument("--homes")
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if given.markets:
        found = sorted(p.name for p in given.markets.iterdir() if p.is_dir() and (given.markets / f"{p.name}.truth.json").exists())
        jobs = [(name, 0, str(given.markets), given.homes) for name in found]
    else:
        low, _, high = given.seeds.partition("-")
        profiles = given.profile or sorted(PROFILES)
        jobs = [(p, seed, None, given.homes) for p in profiles for seed in range(int(low), int(high or low) + 1)]
    with multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=40) as pool:
        results = sorted(pool.imap_unordered(one, jobs))
    table(results)


if __name__ == "__main__":
    main()
