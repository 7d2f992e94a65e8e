"""What computes the row-heavy stages: DuckDB, or Apache Spark where the home's settings say so."""

from collections.abc import Sequence
from typing import Any, Protocol

from pipelines import warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.outcome import Outcome

ROW_HEAVY = frozenset({"normalise", "resolve", "derive"})
"""Stages whose cost follows rows; the others work on what these leave: lists, actors, cases."""

MISSING = (
    'engine = "spark" needs the extra: pip install "hopback[spark]" (in a checkout: scripts/spark.sh .venv/bin/python), '
    'or set engine = "duckdb" in hopback.toml'
)


class Stage(Protocol):
    """A stage as ``stages`` lists it."""

    @property
    def name(self) -> str: ...

    @property
    def run(self) -> Any: ...


def run(stage: Stage, home: Home, con: warehouse.Connection, ids: Sequence[str], **options: Any) -> Outcome:
    """``stage.run(home, con, ids)`` on the engine of ``home``; its working tables go with it.

    Raises what the stage raises, and UsageError for a missing extra.
    """
    outcome: Outcome
    before = warehouse.working_tables(con)
    if home.settings.engine == "duckdb" or stage.name not in ROW_HEAVY:
        outcome = stage.run(home, con, ids, **options)
    else:
        try:
            from pipelines.spark.connection import opened
        except ImportError as error:
            raise UsageError(MISSING) from error
        with opened(home, con) as on_spark:
            outcome = stage.run(home, on_spark, ids, **options)
    warehouse.sweep(con, before)
    return outcome
