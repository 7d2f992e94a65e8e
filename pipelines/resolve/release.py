"""Take persons apart when a list goes: only those whom its rows touch, or whose keys tie nobody now and might without it."""

from collections.abc import Sequence

from pipelines import warehouse
from pipelines.resolve import sets


def release(con: warehouse.Connection, datasets: Sequence[int]) -> list[int]:
    """Take apart the persons of these lists, in the caller's transaction; returns the other lists that wait for resolve now.

    A key that too many share ties nobody; without the list it may tie again. Whoever has such a key is taken apart too, and so on
    until no such key leads further: what is resolved again then never depends on what the list had said. What was counted with
    these lists, because they had it first, is counted with the next list that has it.
    """
    for step in ("macros", "kinds"):
        warehouse.run(con, f"resolve/{step}")
    warehouse.run(con, "resolve/rows", datasets=list(datasets), again=True)
    for step in ("release_spelt", "nodes", "keys"):
        warehouse.run(con, f"resolve/{step}")
    warehouse.run(con, "resolve/release_from", datasets=list(datasets))
    while warehouse.rows(con, "resolve/release_wider")[0]["found"]:
        pass
    touched = [row["dataset_no"] for row in warehouse.rows(con, "resolve/release", datasets=list(datasets))]
    warehouse.run(con, "resolve/rows", datasets=touched, again=False)
    warehouse.run(con, "resolve/judged_none")
    sets.make(con)
    for step in ("latin", "release_orphans", "counted", "counts"):
        warehouse.run(con, f"resolve/{step}")
    return touched


def last(con: warehouse.Connection) -> int:
    """The highest number that a person has or had."""
    return int(warehouse.rows(con, "resolve/last")[0]["last"])


def keep_ids(con: warehouse.Connection, highest: int, before: str = "resolve_before") -> None:
    """Give persons resolved again, numbered above ``highest``, the numbers of those whose earliest row they hold.

    ``before``: the temporary table of their rows and of whom these were.
    """
    warehouse.run(con, "resolve/keep_ids", last=highest, before=before)
