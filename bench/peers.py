"""What one would do instead, on the same markets in one run: lists to derivations, persons as hopback resolved them.

usage: python -m bench.peers [--markets DIR] [--seeds 1-5 | --seeds 0] [--profile NAME] [--homes DIR]
--markets takes intakes with their truth beside them from a folder, before those of our own making; --seeds 0 makes none.
containment: parent = the list that holds most of the child's persons, by Edmonds' branching. mst: minimum spanning tree on 1 −
Jaccard (RELIC's way; no direction, so scored without). earlier: the nearest list, by Jaccard, that is larger (no list carries the time
at which it was made). lsh: datasketch's LSH Ensemble for the question which lists are related at all.
"""

import argparse
import itertools
import logging
import multiprocessing
import tempfile
from pathlib import Path
from typing import Any

import networkx as nx
from rich.console import Console
from rich.table import Table

from bench.markets import PROFILES, Market, write
from bench.markets.score import CUT, Answer, f1, means, read_truth, sold, traced
from pipelines import warehouse
from pipelines.home import Home

Persons = dict[str, frozenset[int]]
Edges = set[tuple[str, str]]
LISTS = """
SELECT d.path, list(DISTINCT p.person_id) FROM datasets AS d JOIN person_records AS p USING (dataset_no)
WHERE p.person_id IS NOT NULL GROUP BY d.path
"""


