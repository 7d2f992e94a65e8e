"""What a traced market got right: hops, derivations, source, chain, and how far each confidence could be trusted."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import warehouse
from pipelines.warehouse import Connection

CUT = 0.5
DRAWS = 2000
"""Draws of the bootstrap."""
HOPS = "SELECT seller, buyer, confidence FROM hops WHERE case_id = $case AND status <> 'rejected'"
DERIVATIONS = """
SELECT p.path, c.path, d.confidence
FROM derivations AS d
JOIN datasets AS p ON p.dataset_id = d.parent_dataset_id JOIN datasets AS c ON c.dataset_id = d.child_dataset_id
WHERE d.case_id = $case
"""
SOURCES = "SELECT actor FROM sources WHERE case_id = $case ORDER BY rank LIMIT 1"
CHAIN = "SELECT seller, buyer FROM chains WHERE case_id = $case AND rank = 1 ORDER BY step"
Pairs = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Answer:
    """What was said of one market. ``hops``: (seller, buyer) → confidence; ``derivations``: (parent path, child path) → the same."""

    hops: Pairs
    derivations: Pairs
    source: str | None
    chain: tuple[str, ...]

    @classmethod
    def read(cls, con: Connection, case: str) -> "Answer":
        """The tables as trace left them."""

        def rows(sql: str) -> list[Any]:
            return con.execute(sql, {"case": case}).fetchall()

        steps, first = rows(CHAIN), rows(SOURCES)
        return cls(
            {(a, b): c for a, b, c in rows(HOPS)},
            {(a, b): c for a, b, c in rows(DERIVATIONS)},
            first[0][0] if first else None,
            (steps[0][0], *(b for _, b in steps)) if steps else (),
        )


def f1(found: set[Any], wanted: set[Any], true: set[Any] | None = None) -> float:
    """Harmonic mean of precision (against ``true``, else ``wanted``) and recall (of ``wanted``)."""
    right = len(found & (wanted if true is None else true))
    precision, recall = right / len(found) if found else 0.0, len(found & wanted) / len(wanted) if wanted else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def unseen(name: str) -> bool:
    return name.startswith("unseen-")


def judged(answer: Answer, truth: dict[str, Any]) -> list[tuple[float, bool]]:
    """(confidence, right) of every hop between named actors."""
    sales = {(h["seller"], h["buyer"]) for h in truth["hops"]}
    return [(c, pair in sales) for pair, c in sorted(answer.hops.items()) if not any(map(unseen, pair))]


def score(answer: Answer, truth: dict[str, Any]) -> dict[str, float]:
    """Figures of one market, each 0 to 1. Hops that left no trace at all are not asked for; who left none may stand as unseen."""
    sales = {(h["seller"], h["buyer"]) for h in truth["hops"]}
    traced = {(h["seller"], h["buyer"]) for h in truth["hops"] if h["both_seized"] or h["paid"] or h["chat"]}
    known = {a for h in truth["hops"] if h["paid"] or h["chat"] for a in (h["seller"], h["buyer"])} | set(truth["seized"])
    found = {pair for pair, c in answer.hops.items() if c >= CUT and not any(map(unseen, pair))}
    own = {(sold(a), sold(b)) for (a, b), c in answer.derivations.items() if c >= CUT}
    derived = {(d["parent"], d["child"]) for d in truth["derivations"]}

    def same(name: str | None, wanted: str) -> bool:
        return name == wanted or bool(name and unseen(name) and wanted not in known)

    chain = truth["chain"]
    out = {
        "hop_f1": f1(found, traced, sales),
        "derivation_f1": f1({p for p in own if p[0] != p[1]}, derived),
        "source": float(same(answer.source, truth["source"])),
    }
    if chain is not None:
        out["chain"] = float(len(chain) == len(answer.chain) and all(map(same, answer.chain, chain)))
    squares = [(c - right) ** 2 for c, right in judged(answer, truth)]
    if squares:
        out["brier"] = sum(squares) / len(squares)
    return out


def sold(path: str) -> str:
    """The very file sold, found at the seller too, counts once."""
    return path.replace("seized/o_", "seized/")


def deciles(markets: Sequence[Sequence[tuple[float, bool]]]) -> list[tuple[float, float, float, int]]:
    """(mean confidence, share that was right, standard error of the gap, how many) of each tenth of the scale.

    The hops of a market stand or fall together, so the error is that of markets drawn again with replacement (Efron's bootstrap,
    1979), not of hops.
    """
    sums = np.zeros((len(markets), 10, 3))
    for market, judgements in enumerate(markets):
        for confidence, right in judgements:
            sums[market, min(int(confidence * 10), 9)] += confidence, right, 1
    draws = np.random.default_rng(1).multinomial(len(markets), np.full(len(markets), 1 / len(markets)), DRAWS)
    drawn = np.einsum("dm,mtk->dtk", draws, sums)
    out = []
    for tenth, (stated, right, number) in enumerate(sums.sum(axis=0)):
        if number:
            some = drawn[drawn[:, tenth, 2] > 0, tenth]
            error = float(np.std((some[:, 1] - some[:, 0]) / some[:, 2]))
            out.append((stated / number, right / number, error, int(number)))
    return out


def means(rows: Iterable[dict[str, float]]) -> dict[str, float]:
    """Mean of every figure over the markets that have it."""
    values: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.items():
            values.setdefault(name, []).append(value)
    return {name: sum(v) / len(v) for name, v in values.items()}


def read_truth(market: Path) -> dict[str, Any]:
    return dict(json.loads(market.with_name(f"{market.name}.truth.json").read_text("utf-8")))


def traced(home: Any, market: Path) -> Answer:
    """The market through seal … trace in this process. The truth is not given to it."""
    from pipelines import flow

    cases = flow.ingest(home, [market]).ids
    flow.run_stage(home, "trace", cases)
    with warehouse.reader(home.warehouse) as con:
        return Answer.read(con, cases[0])
