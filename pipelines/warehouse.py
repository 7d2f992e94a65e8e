"""The only door to DuckDB: connections, transactions, and the statements of ``sql/``.

No other module calls ``duckdb.connect``; no module builds SQL from strings except the DDL here, whose names and types
come from ``contracts``.
"""

import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines import contracts
from pipelines.errors import HomeInUse, MachineRefused, UsageError
from pipelines.home import Home, private

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error
Interrupted = duckdb.InterruptException
Refused = duckdb.OperationalError
"""What DuckDB raises when the machine refuses: no room on the disk or in memory, a file that cannot be opened."""
SQL = Path(__file__).parents[1] / "sql"
BATCH = 100_000
_OPERATORS = 4
"""A join or group gets this part of ``memory_limit`` before it spills. Its pointers come on top, and tables in memory need the rest."""
_BLOCKS = "25%"
"""Part of ``memory_limit`` that DuckDB keeps as blocks and takes again: memory fresh from the system is cleared page by page first."""


@contextmanager
def writer(home: Home) -> Iterator[Connection]:
    """The one writing connection to the warehouse of ``home``; tables and macros are there. Raises HomeInUse, UsageError
    for a warehouse of another version's shape, and MachineRefused for a disk that is full or may not be written and for
    want of memory, also while the block works."""
    try:
        home.create()
        with private():  # clear values, in its .wal and spills too
            con = _connect(home.warehouse, read_only=False)
            home.warehouse.chmod(0o600)
            try:
                _configure(con, home)
                _tables(con, home)
                run(con, "macros")
                yield con
            finally:
                con.close()
    except (Refused, OSError, MemoryError) as error:
        what = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) and error.filename else str(error).split("\n")[0]
        raise MachineRefused(
            f"{what}; make room or mend the folder's rights, and run again: work goes on where it stopped"
        ) from error


@contextmanager
def reader(path: Path) -> Iterator[Connection]:
    """A read-only connection to a DuckDB file. Raises UsageError when it is not there, HomeInUse when it is written to."""
    if not path.exists():
        raise UsageError(f"{path} is not there yet: run 'hopback run' or the nightly_ingestion DAG first")
    con = _connect(path, read_only=True)
    try:
        yield con
    finally:
        con.close()


@contextmanager
def locked_reader(home: Home) -> Iterator[Connection]:
    """The analysts' door: the published file read-only, no other file, no extension, settings locked. Raises UsageError."""
    with reader(home.published) as con:
        con.execute("SET memory_limit = $limit", {"limit": home.settings.memory_limit})
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET autoinstall_known_extensions = false")
        con.execute("SET autoload_known_extensions = false")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con


@contextmanager
def scratch(home: Home | None = None) -> Iterator[Connection]:
    """A connection in memory with the macros, for work on files alone."""
    con = duckdb.connect()
    try:
        if home is not None:
            _configure(con, home)
        run(con, "macros")
        yield con
    finally:
        con.close()


@cache
def functions() -> Connection:
    """This process's connection in memory with the macros of the row-heavy stages, for one thread: Spark's workers ask it."""
    con = duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})
    con.execute("SET TimeZone = 'UTC'")
    for name in ("macros", "normalise/macros", "resolve/macros", "derive/macros", "spark/macros"):
        run(con, name)
    return con


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """All or nothing: commits at the end, rolls back when the block raises."""
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def run(con: Connection, name: str, **params: Any) -> Connection:
    """Run ``sql/<name>.sql`` statement by statement; each gets the ``$named`` parameters that it uses.

    Returns the connection holding the last statement's result. Raises UsageError for a parameter no statement uses.
    """
    unused = set(params)
    for statement in con.extract_statements(text(name)):
        wanted = statement.named_parameters
        con.execute(statement, {key: params[key] for key in wanted})
        unused -= set(wanted)
    if unused:
        raise UsageError(f"sql/{name}.sql uses no parameter {', '.join(sorted(unused))}")
    return con


