"""Functions of a row's values that Spark has no equal of: DuckDB evaluates them in Spark's workers, a batch at a time.

They are the macros of the stages, which hold how a cell is read, and those of DuckDB's functions whose results other engines
do not share: its hash, regular expressions (RE2), edit distances, casts of text, logarithms of the C library.
One definition, so one result; Spark joins, groups and sorts what they return.
"""

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from pipelines import warehouse
from pipelines.fields import NAMES

HASH = "decimal(20,0)"
"""Spark has no unsigned numbers; twenty digits hold 64 bits in their order."""

FUNCTIONS: dict[str, str] = {
    # DuckDB's own
    "hash": HASH,
    "levenshtein": "bigint",
    "ln": "double",
    "log2": "double",
    "concat_ws": "string",
    "json_object": "string",
    "regexp_full_match": "boolean",
    "regexp_matches": "boolean",
    "regexp_replace": "string",
    "try_cast_bigint": "bigint",
    "try_cast_date": "date",
    # sql/macros.sql
    "cells_found": f"struct<{','.join(f'{name}:string' for name in NAMES)}>",
    "fields_found": "array<string>",
    # sql/normalise/macros.sql
    "account_of": "string",
    "class_arabic": "string",
    "class_of": "string",
    "code_of": "string",
    "currency_of": "string",
    "date_of": "string",
    "filled": "string",
    "flow_of": "string",
    "found_as": "string",
    "gender_of": "string",
    "given": "string",
    "grade_arabic": "string",
    "grade_of": "string",
    "himself": "boolean",
    "id_check": "string",
    "is_card": "boolean",
    "is_day": "boolean",
    "is_mobile": "boolean",
    "mobile_state_of": "string",
    "id_of": "string",
    "id_seventeen": "bigint",
    "id_state_of": "string",
    "id_text": "string",
    "moment": "timestamp_ntz",
    "number_of": "string",
    "own_in": "string",
    "parsed_amount": "decimal(18,2)",
    "parsed_seconds": "bigint",
    "parsed_size": "bigint",
    "parsed_time": "timestamp_ntz",
    "phone_of": "string",
    "phone_state_of": "string",
    "relation_of": "string",
    "tidied": "string",
    # sql/resolve/macros.sql
    "bit_term": "string",
    "bit_terms": "string",
    "bits_of": "double",
    "close_places": "boolean",
    "code": "int",
    "contradicted": "boolean",
    "digits_of": "string",
    "head_birth": "string",
    "id_birth": "string",
    "id_head": "string",
    "is_latin": "boolean",
    "letters": "bigint",
    "matched": "array<struct<bits:float,same:decimal(2,1)>>",
    "meet": "boolean",
    "most_bits": "float",
    "name_bit": "bigint",
    "name_key": "string",
    "nearly": "boolean",
    "nearly_meet": "boolean",
    "one_off": "boolean",
    "phone_ends": "string",
    "post_area": "string",
    "same_bits": "double",
    "swapped": "boolean",
    "told": "string",
    "words_of": "array<string>",
    # sql/derive/macros.sql
    "fingerprint": HASH,
    "halving_step": HASH,
    "is_plain": "boolean",
    "look": "int",
    "look_class": "int",
    "look_gain": "double",
    "look_odds": "double",
    "reading": "string",
    "visible": "string",
}
"""Function → the type that it returns, as Spark writes it."""

PATTERNED = frozenset({"regexp_full_match", "regexp_matches", "regexp_replace"})
"""Functions whose arguments after the first are the same for all rows: a pattern is compiled once a batch."""

PREFIX = "duck_"
"""Before the name in Spark, whose own functions of the same names return something else."""


def register(spark: Any) -> None:
    """Make all FUNCTIONS known to a SparkSession, under PREFIX and their name."""
    from pyspark.sql.functions import arrow_udf
    from pyspark.sql.pandas.types import to_arrow_type
    from pyspark.sql.types import DataType

    for name, type_ in FUNCTIONS.items():
        spark.udf.register(PREFIX + name, arrow_udf(_batch(name, to_arrow_type(DataType.fromDDL(type_))), type_))


def evaluate(name: str, type_: pa.DataType, cells: tuple[pa.Array, ...]) -> pa.Array:
    """The function ``name`` of each row of ``cells``, columns of one length, as an array of ``type_``.

    Raises RuntimeError that names the function and no value: Spark would log it.
    """
    if len(cells[0]) == 0:
        return pa.array([], type_)
    columns = {f"a{i}": _unsigned(column) for i, column in enumerate(cells)}
    constant = {c for c in columns if name in PATTERNED and c != "a0"}
    arguments = (ConstantExpression(columns[c][0].as_py()) if c in constant else ColumnExpression(c) for c in columns)
    call = FunctionExpression(name, *arguments)
    try:
        found = warehouse.functions().from_arrow(pa.table(columns)).select(call.alias("value")).to_arrow_table()
    except duckdb.Error as error:
        raise RuntimeError(f"{name} failed in a worker of Spark: {type(error).__name__}") from None
    return found.column("value").combine_chunks().cast(type_)


def _batch(name: str, type_: pa.DataType) -> Callable[..., pa.Array]:
    def batch(*cells: pa.Array) -> pa.Array:
        return evaluate(name, type_, cells)

    return batch


def _unsigned(column: pa.Array) -> pa.Array:
    """A hash as DuckDB knows it; everything else as it is."""
    return column.cast(pa.uint64()) if column.type == pa.decimal128(20, 0) else column
