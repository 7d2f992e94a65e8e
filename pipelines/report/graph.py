"""The hop graph as data: for Cytoscape.js on the screen, and as SVG paths for paper and for pages without scripts."""

import itertools
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from pipelines.report import layout, text, words
from pipelines.report.case import Case, Row
from pipelines.report.chain import Answer
from pipelines.report.layout import Point

TIERS = (0.5, 0.7, 0.9)
"""Confidence from which the next darker colour is used."""
FIRM = 0.25
THIN, THICK = 1.5, 9.0


def tier(confidence: float | None) -> int:
    """0 (weak) to 3 (at least 0.9)."""
    return sum((confidence or 0.0) >= bound for bound in TIERS)


def drawing(case: Case, answers: Sequence[Answer]) -> dict[str, Any]:
    """Nodes and edges with positions and paths, px; ready for JSON and for the SVG template.

    What is less certain than FIRM and on no chain is ``faint``: it stands below the rest and is drawn when asked for.
    ``least`` is the confidence in per cent from which hops are drawn at first; 0 when all are faint.
    """
    chain = {step.hop["hop_id"] for answer in answers for step in answer.steps}
    firm = [hop for hop in case["hops"] if hop["confidence"] >= FIRM or hop["hop_id"] in chain] or case["hops"]
    solid = {hop["hop_id"] for hop in firm}
    spine = [card.actor for card in answers[0].cards]
    core = list(dict.fromkeys(end for hop in firm for end in (hop["seller"], hop["buyer"])))
    plan = layout.place(sorted(core), [_arrow(hop) for hop in firm], spine)
    whole = layout.extend(plan, [_arrow(hop) for hop in case["hops"] if hop["hop_id"] not in solid])
    rows = {row["actor"]: row for row in case["actors"]}
    held: dict[str, int] = {}
    for row in case["lists"]:
        held[row["actor"]] = max(held.get(row["actor"], 0), row["rows_accepted"] or 0)
    sources = {answer.source for answer in answers if answer.source}
    nodes = [_node(name, at, rows.get(name), held.get(name)) for name, at in sorted(whole.actors.items())]
    for node in nodes:
        name = node["id"]
        node.update(source=name in sources, chain=name in spine, faint=name not in plan.actors)
    widest = max((hop["records"] or 0 for hop in case["hops"]), default=0)
    edges = [_edge(hop, whole.paths[hop["hop_id"]], widest) for hop in case["hops"]]
    for edge in edges:
        edge.update(chain=edge["id"] in chain, faint=edge["id"] not in solid)
    return {
        "width": round(plan.width),
        "height": round(whole.height),
        "firm_height": round(plan.height),
        "least": round(FIRM * 100) if len(solid) < len(case["hops"]) else 0,
        "nodes": nodes,
        "edges": edges,
    }


def _arrow(hop: Row) -> layout.Arrow:
    at = hop["first_at"]
    return layout.Arrow(hop["hop_id"], hop["seller"], hop["buyer"], at.timestamp() if at else None, hop["confidence"] >= TIERS[-1])


def _node(name: str, at: Point, row: Row | None, held: int | None) -> dict[str, Any]:
    zh, en = words.actor(name)
    return {
        "id": name,
        "zh": _short(zh),
        "en": _short(en),
        "x": round(at[0], 1),
        "y": round(at[1], 1),
        "rows": text.number(held) if held else "",
        "unseen": bool(row and row["unseen"]),
        "seized": bool(row and row["seized"]) or held is not None,
    }


def _edge(hop: Row, path: Sequence[Point], widest: int) -> dict[str, Any]:
    width = THIN + (THICK - THIN) * ((hop["records"] or 0) / widest) ** 0.5 if widest else THIN
    return {
        "id": hop["hop_id"],
        "seller": hop["seller"],
        "buyer": hop["buyer"],
        "confidence": round(hop["confidence"] * 100, 1),
        "tier": tier(hop["confidence"]),
        "status": hop["status"],
        "width": round(width, 1),
        "tip": " · ".join((text.day(hop["first_at"]), text.number(hop["records"]), text.likelihood(hop["confidence"]))),
        "d": svg_path(path),
        "start": [round(v, 1) for v in path[0]],
        "end": [round(v, 1) for v in path[-1]],
        "bends": bends(path),
    }


def svg_path(path: Sequence[Point]) -> str:
    """Straight for two points; else quadratic curves that join midway between the bends, as Cytoscape.js draws them."""
    start, *corners, end = path
    if not corners:
        return f"M{_p(start)}L{_p(end)}"
    parts = [f"M{_p(start)}"]
    for corner, following in itertools.pairwise(corners):
        parts.append(f"Q{_p(corner)} {_p(((corner[0] + following[0]) / 2, (corner[1] + following[1]) / 2))}")
    parts.append(f"Q{_p(corners[-1])} {_p(end)}")
    return "".join(parts)


def bends(path: Sequence[Point]) -> list[list[float]]:
    """Control points as Cytoscape.js wants them: [share of the way from start to end, distance to that line, px]."""
    (x0, y0), *corners, (x1, y1) = path
    dx, dy = x1 - x0, y1 - y0
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    result = []
    for x, y in corners:
        along = ((x - x0) * dx + (y - y0) * dy) / length**2
        away = ((y - y0) * dx - (x - x0) * dy) / length
        result.append([round(along, 4), round(away, 2)])
    return result


def _short(name: str) -> str:
    """What fits into the box: 16 Latin letters, or 8 Chinese characters."""
    room = 16
    for at, letter in enumerate(name):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return name[: max(at - 1, 1)] + "…"
    return name


def _p(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