def rows(con: Connection, name: str, **params: Any) -> list[dict[str, Any]]:
    """The last statement's rows as dictionaries; for results of list, actor or case size, never of persons."""
    cursor = run(con, name, **params)
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def batches(con: Connection, name: str, **params: Any) -> Any:
    """The last statement's rows as a reader of Arrow batches, for results of any size. Close it before the next statement."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # con.sql() would copy less, but takes no prepared statement
        return run(con, name, **params).to_arrow_reader(BATCH)


def behind(con: Connection) -> Connection:
    """The connection itself, or the one behind what stands in for it (Spark's): for statements of few rows."""
    return con if isinstance(con, Connection) else con.behind


def memory(con: Connection) -> int:
    """Bytes of ``memory_limit``."""
    found = con.execute("SELECT parse_formatted_bytes(current_setting('memory_limit'))").fetchone()
    return int(found[0]) if found else 0


def working_tables(con: Connection) -> frozenset[str]:
    """Names of the temporary tables."""
    return frozenset(row["name"] for row in rows(con, "working_tables"))


def sweep(con: Connection, kept: frozenset[str] = frozenset()) -> None:
    """Drop the temporary tables but for those ``kept``: they stay in memory and spill until somebody drops them."""
    for name in sorted(working_tables(con) - kept):
        con.execute(f'DROP TABLE temp."{name}"')


def content_hash(con: Connection, table: str, without: Sequence[str] = ()) -> str:
    """Rows and a hash of a table's content, the same in any order of rows; ``without`` these columns."""
    return str(rows(con, "content_hash", source=table, skip=list(without))[0]["hash"])


def insert(con: Connection, table: str, records: list[dict[str, Any]]) -> None:
    """Append dictionaries (of list, actor or case size) to a table of the contracts; missing columns become NULL."""
    if not records:
        return
    made = contracts.table(table)
    given = set().union(*(r.keys() for r in records))
    if unknown := given - set(made.names):
        raise UsageError(f"table {table} has no column {', '.join(sorted(unknown))}")
    widen(con, made, given)
    columns = [c for c in made.columns if c.name in given]
    cells = ", ".join(f'unnest($c{i}::{c.type}[]) AS "{c.name}"' for i, c in enumerate(columns))
    values = {f"c{i}": [r.get(c.name) for r in records] for i, c in enumerate(columns)}
    con.execute(f'INSERT INTO "{made.stored}" BY NAME SELECT {cells}', values)


def append(con: Connection, table: str, source: str, names: Collection[str]) -> None:
    """Append to a table of the contracts these columns of ``source``, a temporary table or view; its other columns become NULL."""
    made = contracts.table(table)
    widen(con, made, names)
    chosen = ", ".join(f'"{name}"' for name in names)
    con.execute(f'INSERT INTO "{made.stored}" BY NAME SELECT {chosen} FROM "{source}"')


def widen(con: Connection, table: "contracts.Table", names: Collection[str]) -> None:
    """Let a table store those of its sparse columns that are among ``names``, from the transaction on that is open."""
    there = _columns(behind(con))[table.stored] if any(c.sparse for c in table.columns) else []
    new = [c for c in table.columns if c.sparse and c.name in names and c.name not in there]
    for c in new:
        behind(con).execute(f'ALTER TABLE "{table.stored}" ADD COLUMN {_column(c)}')
    if new:
        _show(behind(con), table)


@contextmanager
def aside(con: Connection, path: Path) -> Iterator[None]:
    """A database ``aside`` in a file at ``path``, inside the block: for working tables too large for memory.

    They lie there compressed, are read as the warehouse is, and cost no spill, which a temporary table does uncompressed. A name that
    neither a temporary table nor the warehouse has is sought there. Nothing can be written to it in a transaction that
    writes to the warehouse.
    """
    files = (path, path.with_name(path.name + ".wal"))
    for left in files:
        left.unlink(missing_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    con.execute("ATTACH $path AS aside (RECOVERY_MODE 'no_wal_writes')", {"path": str(path)})
    try:
        con.execute("SET search_path = 'warehouse.main,aside.main'")
        yield
    finally:
        with suppress(Error):  # what broke the block may have broken the connection
            con.execute("USE warehouse")
            con.execute("SET checkpoint_on_detach = 'DISABLED'")
            con.execute("DETACH aside")
            con.execute("RESET checkpoint_on_detach")
        for left in files:
            left.unlink(missing_ok=True)


@contextmanager
def new_file(con: Connection, path: Path, tables: Iterable[contracts.Table]) -> Iterator[None]:
    """Build ``path`` as the attached database ``published``: empty commented tables, then what the block writes to it.

    The file has the storage version of DuckDB 1.5, so that older clients read it. One transaction; afterwards it is
    checkpointed and detached, and no ``.wal`` is left. The caller removes the file when the block raises.
    """
    con.execute("ATTACH $path AS published (STORAGE_VERSION 'v1.5.0')", {"path": str(path)})
    try:
        with transaction(con):
            for table in tables:
                con.execute(ddl(table, "published."))
                for statement in comments(table, "published."):
                    con.execute(statement)
            yield
        con.execute("CHECKPOINT published")
    finally:
        con.execute("USE warehouse")
        con.execute("DETACH published")


def create(con: Connection, table: "contracts.Table") -> None:
    """An empty table of a contract, and the views that show it where columns are sparse."""
    con.execute(ddl(table))
    if table.stored != table.name:
        _show(con, table)


def ddl(table: "contracts.Table", catalog: str = "") -> str:
    """CREATE TABLE IF NOT EXISTS of a contract, in the attached database ``catalog`` (with its dot) or the main one."""
    columns = ", ".join(_column(c) for c in table.columns if not c.sparse)
    return f'CREATE TABLE IF NOT EXISTS {catalog}"{table.stored}" ({columns})'


def _column(c: "contracts.Column") -> str:
    return f'"{c.name}" {c.type}{" USING COMPRESSION uncompressed" if c.plain else ""}'


def _show(con: Connection, table: "contracts.Table") -> None:
    """The view ``<table>``: every column, NULL where it is not stored. ``placed_<table>`` has ``place`` too, where the row lies: what
    looks for a few rows by it reads no others. A place is good for one transaction."""
    there = _columns(con)[table.stored]
    shown = ", ".join(f'"{c.name}"' if c.name in there else f'CAST(NULL AS {c.type}) AS "{c.name}"' for c in table.columns)
    con.execute(f'CREATE OR REPLACE VIEW "{table.name}" AS SELECT {shown} FROM "{table.stored}"')
    con.execute(f'CREATE OR REPLACE VIEW "placed_{table.name}" AS SELECT rowid AS place, {shown} FROM "{table.stored}"')


def comments(table: "contracts.Table", catalog: str = "") -> list[str]:
    """COMMENT ON statements of a contract: the grain on the table, the meaning on each column."""
    name = f'{catalog}"{table.name}"'
    return [f"COMMENT ON TABLE {name} IS {_literal(f'One row per {table.grain}')}"] + [
        f'COMMENT ON COLUMN {name}."{c.name}" IS {_literal(c.comment)}' for c in table.columns
    ]


def _literal(text_: str) -> str:
    return "'" + text_.replace("'", "''") + "'"


@cache
def text(name: str) -> str:
    """The text of ``sql/<name>.sql``."""
    return (SQL / f"{name}.sql").read_text("utf-8")


def _connect(path: Path, read_only: bool) -> Connection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise HomeInUse(f"{path} is in use by another process; wait for it to end, or stop it, and run again") from error
        raise


def _columns(con: Connection) -> dict[str, list[str]]:
    """Table or view → its columns in their order."""
    return {row["name"]: row["columns"] for row in rows(con, "shapes")}


def _tables(con: Connection, home: Home) -> None:
    """Make the tables that are not there. Raises UsageError when one has other columns than its contract: rows would land in the wrong
    ones."""
    found = _columns(con)
    before = {t.name for t in contracts.WAREHOUSE if t.name in found and t.stored not in found}  # of a home without sparse columns
    there = {t.name: found[t.name if t.name in before else t.stored] for t in contracts.WAREHOUSE if t.name in found}
    other = [name for name, columns in there.items() if not _fits(contracts.table(name), columns)]
    if other:
        raise UsageError(
            f"{home.warehouse} was made by another version of hopback (other columns: {', '.join(other)}); move it out of the "
            "home and run again on the same intakes: evidence and ledger stay, and all tables are made anew"
        )
    for table in contracts.WAREHOUSE:
        if table.name in before:
            con.execute(f'ALTER TABLE "{table.name}" RENAME TO "{table.stored}"')
        if table.stored not in found:
            create(con, table)


def _fits(table: "contracts.Table", columns: list[str]) -> bool:
    fixed = {c.name for c in table.columns if not c.sparse}
    return columns == list(table.names) or (table.stored != table.name and fixed <= set(columns) <= set(table.names))


def _configure(con: Connection, home: Home) -> None:
    con.execute("SET memory_limit = $limit", {"limit": home.settings.memory_limit})
    con.execute("SET operator_memory_limit = $share", {"share": f"{memory(con) // _OPERATORS} bytes"})
    with suppress(duckdb.InvalidInputException):  # more than the machine has, where memory_limit is: no block is kept then
        con.execute("SET block_allocator_memory = $share", {"share": _BLOCKS})
    if home.settings.threads:
        con.execute("SET threads = $threads", {"threads": home.settings.threads})
    con.execute("SET temp_directory = $spill", {"spill": str(home.root / ".spill")})
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET preserve_insertion_order = false")
