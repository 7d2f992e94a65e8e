"""How the staged cells c0 … cN of a table become columns named after fields: an expression tree, never SQL text. Pure.

This is the one place where the shape of the data chooses column expressions. Positions come from our own count of the
staged columns and names from the closed vocabulary of the contracts; header words enter only as constants.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from pipelines import fields
from pipelines.normalise.headers import JOINED, Column, Mapped

_KEPT_AS_TEXT = r"""^\s*(?:=\s*"([^"]*)"|=?'([^'"]+))\s*$"""


@dataclass(frozen=True)
class Table:
    """A staged table: its columns as found and as mapped, in the same order."""

    dataset_no: int
    columns: Sequence[Column]
    mapped: Sequence[Mapped]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that some column holds."""
        return frozenset(m.field for m in self.mapped if m.field)

    @property
    def unknown(self) -> tuple[Column, ...]:
        """The columns that hold no field: they go to ``extra``."""
        return tuple(c for c, m in zip(self.columns, self.mapped, strict=True) if m.field is None)


def list_columns(table: Table, names: Sequence[str]) -> list[Expression]:
    """dataset_no, row_no, row_hash, day_first, extra, and the fields ``names`` (NULL when no column holds one)."""
    cells = [_cell(c.position) for c in table.columns]
    return [
        _constant(table.dataset_no, "INTEGER").alias("dataset_no"),
        ColumnExpression("row_no"),
        (FunctionExpression("hash", *cells) if cells else _constant(0, "UBIGINT")).alias("row_hash"),
        _constant(_day_first(table), "BOOLEAN").alias("day_first"),
        _extra(table).alias("extra"),
        *(_field(table, name).alias(name) for name in names),
    ]


def all_fields(names: Collection[str]) -> list[Expression]:
    """What list_columns chose, and NULL for the fields that are not among ``names``: a constant costs next to nothing."""
    kept = [ColumnExpression(name) for name in ("dataset_no", "row_no", "row_hash", "day_first", "extra")]
    null = _constant(None, "VARCHAR")
    return kept + [ColumnExpression(name) if name in names else null.alias(name) for name in fields.NAMES]


def record_columns(table: Table, names: Sequence[str]) -> list[Expression]:
    """dataset_no, row_no, line_no and the columns of a record table (NULL when no column holds them), without what keeps a
    spreadsheet from taking digits for a number: ="123", '123, ='123."""
    return [
        _constant(table.dataset_no, "INTEGER").alias("dataset_no"),
        ColumnExpression("row_no"),
        ColumnExpression("line_no"),
        *(_unquoted(_field(table, name)).alias(name) for name in names),
    ]


def accepted() -> Expression:
    """Rows that load did not reject."""
    return ColumnExpression("reject").isnull()


def _field(table: Table, name: str) -> Expression:
    holders = sorted((m for m in table.mapped if m.field == name), key=lambda m: (m.order, m.position))
    if not holders:
        return _constant(None, "VARCHAR")
    if len(holders) == 1:
        return _cell(holders[0].position)
    filled = [FunctionExpression("nullif", _cell(m.position), ConstantExpression("")) for m in holders]
    return FunctionExpression("concat_ws", ConstantExpression(JOINED[name]), *filled)


def _unquoted(cell: Expression) -> Expression:
    return FunctionExpression("regexp_replace", cell, ConstantExpression(_KEPT_AS_TEXT), ConstantExpression(r"\1\2"))


def _extra(table: Table) -> Expression:
    """A JSON object of the unknown columns, header → cell; a header that comes twice gets its position."""
    if not table.unknown:
        return _constant(None, "VARCHAR")
    seen: set[str] = set()
    pairs: list[Expression] = []
    for column in table.unknown:
        key = column.header.strip() or f"c{column.position}"
        key = key if key not in seen else f"{key}#{column.position}"
        seen.add(key)
        pairs += [ConstantExpression(key), _cell(column.position)]
    return FunctionExpression("json_object", *pairs).cast("VARCHAR")


def _day_first(table: Table) -> bool | None:
    """How the birth dates write 3/4/2008: True day first, False month first, None when no value tells."""
    shares = [c.shares for c, m in zip(table.columns, table.mapped, strict=True) if m.field == "birth_date"]
    day, month = (sum(s.get(k, 0.0) for s in shares) for k in ("day_first", "month_first"))
    return None if day == month else day > month


def _cell(position: int) -> Expression:
    return ColumnExpression(f"c{position}")


def _constant(value: object, type_: str) -> Expression:
    return ConstantExpression(value).cast(type_)
