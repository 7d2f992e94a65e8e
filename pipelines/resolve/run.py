"""Stage resolve: the persons behind the records, across lists.

Rows become nodes (distinct sets of identity values) and nodes have keys (sql/resolve/keys.sql). Keys tie nodes to each other and
to known persons; clusters are split where they contradict themselves; look-alikes that no key ties, one value being
wrong, are compared in pairs, scored (sql/resolve/scores.sql, latin_scores.sql) and tied by average linkage. Clusters are persons.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines import warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.resolve import apart, clusters, judged, release, sets
from pipelines.resolve.apart import Judged
from pipelines.resolve.clusters import LOOK_ALIKE, NO_KIND, Edges, Hashes, Ints, Scored
from pipelines.slices import Slice

log = logging.getLogger("hopback")

ENOUGH = 13.0
"""Score from which two look-alikes are one person: see the weights in sql/resolve/scores.sql and latin_scores.sql."""

MOST = 50_000_000
"""Pairs of clusters that blocks of a run may hold: they grow with the square of its rows. The smallest blocks say most."""

OTHER_KEYS = (2, 12)
"""First and last kind of key but the ID number: see sql/resolve/keys.sql."""

SPOTS = (1, 9)
"""First and last kind of block: see sql/resolve/spots.sql."""


def run(home: Home, con: warehouse.Connection, ids: Sequence[str]) -> Outcome:
    """Tie the rows of these lists (none: of all that wait) to persons. Returns the ids of the lists resolved.

    Known persons keep their ids. Raises UsageError for an id that is no normalised list.
    """
    missing = sorted(set(ids) - {r["dataset_id"] for r in warehouse.rows(con, "resolve/waiting", ids=list(ids), again=[])})
    if missing:
        raise UsageError(f"not a normalised list: {', '.join(missing)}; run normalise first")
    plain = warehouse.behind(con)
    with warehouse.transaction(con):
        highest, again = judged.settle(plain)
        found = warehouse.rows(con, "resolve/waiting", ids=list(ids), again=again)
        waiting = [r for r in found if r["state"] == "normalised"]
        if again:
            _resolve(con, [r["dataset_no"] for r in waiting], nullcontext(), None)
            log.info("resolve: persons of %d lists were taken apart by judgements and resolved again", len(again))
            release.keep_ids(plain, highest, "resolve_judged_before")
    if waiting and not again:
        _resolve(con, [r["dataset_no"] for r in waiting], warehouse.transaction(con), home.root / ".spill" / "resolve.duckdb")
    return Outcome(tuple(r["dataset_id"] for r in waiting), len(waiting), len(found) - len(waiting))


def _resolve(con: warehouse.Connection, datasets: list[int], writing: AbstractContextManager[None], aside: Path | None) -> None:
    """What is stored changes inside ``writing``; before it only temporary tables do, which DuckDB keeps, even dropped, until a transaction ends.

    The largest of them lie in a database at ``aside`` when they are not for memory; None: a transaction of the caller's is open.
    """
    warehouse.run(con, "resolve/macros")
    warehouse.run(con, "resolve/kinds")
    warehouse.run(con, "resolve/rows", datasets=datasets, again=False)
    decided = judged.rows(con)
    parts = sets.parts(con)
    warehouse.run(con, "resolve/nodes")
    many = aside is not None and len(parts) > 1
    with warehouse.aside(con, aside) if aside and many else nullcontext():
        if many:
            warehouse.run(con, "resolve/nodes_aside")
        sets.fill(con, parts)
        whole = bool(warehouse.rows(con, "resolve/whole")[0]["whole"])
        warehouse.run(con, "resolve/keys")
        warehouse.run(con, "resolve/sought")
        for first, last in sets.kinds(len(parts), *OTHER_KEYS):
            warehouse.run(con, "resolve/opened", first=first, last=last, whole=whole)
        warehouse.run(con, "resolve/ties", whole=whole)
        for step in ("latin", "countable"):
            warehouse.run(con, f"resolve/{step}")
        pairs = judged.nodes(con) if decided else Judged.none()
        labels, kinds, marked = _by_keys(con, pairs.edges(_edges(con)), pairs)
        opened = ~clusters.within(labels, labels[marked])
        with _registered(con, resolve_labels={**_labelled(labels), "open": opened}):
            warehouse.run(con, "resolve/spots")
            for first, last in sets.kinds(len(parts), *SPOTS):
                warehouse.run(con, "resolve/opened_blocks", first=first, last=last, whole=whole)
            warehouse.run(con, "resolve/blocks", most=MOST, whole=whole)
            warehouse.run(con, "resolve/callings")
            for first, last in sets.ranges(len(parts)):
                warehouse.run(con, "resolve/pairs", first=first, last=last)
            alike = int(warehouse.rows(con, "resolve/paired")[0]["pairs"])
            if alike:
                warehouse.run(con, "resolve/held")
        warehouse.run(con, "resolve/counted")
        if alike:
            labels, kinds = _by_looks(con, labels, kinds, alike, decided)
            warehouse.run(con, "resolve/compared")
        with writing:
            warehouse.run(con, "resolve/counts")
            if alike:
                warehouse.run(con, "resolve/look_alikes")
            _store(con, datasets, parts, labels, kinds)


def _store(con: warehouse.Connection, datasets: list[int], parts: Sequence[Slice], labels: Ints, kinds: Ints) -> None:
    """Number the clusters and write what they are, some nodes or rows at a time."""
    last = release.last(warehouse.behind(con))
    known = warehouse.run(con, "resolve/known").fetchnumpy()
    owners: dict[str, Ints | NDArray[np.bool_]] = {
        **_labelled(labels),
        "kind": kinds,
        "person_id": clusters.numbered(labels, np.asarray(known["node"]), np.asarray(known["person_id"]), last),
        "alone": clusters.alone(labels, _columns(con, "resolve/respelt", "node")[0]),
    }
    with _registered(con, resolve_labels=owners):
        for step in ("assign", "person_blocks"):
            warehouse.run(con, f"resolve/{step}")
    most = len(labels) // len(parts) + 1
    for start in range(0, len(labels), most):
        with _registered(con, resolve_owners={name: column[start : start + most] for name, column in owners.items()}):
            warehouse.run(con, "resolve/known_values", last=last)
    warehouse.run(con, "resolve/belongings")
    for part in parts:
        warehouse.run(con, "resolve/persons_alone", **part)
    warehouse.run(con, "resolve/persons", datasets=datasets)
    warehouse.run(con, "resolve/largest", names=4, phones=4, rows=20)


def _by_keys(con: warehouse.Connection, edges: Edges, pairs: Judged) -> tuple[Ints, Ints, Ints]:
    """Label (lowest node of the cluster) and deciding kind of every node, as keys and judgements have it; nodes with a valid ID number."""
    nodes = int(warehouse.rows(con, "resolve/size")[0]["nodes"])
    labels = clusters.components(nodes, edges.a, edges.b)
    marked, identity = _identities(con, pairs)
    wrong = np.union1d(clusters.contradictory(labels, marked, identity), pairs.torn(labels))
    if len(wrong) == 0:
        return labels, clusters.reasons(nodes, labels, edges), marked
    with _registered(con, resolve_conflicts={"node": wrong}):
        node, by, key = _columns(con, "resolve/conflicts", "node", "kind", "key")
    log.info("resolve: %d nodes in clusters with two ID numbers or that a judgement parts, split", len(wrong))
    inside = np.isin(marked, wrong)
    keys = pairs.keys(Edges(np.searchsorted(wrong, node), key, by), wrong)
    forbidden = np.searchsorted(wrong, pairs.apart[np.isin(pairs.apart, wrong).all(axis=1)])
    part, decided = apart.parts(len(wrong), np.searchsorted(wrong, marked[inside]), identity[inside], forbidden, keys)
    labels[wrong] = wrong[part]
    kinds = clusters.reasons(nodes, labels, edges)
    kinds[wrong] = decided
    return labels, kinds, marked


def _by_looks(con: warehouse.Connection, labels: Ints, kinds: Ints, alike: int, decided: bool) -> tuple[Ints, Ints]:
    """Labels and kinds after the clusters of ``alike`` pairs were tied where they look alike enough; known persons reached so become nodes at the end.

    The pairs tied are in resolve_look_alikes.
    """
    number = int(np.count_nonzero(labels == np.arange(len(labels))))
    warehouse.run(con, "resolve/profiles")
    warehouse.run(con, "resolve/latin_scores", enough=ENOUGH, clusters=number)
    warehouse.run(con, "resolve/faces")
    slices = sets.number(con, alike)
    for part in range(slices):
        warehouse.run(con, "resolve/folded", part=part, parts=slices)
    warehouse.run(con, "resolve/codes")
    warehouse.run(con, "resolve/rarity", clusters=number)
    likely = 0
    for part in range(slices):
        likely = int(warehouse.rows(con, "resolve/likely", enough=ENOUGH, part=part, parts=slices)[0]["pairs"])
    warehouse.run(con, "resolve/faces_likely", enough=ENOUGH)
    _score(con, likely)
    _score(con, int(warehouse.rows(con, "resolve/unlikely", enough=ENOUGH)[0]["pairs"]))
    found = warehouse.run(con, "resolve/accepted", enough=ENOUGH).fetchnumpy()
    first, second = np.asarray(found["a"], dtype=np.int64), np.asarray(found["b"], dtype=np.int64)
    score, forbidden = np.asarray(found["score"], dtype=np.float64), np.asarray(found["forbidden"], dtype=np.bool_)
    if forbidden.all():
        return labels, kinds
    both = np.concatenate([first, second])
    reached = np.unique(both[both < 0])[::-1]
    nodes = len(labels) + np.arange(len(reached))
    with _registered(con, resolve_reached={"person_id": -reached, "node": nodes}):
        warehouse.run(con, "resolve/reached")
    a, b = (np.where(x < 0, len(labels) + np.searchsorted(-reached, -x), x) for x in (first, second))
    labels = np.concatenate([labels, nodes.astype(labels.dtype)])
    kinds = np.concatenate([kinds, np.full(len(reached), NO_KIND, dtype=kinds.dtype)])
    pairs = judged.nodes(con) if decided else Judged.none()
    kept = labels[pairs.apart]
    marked, identity = _identities(con, pairs)
    scored = Scored(
        np.concatenate([a, kept[:, 0]]),
        np.concatenate([b, kept[:, 1]]),
        np.concatenate([score, np.zeros(len(kept))]),
        np.concatenate([forbidden, np.ones(len(kept), dtype=np.bool_)]),
    )
    joined = clusters.join(len(labels), scored, labels[marked], identity, ENOUGH)
    tied = (joined[a] == joined[b]) & (score >= ENOUGH) & ~forbidden
    with _registered(con, resolve_tied={"label_a": first[tied], "label_b": second[tied]}):
        warehouse.run(con, "resolve/tied")
    joined = joined[labels]
    kinds[clusters.within(joined, joined[joined != labels]) & (kinds == NO_KIND)] = LOOK_ALIKE
    return joined, kinds


def _score(con: warehouse.Connection, pairs: int) -> None:
    """Add the pairs of resolve_likely, so many, to resolve_scores."""
    slices = sets.number(con, pairs)
    for part in range(slices):
        warehouse.run(con, "resolve/scores", enough=ENOUGH, part=part, parts=slices)


def _labelled(labels: Ints) -> dict[str, Ints]:
    """A row a node."""
    return {"node": np.arange(len(labels), dtype=labels.dtype), "label": labels}


def _edges(con: warehouse.Connection) -> Edges:
    """In the narrow types of the tables: there are several edges to a row."""
    found = warehouse.run(con, "resolve/edges").fetchnumpy()
    return Edges(np.asarray(found["a"]), np.asarray(found["b"]), np.asarray(found["kind"]))


def _identities(con: warehouse.Connection, pairs: Judged) -> tuple[Ints, Hashes]:
    found = warehouse.run(con, "resolve/identities").fetchnumpy()
    marked, identity = np.asarray(found["node"]), np.asarray(found["identity"], dtype=np.uint64)
    return marked, apart.one_identity(marked, identity, pairs.tied) if len(pairs.tied) else identity


def _columns(con: warehouse.Connection, name: str, *columns: str) -> tuple[Ints, ...]:
    found = warehouse.run(con, name).fetchnumpy()
    return tuple(np.asarray(found[c], dtype=np.int64) for c in columns)


@contextmanager
def _registered(con: warehouse.Connection, **tables: Mapping[str, Ints | NDArray[np.bool_]]) -> Iterator[None]:
    """Arrays as tables that SQL can read, inside the block; an aborted transaction cannot drop them, the next run replaces them."""
    for name, columns in tables.items():
        con.register(name, pa.table(dict(columns)))
    yield
    for name in tables:
        con.unregister(name)
