"""Where actors and hops lie in the picture: layered from left (source) to right (last buyer), as few crossings as is cheap.

Sugiyama's four steps: break cycles by time, layers by longest path, order by barycentres with a virtual node in every layer
that a long hop crosses, then heights by isotonic regression (the order is kept, neighbours pull). The best chain is pulled
to one straight line.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

COLUMN, ROW, LANE = 168.0, 64.0, 24.0
WIDTH, HEIGHT = 126.0, 44.0
SWEEPS = 12
SPINE_WEIGHT = 400.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """A hop to place: SELLER sold to BUYER, at ``time`` (seconds; None when unknown).

    One that is not ``firm`` moves nobody whose purchase a firm one shows: it is drawn between where they stand.
    """

    key: str
    seller: str
    buyer: str
    time: float | None = None
    firm: bool = True


@dataclass(frozen=True)
class Layout:
    """Centres of actors, and for every hop start, bends and end, in px; ``back`` names the hops that run right to left."""

    actors: dict[str, Point]
    paths: dict[str, tuple[Point, ...]]
    back: frozenset[str]
    width: float
    height: float


@dataclass
class _Node:
    name: str
    layer: int
    actor: bool
    weight: float
    left: "list[_Node]" = field(default_factory=list)
    right: "list[_Node]" = field(default_factory=list)
    y: float = 0.0


def place(actors: Sequence[str], arrows: Sequence[Arrow], spine: Sequence[str] = ()) -> Layout:
    """Positions of all ``actors`` and hops; ``spine`` is the chain to straighten, source first. Deterministic."""
    sold = {a.buyer for a in arrows if a.firm}
    telling = [a for a in arrows if a.firm or a.buyer not in sold]
    rank = {name: i for i, name in enumerate(_in_time(actors, telling))}
    layers = _layers(sorted(actors, key=rank.__getitem__), [a for a in telling if rank[a.seller] < rank[a.buyer]])
    forward = [a for a in arrows if layers[a.seller] < layers[a.buyer]]
    back = frozenset(a.key for a in arrows) - {a.key for a in forward}
    nodes, routes = _nodes(layers, forward, set(spine))
    columns = _ordered(nodes, rank)
    _raise(columns)
    top = min((n.y for n in nodes), default=0.0) - HEIGHT
    bottom = max((n.y for n in nodes), default=0.0) + HEIGHT
    at = {n.name: (n.layer * COLUMN + WIDTH / 2 + 8, n.y - top) for n in nodes}
    paths = {a.key: _forward_path(a, [at[n.name] for n in routes[a.key]], at) for a in forward}
    floor = bottom - top
    for a in arrows:
        if a.key in back:
            paths[a.key] = _back_path(at[a.seller], at[a.buyer])
            floor = max(floor, max(y for _, y in paths[a.key]) - HEIGHT / 2)
    width = (max(layers.values(), default=0) + 1) * COLUMN - (COLUMN - WIDTH) + 16
    return Layout({a: at[a] for a in actors}, paths, back, width, floor)


def extend(plan: Layout, arrows: Sequence[Arrow]) -> Layout:
    """``plan`` with more hops in it; their new actors stand in rows below, so that what is there stays where it is."""
    new = sorted({end for a in arrows for end in (a.seller, a.buyer)} - plan.actors.keys())
    across = max(int((plan.width + COLUMN - WIDTH) // COLUMN), 6)
    at = dict(plan.actors)
    for i, actor in enumerate(new):
        at[actor] = (i % across * COLUMN + WIDTH / 2 + 8, plan.height + (i // across + 0.5) * ROW)
    paths = dict(plan.paths)
    back = set(plan.back)
    for a in arrows:
        if at[a.buyer][0] - at[a.seller][0] >= COLUMN - 1:
            paths[a.key] = _forward_path(a, [], at)
        else:
            paths[a.key] = _back_path(at[a.seller], at[a.buyer])
            back.add(a.key)
    lowest = max([plan.height, *(y + ROW for path in paths.values() for _, y in path)])
    wide = max([plan.width, *(x + WIDTH / 2 + 8 for x, _ in at.values())])
    return Layout(at, paths, frozenset(back), wide, lowest)


def _in_time(actors: Sequence[str], arrows: Sequence[Arrow]) -> list[str]:
    """Actors so that sellers come before buyers; among the free ones, and where a cycle blocks, the earliest first."""
    first: dict[str, float] = {}
    sellers: dict[str, set[str]] = {a: set() for a in actors}
    for arrow in arrows:
        if arrow.seller != arrow.buyer:
            sellers[arrow.buyer].add(arrow.seller)
        for end in (arrow.seller, arrow.buyer):
            if arrow.time is not None:
                first[end] = min(arrow.time, first.get(end, arrow.time))
    done: list[str] = []
    waiting = set(actors)
    while waiting:
        free = [a for a in waiting if not sellers[a] & waiting]
        blocked = [a for a in waiting if sellers[a] - waiting] or list(waiting)
        chosen = min(free or blocked, key=lambda a: (first.get(a, float("inf")), a))
        done.append(chosen)
        waiting.remove(chosen)
    return done


def _layers(ordered: Sequence[str], forward: Sequence[Arrow]) -> dict[str, int]:
    """Layer of each actor: one right of its rightmost seller; a pure seller stands just left of its first buyer."""
    layers = dict.fromkeys(ordered, 0)
    sellers: dict[str, list[str]] = {a: [] for a in ordered}
    buyers: dict[str, list[str]] = {a: [] for a in ordered}
    for arrow in forward:
        sellers[arrow.buyer].append(arrow.seller)
        buyers[arrow.seller].append(arrow.buyer)
    for actor in ordered:
        layers[actor] = max((layers[s] + 1 for s in sellers[actor]), default=0)
    for actor in ordered:
        if not sellers[actor] and buyers[actor]:
            layers[actor] = min(layers[b] for b in buyers[actor]) - 1
    return layers


def _nodes(layers: dict[str, int], forward: Sequence[Arrow], spine: set[str]) -> tuple[list[_Node], dict[str, list[_Node]]]:
    nodes = {a: _Node(a, layer, True, SPINE_WEIGHT if a in spine else 1.0) for a, layer in layers.items()}
    routes: dict[str, list[_Node]] = {}
    bends: list[_Node] = []
    for arrow in forward:
        seller, buyer = nodes[arrow.seller], nodes[arrow.buyer]
        between = [_Node(f"{arrow.key}@{i}", i, False, 0.6) for i in range(seller.layer + 1, buyer.layer)]
        path = [seller, *between, buyer]
        for left, right in itertools.pairwise(path):
            left.right.append(right)
            right.left.append(left)
        routes[arrow.key] = between
        bends += between
    return [*nodes.values(), *bends], routes


def _ordered(nodes: list[_Node], rank: dict[str, int]) -> list[list[_Node]]:
    """Columns of nodes, each in an order with few crossings (barycentre sweeps)."""
    columns: list[list[_Node]] = [[] for _ in range(max((n.layer for n in nodes), default=-1) + 1)]
    for node in nodes:
        columns[node.layer].append(node)
    for column in columns:
        column.sort(key=lambda n: (rank.get(n.name, len(rank)), n.name))
    place_of = {n.name: i - (len(column) - 1) / 2 for column in columns for i, n in enumerate(_centred(column))}
    for sweep in range(SWEEPS):
        rightward = sweep % 2 == 0
        for column in columns if rightward else reversed(columns):
            centre = {
                n.name: _mean([place_of[m.name] for m in (n.left if rightward else n.right)], place_of[n.name]) for n in column
            }
            column.sort(key=lambda n: (centre[n.name], place_of[n.name], n.name))
            offset = (len(column) - 1) / 2
            place_of.update({n.name: i - offset for i, n in enumerate(column)})
    return columns


def _centred(column: list[_Node]) -> list[_Node]:
    """Heaviest in the middle, the others above and below in turn."""
    result: list[_Node] = []
    for i, node in enumerate(sorted(column, key=lambda n: -n.weight)):
        result.insert(0 if i % 2 else len(result), node)
    column[:] = result
    return result


def _raise(columns: list[list[_Node]]) -> None:
    """Set heights: start in even steps, then let neighbours pull from both sides."""
    for column in columns:
        offset = (len(column) - 1) / 2
        for i, node in enumerate(column):
            node.y = (i - offset) * ROW
    for sweep in range(SWEEPS * 2):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wish = []
            for node in column:
                pull = 0.0 if node.weight >= SPINE_WEIGHT else _mean([m.y for m in (*node.left, *node.right)], node.y)
                wish.append(pull)
            for node, y in zip(column, _isotonic(column, wish), strict=True):
                node.y = y


def _isotonic(column: list[_Node], wish: list[float]) -> list[float]:
    """Heights nearest to ``wish`` (weighted least squares) that keep order and gaps: pool adjacent violators."""
    start = [0.0]
    for upper, lower in itertools.pairwise(column):
        start.append(start[-1] + (ROW if upper.actor and lower.actor else (ROW + LANE) / 2 if upper.actor or lower.actor else LANE))
    pools: list[list[float]] = []  # mean, weight, count
    for node, want, offset in zip(column, wish, start, strict=True):
        pools.append([want - offset, node.weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, weight, count = pools.pop()
            last = pools[-1]
            last[0] = (last[0] * last[1] + mean * weight) / (last[1] + weight)
            last[1], last[2] = last[1] + weight, last[2] + count
    heights = [mean for mean, _, count in pools for _ in range(int(count))]
    return [y + offset for y, offset in zip(heights, start, strict=True)]


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _forward_path(arrow: Arrow, bends: list[Point], at: dict[str, Point]) -> tuple[Point, ...]:
    (x0, y0), (x1, y1) = at[arrow.seller], at[arrow.buyer]
    start, end = (x0 + WIDTH / 2, y0), (x1 - WIDTH / 2, y1)
    if not bends and abs(y0 - y1) < 1:
        return (start, end)
    near = (COLUMN - WIDTH) / 2
    corners = [(start[0] + near, y0)]
    for x, y in bends:
        corners += [(x - WIDTH / 2, y), (x + WIDTH / 2, y)]
    return (start, *corners, (end[0] - near, y1), end)


def _back_path(seller: Point, buyer: Point) -> tuple[Point, ...]:
    """A sale back up runs against the stream: in the gap under the lower of both, and up beside the columns."""
    (x0, y0), (x1, y1) = seller, buyer
    low, half = max(y0, y1) + ROW / 2, COLUMN / 2
    down = [(x0, y0 + ROW / 2), (x0 - half, y0 + ROW / 2)] if y0 + ROW / 2 < low - 1 else [(x0, low)]
    up = [(x1 + half, y1 + ROW / 2), (x1, y1 + ROW / 2)] if y1 + ROW / 2 < low - 1 else [(x1, low)]
    return ((x0, y0 + HEIGHT / 2), *down, (x0 - half, low), (x1 + half, low), *up, (x1, y1 + HEIGHT / 2))
