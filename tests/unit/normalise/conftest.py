"""Fixtures of the normalise tests."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from duckdb import ColumnExpression, ConstantExpression
from normalise_stage import Stage

from pipelines import contracts, fields, warehouse
from pipelines.home import Home


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    home = Home.at(tmp_path).create()
    with warehouse.writer(home) as con:
        yield Stage(home, con)


Evaluate = Callable[[str, Sequence[str]], list[Any]]
Canonical = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def macros() -> Iterator[warehouse.Connection]:
    """A connection with the macros of normalise and an empty table of records."""
    with warehouse.scratch() as con:
        warehouse.create(con, contracts.table("records"))
        warehouse.run(con, "normalise/macros")
        yield con


@pytest.fixture(scope="session")
def evaluate(macros: warehouse.Connection) -> Evaluate:
    """The values of an SQL expression over the column ``cell``."""

    def call(expression: str, cells: Sequence[str]) -> list[Any]:
        query = f"SELECT {expression} FROM (SELECT unnest($cells) AS cell, unnest(range(len($cells))) AS i) ORDER BY i"
        return [row[0] for row in macros.execute(query, {"cells": list(cells)}).fetchall()]

    return call


@pytest.fixture(scope="session")
def canonical(macros: warehouse.Connection) -> Canonical:
    """Columns of the records that a list of one field becomes: through the very statement of the stage."""

    def call(field: str, cells: Sequence[str], columns: str | None = None, day_first: bool | None = None) -> list[tuple[Any, ...]]:
        rows = pa.table({field: pa.array(cells, pa.string()), "row_no": pa.array(range(1, len(cells) + 1), pa.int64())})
        macros.register("found", macros.from_arrow(rows).select(*list_columns_of(field, day_first)))
        for name in ("twins", "records"):
            warehouse.run(macros, f"normalise/{name}")
        warehouse.append(macros, "records", "written", contracts.table("records").names)
        result = macros.execute(f"SELECT {columns or field} FROM records ORDER BY row_no").fetchall()
        macros.execute("DELETE FROM stored_records")
        return result

    return call


def list_columns_of(field: str, day_first: bool | None) -> list[Any]:
    """The columns of the view `found` for a list whose one column holds this field."""
    null = ConstantExpression(None).cast("VARCHAR")
    return [
        ConstantExpression(1).cast("INTEGER").alias("dataset_no"),
        ColumnExpression("row_no"),
        ColumnExpression("row_no").cast("UBIGINT").alias("row_hash"),
        ConstantExpression(day_first).cast("BOOLEAN").alias("day_first"),
        *((ColumnExpression(name) if name == field else null).alias(name) for name in fields.NAMES),
        null.alias("extra"),
    ]
