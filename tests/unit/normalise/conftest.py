"""Staged tables written by hand, in the format that load leaves behind."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from duckdb import ColumnExpression, ConstantExpression

from pipelines import contracts, fields, warehouse
from pipelines.home import Home
from pipelines.normalise.run import run
from pipelines.outcome import Outcome

Row = Sequence[str | None]


class Stage:
    """A home with a warehouse; ``put`` stages tables as load does, ``run`` normalises them."""

    def __init__(self, home: Home, con: warehouse.Connection) -> None:
        self.home, self.con = home, con
        self.count = 0

    def put(self, header: Row, rows: Sequence[Row], kind: str = "seized", rejected: Sequence[int] = (), **more: Any) -> str:
        """Stage one table, rows numbered from 1; returns its dataset_id."""
        self.count += 1
        no, name = self.count, f"list-{self.count}.csv"
        staging = f"staging/{no:064d}.0.parquet"
        columns: dict[str, pa.Array] = {
            "row_no": pa.array(range(1, len(rows) + 1), pa.int64()),
            "line_no": pa.array(range(2, len(rows) + 2), pa.int64()),
            "reject": pa.array(["short" if i in rejected else None for i in range(1, len(rows) + 1)], pa.string()),
        }
        for i in range(len(header)):
            columns[f"c{i}"] = pa.array([row[i] if i < len(row) else None for row in rows], pa.string())
        pq.write_table(pa.table(columns), self.home.root / staging)
        dataset = {
            "dataset_no": no, "dataset_id": f"d{no}", "finding_id": f"f{no}", "case_id": "T", "path": name, "file_name": name,
            "sha256": f"{no:064d}", "kind": kind, "holder": "甲", "format": "csv", "staging": staging, "rows_read": len(rows),
            "rows_accepted": len(rows) - len(rejected), "rows_rejected": len(rejected), "state": "loaded", "header_line": 1,
        }  # fmt: skip
        warehouse.insert(self.con, "datasets", [dataset | more])
        warehouse.insert(
            self.con, "dataset_columns", [{"dataset_no": no, "position": i, "header": h} for i, h in enumerate(header)]
        )
        return f"d{no}"

    def run(self, *ids: str) -> Outcome:
        return run(self.home, self.con, ids)

    def records(self, columns: str) -> list[tuple[Any, ...]]:
        return self.con.execute(f"SELECT {columns} FROM records ORDER BY dataset_no, row_no").fetchall()

    def fields(self, dataset_no: int = 1) -> list[str | None]:
        query = "SELECT field FROM dataset_columns WHERE dataset_no = ? ORDER BY position"
        return [row[0] for row in self.con.execute(query, [dataset_no]).fetchall()]

    def one(self, query: str) -> Any:
        row = self.con.execute(query).fetchone()
        assert row is not None
        return row[0]


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
        con.execute(warehouse.ddl(contracts.table("records")))
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
        found = macros.from_arrow(rows).select(*list_columns_of(field, day_first))
        macros.register("stacked", found)
        for name in ("gathered", "twins", "records"):
            warehouse.run(macros, f"normalise/{name}")
        result = macros.execute(f'SELECT {columns or field} FROM records ORDER BY row_no').fetchall()
        macros.execute("DELETE FROM records")
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