def containment(lists: Persons) -> Edges:
    """Edmonds on the share of the child's persons that the parent has; a list of its own below a half."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for parent, child in itertools.permutations(sorted(lists), 2):
        graph.add_edge(parent, child, weight=len(lists[parent] & lists[child]) / len(lists[child]))
    graph.add_weighted_edges_from(("", child, 0.5) for child in lists)
    return {(a, b) for a, b in nx.maximum_spanning_arborescence(graph).edges if a}


def mst(lists: Persons) -> Edges:
    graph: nx.Graph[str] = nx.Graph()
    for a, b in itertools.combinations(sorted(lists), 2):
        graph.add_edge(a, b, weight=1 - len(lists[a] & lists[b]) / len(lists[a] | lists[b]))
    return {(a, b) for a, b, d in nx.minimum_spanning_edges(graph, data=True) if d["weight"] < 0.95}


def earlier(lists: Persons) -> Edges:
    out = set()
    for child in sorted(lists):
        larger = [p for p in sorted(lists) if (len(lists[p]), p) > (len(lists[child]), child) and lists[p] & lists[child]]
        if larger:
            out.add((max(larger, key=lambda p: len(lists[p] & lists[child]) / len(lists[p] | lists[child])), child))
    return out


def lsh(lists: Persons) -> Edges:
    """Unordered pairs that MinHash LSH Ensemble finds at containment 0.5."""
    from datasketch import MinHash, MinHashLSHEnsemble

    prints = {}
    for name, persons in lists.items():
        prints[name] = MinHash(num_perm=128, seed=1)
        prints[name].update_batch([str(p).encode() for p in sorted(persons)])
    index = MinHashLSHEnsemble(threshold=0.5, num_perm=128, num_part=8)
    index.index([(name, prints[name], len(lists[name])) for name in sorted(lists)])
    return {(min(a, b), max(a, b)) for a in lists for b in index.query(prints[a], len(lists[a])) if a != b}


def once(edges: Edges) -> Edges:
    """The very file sold, found at the seller too, counts once; for every method alike."""
    return {(sold(a), sold(b)) for a, b in edges if sold(a) != sold(b)}


def undirected(edges: Edges) -> set[frozenset[str]]:
    return {frozenset(e) for e in edges}


def compare(lists: Persons, answer: Answer, truth: dict[str, Any]) -> dict[str, dict[str, float]]:
    """By method: F1 of derivations, directed and not; of related pairs, the recall."""
    wanted = {(d["parent"], d["child"]) for d in truth["derivations"]}
    ours = {pair for pair, c in answer.derivations.items() if c >= CUT}
    found = {"hopback": ours, "containment + Edmonds": containment(lists), "nearest larger list": earlier(lists)}
    found = {name: once(edges) for name, edges in found.items()}
    out = {
        name: {"directed": f1(edges, wanted), "undirected": f1(undirected(edges), undirected(wanted))}
        for name, edges in found.items()
    }
    out["MST on Jaccard"] = {"undirected": f1(undirected(once(mst(lists))), undirected(wanted))}
    pairs = {(min(p), max(p)) for p in wanted}
    shared = {(a, b) for a, b in itertools.combinations(sorted(lists), 2) if lists[a] & lists[b]}
    if pairs:
        out["hopback"]["pairs found"] = len(pairs & shared) / len(pairs)
        out["LSH Ensemble (pairs)"] = {"pairs found": len(pairs & lsh(lists)) / len(pairs)}
    return out


Result = tuple[str, dict[str, dict[str, float]]]
"""Kind of market; by method its figures."""


def measured(home: Home, market: Path) -> dict[str, dict[str, float]]:
    """The figures of every method on one market, traced already."""
    truth = read_truth(market)
    with warehouse.reader(home.warehouse) as con:
        lists = {path: frozenset(persons) for path, persons in con.execute(LISTS).fetchall()}
        answer = Answer.read(con, truth["case_id"])
    return compare(lists, answer, truth)


def one(job: tuple[str, int, Path | None, Path | None]) -> Result:
    """A market of ``given``, traced in a scratch home; or one of our own making; or the home of it in ``homes``."""
    profile, seed, given, homes = job
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as scratch:
        name, place = f"{profile}-{seed}" if given is None else profile, homes or Path(scratch)
        home = Home.at(place / f"home-{name}")
        if given is not None:
            traced(home, given / name)
        elif not homes:
            write(Market(profile, seed), place)
            traced(home, place / name)
        return profile if given is None else profile.rsplit("-", 1)[0], measured(home, (given or place) / name)


def show(title: str, results: list[Result]) -> None:
    """Method by figure, means over the markets; then directed F1 (undirected for the spanning tree) by kind."""
    console = Console(width=110)
    shown = Table("method", "directed F1", "undirected F1", "related pairs found", title=f"{title} ({len(results)})")
    methods = list(dict.fromkeys(method for _, figures in results for method in figures))
    for method in methods:
        mean = means(figures[method] for _, figures in results if method in figures)
        shown.add_row(method, *(f"{mean[k]:.3f}" if k in mean else "–" for k in ("directed", "undirected", "pairs found")))
    console.print(shown)
    trees = [m for m in methods if any("undirected" in figures.get(m, {}) for _, figures in results)]
    shown = Table("kind", "markets", *trees, title="by kind: directed / undirected F1")
    for kind in sorted({kind for kind, _ in results}):
        mean_of = {m: means(figures[m] for k, figures in results if k == kind) for m in trees}
        cells = ["/".join(f"{mean_of[m][k]:.2f}" for k in ("directed", "undirected") if k in mean_of[m]) for m in trees]
        shown.add_row(kind, str(sum(k == kind for k, _ in results)), *cells)
    console.print(shown)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markets", type=Path)
    parser.add_argument("--seeds", default="1-3")
    parser.add_argument("--profile", action="append", choices=sorted(PROFILES))
    parser.add_argument("--homes", type=Path, help="homes that bench.reliability kept")
    given = parser.parse_args()
    low, _, high = given.seeds.partition("-")
    seeds = range(int(low), int(high or low) + 1) if int(low) else range(0)
    folders = sorted(given.markets.iterdir()) if given.markets else []
    jobs = [(p.name, 0, given.markets, None) for p in folders if p.is_dir() and p.with_name(f"{p.name}.truth.json").exists()]
    own = [(profile, seed, None, given.homes) for profile in given.profile or sorted(PROFILES) for seed in seeds]
    with multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=40) as pool:
        for title, wanted in ((f"derivations, markets of {given.markets}", jobs), ("derivations, markets of our own", own)):
            if wanted:
                show(title, pool.map(one, wanted, chunksize=1))


if __name__ == "__main__":
    main()
