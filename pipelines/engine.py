"""What computes the row-heavy stages: DuckDB, or Apache Spark where the home's settings say so."""

from collections.abc import Sequence
from typing import Any

from pipelines import warehouse
from pipelines.home import Home

ROW_HEAVY = frozenset({"normalise", "resolve", "derive"})
"""Stages whose cost follows rows; the others work on what these leave: lists, actors, cases."""


def run(stage: Any, home: Home, con: warehouse.Connection, ids: Sequence[str], **options: Any) -> Any:
    """``stage.run(home, con, ids)`` on the engine of ``home``. Raises what the stage raises, and UsageError for a missing extra."""
    if home.settings.engine == "duckdb" or stage.name not in ROW_HEAVY:
        return stage.run(home, con, ids, **options)
    from pipelines.spark.connection import opened  # an extra, and seconds to start

    with opened(home, con) as on_spark:
        return stage.run(home, on_spark, ids, **options)
