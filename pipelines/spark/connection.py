"""Stands in for the warehouse's connection while a row-heavy stage runs on Spark.

Where a statement runs: what reads a table that grows with rows, persons or cells is a query for Spark; what reads tables of
lists alone, and every change of a stored table, is the warehouse's, in its transaction. Parquet files in a private folder of
the home carry tables from one to the other, each when it is first asked for.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark  # noqa: F401  # so that a missing extra is told before any work
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation, Expression, Statement
from sqlglot import exp

from pipelines import contracts, warehouse
from pipelines.home import Home
from pipelines.spark import dialect, session
from pipelines.spark.functions import HASH

LISTS = frozenset({
    "datasets", "dataset_columns", "derivations", "intakes", "findings", "list_fields", "list_merges", "list_pairs", "list_persons", "load_issues", "mappings", "metrics",
    "quality_metrics",
})  # fmt: skip
"""Tables with some rows for each list: the warehouse reads them itself."""

SHOWN = {t.stored: t.name for t in contracts.WAREHOUSE}
"""Stored table → the name under which it is read."""
PLACED = "placed_"
"""Before a name: its rows and where they lie. That is their list and number in one here: either finds a row again."""


@contextmanager
def opened(home: Home, con: warehouse.Connection) -> Iterator[warehouse.Connection]:
    """``con`` for a stage that computes on Spark; its folder of Parquet is gone afterwards.

    Spark starts with the first statement that needs it. Raises MachineRefused as ``session.started`` does.
    """
    spill = home.root / ".spill"
    spill.mkdir(mode=0o700, exist_ok=True)
    folder = Path(mkdtemp(prefix="spark-", dir=spill))
    stand_in = SparkConnection(partial(session.started, home), con, folder)
    try:
        yield cast("warehouse.Connection", stand_in)
    finally:
        stand_in.forget()
        shutil.rmtree(folder, ignore_errors=True)


class SparkConnection:
    """Has of a DuckDB connection what stages use; ``folder`` must be the same for the driver and the workers."""

    def __init__(self, start: Callable[[], Any], con: warehouse.Connection, folder: Path) -> None:
        self._start, self._con, self._folder = start, con, folder
        self._made: dict[str, Path | None] = {}
        """Temporary tables that Spark made: where they lie (None: a view, which lies nowhere)."""
        self._copied: set[str] = set()
        """Tables of the warehouse that Spark has as they are now."""
        self._shown: set[str] = set()
        """Of ``_made`` those that the warehouse can read."""
        self._relations: dict[str, DuckDBPyRelation] = {}
        """Parquet files, or a table, under columns chosen by the caller; either side reads them itself."""
        self._files = 0

    @cached_property
    def _spark(self) -> Any:
        return self._start()

    @property
    def behind(self) -> warehouse.Connection:
        """The warehouse's own connection. What is changed through it, Spark sees if it has not asked for the table yet."""
        return self._con

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)

    def execute(self, statement: str | Statement, params: Mapping[str, Any] | None = None) -> warehouse.Connection:
        """Run one statement where it belongs. The result, if it has one, is the warehouse connection's."""
        tree = dialect.parsed(statement if isinstance(statement, str) else statement.query)
        query = tree.expression if isinstance(tree, exp.Create | exp.Insert) else tree
        if not isinstance(query, exp.Query) or dialect.sources(query) <= LISTS or self._gathers(tree, query):
            return self._in_warehouse(tree, statement, params)
        for name in dialect.sources(query):
            self._bring(name)
        with self._computed(query, params or {}) as frame:
            if isinstance(tree, exp.Insert):
                self._insert(tree, frame)
            elif not isinstance(tree, exp.Create):
                self._con.register("spark_rows", _exact(frame.toArrow()))
                return self._con.execute("FROM spark_rows")
            elif tree.kind == "VIEW":
                frame.createOrReplaceTempView(tree.this.name)
                self._made[tree.this.name] = None
            else:
                self._make(tree.this.name, frame)
        return self._con

    def executemany(self, statement: str, params: Any) -> warehouse.Connection:
        """As DuckDB's; Spark asks for the table again."""
        self._copied.discard(dialect.parsed(statement).this.name)
        return self._con.executemany(statement, params)

    def register(self, name: str, given: pa.Table | DuckDBPyRelation) -> None:
        """A table that is not of the warehouse: of the caller, or a relation over Parquet files, which Spark reads itself."""
        self._con.register(name, given)
        if isinstance(given, DuckDBPyRelation):
            self._relations[name] = given
            return
        path = self._next()
        path.mkdir()
        pq.write_table(given, path / "part.parquet")
        self._spark.read.parquet(str(path)).createOrReplaceTempView(name)
        self._made[name] = path
        self._shown.add(name)

    def unregister(self, name: str) -> None:
        """Forget a registered table."""
        self._unmake(name)

    def forget(self) -> None:
        """Drop the views of both sides."""
        for name in (*self._made, *self._copied, *(self._relations if self._made else ())):
            self._spark.catalog.dropTempView(name)
        for name in self._shown:
            self._con.unregister(name)

    @contextmanager
    def _computed(self, query: exp.Expr, params: Mapping[str, Any]) -> Iterator[Any]:
        """The frame of a query. A CTE that it reads several times is computed once, as DuckDB does; Spark would do it each time."""
        kept: dict[str, Any] = {}
        for name, inner in dialect.shared(query):
            kept[name] = self._spark.sql(dialect.translated(dialect.without(inner, kept.keys()), params)).persist()
            kept[name].createOrReplaceTempView(name)
        try:
            yield self._spark.sql(dialect.translated(dialect.without(query, kept.keys()), params))
        finally:
            for name, frame in kept.items():
                self._spark.catalog.dropTempView(name)
                frame.unpersist()
                self._copied.discard(name)

    def _gathers(self, tree: exp.Expr, query: exp.Expr) -> bool:
        """Whether a stage copies a relation: it does so with many small files, each of which would be a task of Spark."""
        copies = any(query == exp.select("*").from_(name) for name in self._relations)
        return isinstance(tree, exp.Create) and tree.kind == "TABLE" and copies

    def _in_warehouse(self, tree: exp.Expr, statement: str | Statement, params: Mapping[str, Any] | None) -> warehouse.Connection:
        for name in dialect.sources(tree) & self._made.keys():
            self._show(name)
        target = tree.find(exp.Table)
        if isinstance(tree, exp.Rollback):
            self._copied.clear()
        elif target and isinstance(tree, exp.Create | exp.Insert | exp.Update | exp.Delete):
            self._copied.discard(SHOWN.get(target.name, target.name))
        elif target and isinstance(tree, exp.Drop) and target.name in self._made:
            self._unmake(target.name)
            return self._con
        return self._con.execute(statement, dict(params or {}))

    def _bring(self, name: str) -> None:
        """Let Spark have a table that the warehouse has and Spark has not, or not as it is now."""
        if name in self._relations:
            query = dialect.parsed(self._relations[name].sql_query())
            for source in dialect.sources(query):
                self._bring(source)
            self._spark.sql(dialect.translated(query, {})).createOrReplaceTempView(name)
            return
        if name.startswith(PLACED):
            self._bring(name.removeprefix(PLACED))
            placed = self._spark.table(name.removeprefix(PLACED)).selectExpr("*", dialect.PLACE)
            placed.createOrReplaceTempView(name)
            self._made[name] = None
            return
        if name in self._made or name in self._copied:
            return
        path = self._next()
        path.mkdir()
        self._con.table(name).write_parquet(str(path / "part.parquet"))
        self._spark.read.parquet(str(path)).createOrReplaceTempView(name)
        self._copied.add(name)

    def _show(self, name: str) -> None:
        """Let the warehouse have a temporary table that Spark made."""
        path = self._made[name]
        if name not in self._shown and path:
            self._con.register(name, self._read(path))
            self._shown.add(name)

    def _make(self, name: str, frame: Any) -> None:
        path = self._written(frame)
        self._spark.read.schema(frame.schema).parquet(str(path)).createOrReplaceTempView(name)
        self._made[name] = path
        self._shown.discard(name)

    def _unmake(self, name: str) -> None:
        self._spark.catalog.dropTempView(name)
        path = self._made.pop(name)
        if path:
            shutil.rmtree(path, ignore_errors=True)
        if name in self._shown:
            self._con.unregister(name)
            self._shown.discard(name)

    def _insert(self, tree: exp.Insert, frame: Any) -> None:
        """Append what Spark found to a table, of its own or stored; columns not given are NULL."""
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        if target.name in self._made:
            self._make(target.name, self._spark.table(target.name).union(frame))
            return
        stored = self._con.table(target.name)
        if isinstance(tree.this, exp.Schema):
            frame = frame.toDF(*(column.name for column in tree.this.expressions))
        elif not tree.args.get("by_name"):
            frame = frame.toDF(*stored.columns)
        given = set(frame.columns)
        values = [
            (ColumnExpression(name) if name in given else ConstantExpression(None)).cast(type_).alias(name)
            for name, type_ in zip(stored.columns, stored.types, strict=True)
        ]
        self._con.from_parquet(str(self._written(frame) / "*.parquet")).select(*values).insert_into(target.name)
        self._copied.discard(SHOWN.get(target.name, target.name))

    def _read(self, path: Path) -> DuckDBPyRelation:
        found = self._con.from_parquet(str(path / "*.parquet"))
        return found.select(*(_unsigned(name, str(type_)) for name, type_ in zip(found.columns, found.types, strict=True)))

    def _written(self, frame: Any) -> Path:
        path = self._next()
        frame.write.parquet(str(path))
        return path

    def _next(self) -> Path:
        self._files += 1
        return self._folder / str(self._files)


def _unsigned(name: str, type_: str) -> Expression:
    column = ColumnExpression(name)
    return column.cast("UBIGINT").alias(name) if type_.replace(" ", "").lower() == HASH else column


def _exact(found: pa.Table) -> pa.Table:
    """Hashes as the unsigned numbers that they are."""
    fields = [f.with_type(pa.uint64()) if f.type == pa.decimal128(20, 0) else f for f in found.schema]
    return found.cast(pa.schema(fields))
