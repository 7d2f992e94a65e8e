"""Why the rows of a person are one: the ties between them, worked out anew from these rows alone."""

from typing import Any

from pipelines import warehouse
from pipelines.resolve import sets


def explain(con: warehouse.Connection, person_id: int) -> list[dict[str, Any]]:
    """A line a tie, as sql/resolve/explain.sql says; empty for a person who is not there. No person's value is among them.

    ``con`` may be read-only. The key statements of resolve run as they are, over the person's records alone; of the keys those count
    that tie him. Scores of look-alikes are those of the day on which they were tied.
    """
    found = warehouse.rows(con, "resolve/explain_rows", person=person_id)
    if not found:
        return []
    warehouse.run(con, "resolve/macros")
    warehouse.run(con, "resolve/kinds")
    warehouse.run(con, "resolve/rows", datasets=[row["dataset_no"] for row in found], again=True)
    warehouse.run(con, "resolve/judged_none")
    sets.make(con)
    warehouse.run(con, "resolve/explain_others", person=found[0]["person_id"])
    warehouse.run(con, "resolve/keys")
    return warehouse.rows(con, "resolve/explain")
