"""What a table and a column of the contracts are, and the columns that many tables share."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column: DuckDB type and what it means.

    personal: it holds a person's value (then it is masked or not published). plain: stored as it is, without an encoding, since
    nearly every row has a text of its own. sparse: stored once a row has it (warehouse.widen), shown as NULL until then.
    """

    name: str
    type: str
    comment: str
    personal: bool = False
    plain: bool = False
    sparse: bool = False


@dataclass(frozen=True)
class Table:
    """A table: ``grain`` completes "one row per …"; ``key`` names the columns that are unique together."""

    name: str
    grain: str
    key: tuple[str, ...]
    stage: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def stored(self) -> str:
        """The table that holds the rows: another where columns are sparse, and the name is that of a view on it.

        To write a column that no row fills costs as much as one of few values: a third of what seven columns cost.
        """
        return f"stored_{self.name}" if any(c.sparse for c in self.columns) else self.name


def make(name: str, grain: str, key: str, stage: str, *columns: Column) -> Table:
    """A table; ``key`` is the names of its columns with spaces between."""
    return Table(name, grain, tuple(key.split()), stage, columns)


def column(name: str, type_: str, comment: str, personal: bool = False, plain: bool = False, sparse: bool = False) -> Column:
    """A column."""
    return Column(name, type_, comment, personal, plain, sparse)


CASE = column("case_id", "VARCHAR", "case that the row belongs to")
DATASET = column("dataset_id", "VARCHAR", "list version, a hash of case, bytes, holder, path and sheet")
SOURCE_FILE = column("source_file", "VARCHAR", "file that says so, path as in the manifest")
SOURCE_LINE = column("source_line", "BIGINT", "line (or sheet row) of that file, from 1")
