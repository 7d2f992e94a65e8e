"""Judgements on persons: who is to be resolved again because one came or went, and which nodes they are about."""

import numpy as np

from pipelines import warehouse
from pipelines.resolve import sets
from pipelines.resolve.apart import Judged


def settle(con: warehouse.Connection) -> tuple[int, list[int]]:
    """Keep the judgements in force and take apart the persons of rows about which one came or went, in the caller's transaction.

    Returns (the highest number of a person so far, the lists that wait for resolve because of it). Whoever was kept apart
    from such a person though they share a key is taken apart too; nobody else is.
    """
    if not warehouse.rows(con, "resolve/judgements")[0]["found"]:
        return 0, []
    highest = int(warehouse.rows(con, "resolve/last")[0]["last"])
    warehouse.run(con, "resolve/judged")
    found, before = int(warehouse.rows(con, "resolve/judged_touched")[0]["found"]), 0
    if not found:
        return 0, []
    for step in ("macros", "kinds"):
        warehouse.run(con, f"resolve/{step}")
    warehouse.run(con, "resolve/rows", datasets=[], again=True)
    warehouse.run(con, "resolve/judged_none")
    sets.make(con)
    warehouse.run(con, "resolve/keys")
    while found != before:
        before, found = found, int(warehouse.rows(con, "resolve/judged_wider")[0]["found"])
    return highest, [row["dataset_no"] for row in warehouse.rows(con, "resolve/judged_release")]


def rows(con: warehouse.Connection) -> bool:
    """Make the rows to resolve that a judgement keeps apart nodes of their own. Returns whether any judgement is in force."""
    if not warehouse.rows(warehouse.behind(con), "resolve/judged_count")[0]["found"]:
        warehouse.run(con, "resolve/judged_none")
        return False
    warehouse.run(con, "resolve/judged_rows")
    return True


def nodes(con: warehouse.Connection) -> Judged:
    """Pairs of nodes that judgements are about."""
    found = warehouse.run(con, "resolve/judged_nodes").fetchnumpy()
    return Judged.of(*(np.asarray(found[c], dtype=np.int64) for c in ("sign", "a", "b")))
