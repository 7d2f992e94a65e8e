"""What a reader of a format gives: tables with their layout, and either a proof that DuckDB reads it alike or rows to write."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipelines.load.layout import Layout
from pipelines.load.tokens import Dialect

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class Block:
    """Rows as columns of text without NULL, as many as a row has cells, and the physical line of each."""

    lines: pa.Array
    columns: list[pa.Array]


Blocks = Iterator[Block | list[tuple[int, list[str]]]]


@dataclass(frozen=True)
class Note:
    """Something to say about a table or a file: becomes a load issue. ``row`` counts data rows from 1."""

    code: str
    message: str
    row: int | None = None
    field: str | None = None


@dataclass(frozen=True)
class Plain:
    """A UTF-8 text of which every physical line may be one row: DuckDB reads it when it finds ``lines`` rows after ``skip``."""

    path: Path
    dialect: Dialect
    skip: int
    lines: int


@dataclass
class Table:
    """One table of a file. ``rows`` yields (physical line or sheet row, cells) of the data rows, each time anew; ``blocks``, where a reader has it, the same
    rows by the block; ``proved`` is set when DuckDB's own count of rows has proved ``plain``, so that no other table can stand below. ``odd``: physical lines whose rows
    are to be flagged, with the code of why (load.mixed); ``staged``: where the rows stand already, written as load.rowwise does."""

    format: str
    layout: Layout
    rows: Callable[[], Rows]
    blocks: Callable[[], Blocks] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    preamble: str = ""
    plain: Plain | None = None
    proved: bool = False
    notes: list[Note] = field(default_factory=list)
    odd: Mapping[int, str] = field(default_factory=dict)
    staged: Path | None = None
