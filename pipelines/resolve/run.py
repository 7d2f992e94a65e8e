"""Stage resolve: the persons behind the records, across lists.

Rows become profiles (distinct sets of identity values), profiles have keys (sql/resolve/keys.sql), keys tie profiles to each
other and to known persons, connected components are persons, and what contradicts itself is split again.
"""

import logging
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from pipelines import warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.resolve import clusters
from pipelines.resolve.clusters import Edges, Ints

log = logging.getLogger("hopback")


def run(home: Home, con: warehouse.Connection, ids: Sequence[str]) -> Outcome:
    """Tie the rows of these lists (none: of all that wait) to persons. Returns the ids of the lists resolved.

    Known persons keep their ids. Raises UsageError for an id that is no normalised list.
    """
    found = warehouse.rows(con, "resolve/waiting", ids=list(ids))
    missing = sorted(set(ids) - {r["dataset_id"] for r in found})
    if missing:
        raise UsageError(f"not a normalised list: {', '.join(missing)}; run normalise first")
    waiting = [r for r in found if r["state"] == "normalised"]
    if waiting:
        with warehouse.transaction(con):
            _resolve(con, [r["dataset_no"] for r in waiting])
    return Outcome(tuple(r["dataset_id"] for r in waiting), len(waiting), len(found) - len(waiting))


def _resolve(con: warehouse.Connection, datasets: list[int]) -> None:
    warehouse.run(con, "resolve/macros")
    warehouse.run(con, "resolve/kinds")
    warehouse.run(con, "resolve/profiles", datasets=datasets)
    for step in ("keys", "nodes", "ties"):
        warehouse.run(con, f"resolve/{step}")
    labels, kinds = _cluster(con)
    table = pa.table({"node": np.arange(len(labels)), "label": labels, "kind": kinds})
    con.register("resolve_labels", table)
    try:
        for step in ("assign", "person_records", "person_keys"):
            warehouse.run(con, f"resolve/{step}")
    finally:
        con.unregister("resolve_labels")
    warehouse.run(con, "resolve/persons", datasets=datasets)
    for row in warehouse.rows(con, "resolve/largest", names=4, phones=4):
        log.info("resolve: person %(person_id)d has %(names)d names, %(phones)d phones, %(ids)d IDs; tied by %(reasons)s", row)


def _cluster(con: warehouse.Connection) -> tuple[Ints, Ints]:
    """Label (lowest node of the cluster) and deciding kind of every node."""
    nodes = int(warehouse.rows(con, "resolve/size")[0]["nodes"])
    a, b, kind = _arrays(con, "resolve/edges", "a", "b", "kind")
    edges = Edges(a, b, kind)
    labels = clusters.components(nodes, a, b)
    marked = warehouse.run(con, "resolve/identities").fetchnumpy()
    wrong = clusters.contradictory(labels, marked["node"].astype(np.int64), marked["identity"])
    if len(wrong) == 0:
        return labels, clusters.reasons(nodes, labels, edges)
    con.register("resolve_conflicts", pa.table({"node": wrong}))
    try:
        node, by, tie = (warehouse.run(con, "resolve/conflicts").fetchnumpy()[c] for c in ("node", "kind", "tie"))
    finally:
        con.unregister("resolve_conflicts")
    log.info("resolve: %d profiles in clusters with two ID numbers, split", len(wrong))
    inside = np.isin(marked["node"], wrong)
    _, owner = np.unique(marked["identity"][inside], return_inverse=True)
    seeds = np.searchsorted(wrong, marked["node"][inside])
    _, key = np.unique(tie, return_inverse=True)
    part, decided = clusters.split(
        len(wrong), seeds, owner.astype(np.int64), Edges(np.searchsorted(wrong, node), key.astype(np.int64), by.astype(np.int64))
    )
    labels[wrong] = wrong[part]
    kinds = clusters.reasons(nodes, labels, edges)
    kinds[wrong] = np.where(labels[wrong] == wrong, clusters.NO_KIND, decided)
    return labels, kinds


def _arrays(con: warehouse.Connection, name: str, *columns: str) -> tuple[Ints, ...]:
    found = warehouse.run(con, name).fetchnumpy()
    return tuple(found[c].astype(np.int64) for c in columns)
