"""How a staged table's columns would become fields, and why: for ``hopback read``."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from pipelines import fields, warehouse
from pipelines.normalise import headers, tables, told
from pipelines.normalise.headers import Column, Mapped
from pipelines.progress import printable

SAMPLE_ROWS = 400
_FEWEST = 3
"""Columns that a record table must have by their words to be taken for one."""


def explain(con: warehouse.Connection, staged: Path, names: Sequence[str], rules: Sequence[told.Rule]) -> Iterator[str]:
    """A line for every column: header, field and reason; then what is wrong with the mapping file's rows. No cell is told."""
    warehouse.run(con, "normalise/macros")
    shares: dict[int, dict[str, float]] = {}
    rows = warehouse.rows(con, "normalise/profile", paths=[str(staged)], rows=SAMPLE_ROWS, surnames=headers.SURNAMES)
    for row in rows:
        shares.setdefault(row["position"], {})[row["kind"]] = row["share"]
    columns = [Column(i, name, shares.get(i, {})) for i, name in enumerate(names)]
    kind, mapped, wrong = _mapped(columns, rules)
    yield f"read as {kind}"
    for column, found in zip(columns, mapped, strict=True):
        yield f"{column.position + 1} {printable(column.header) or '(no header)'} → {found.field or 'kept as unknown'} ({found.reason})"
    yield from (f"{w.code}: {w.message}" for w in wrong)


def _mapped(columns: Sequence[Column], rules: Sequence[told.Rule]) -> tuple[str, list[Mapped], list[told.Wrong]]:
    """What the table is taken for when no manifest says it: what most of its headers speak for."""
    best = ("a list of persons", *told.obeyed(columns, rules, fields.NAMES, headers.JOINED, headers.mapped))
    most = sum(m.field is not None for m in best[1])
    for kind in sorted(tables.KINDS):
        found, wrong = told.obeyed(columns, rules, tables.columns_of(kind), (), partial(tables.mapped, kind))
        number = sum(m.field is not None for m in found)
        if number >= _FEWEST and number > most:
            best, most = (kind, found, wrong), number
    return best
