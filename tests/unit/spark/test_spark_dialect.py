"""Where DuckDB's SQL becomes Spark's: what sqlglot does not know by itself."""

import re
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from pipelines import warehouse
from pipelines.spark import dialect
from pipelines.spark.functions import FUNCTIONS

STAGES = ("normalise", "resolve", "derive")
FILES = sorted(p for stage in STAGES for p in (warehouse.SQL / stage).glob("*.sql") if p.name != "macros.sql")


def spark(text: str, **params: object) -> str:
    return dialect.translated(dialect.parsed(text), params)


def test_list_parameters_become_constants() -> None:
    assert spark("SELECT 1 FROM t WHERE n IN (SELECT unnest($some))", some=[1, 2]) == "SELECT 1 FROM t WHERE n IN (1, 2)"
    assert spark("SELECT 1 FROM t WHERE n NOT IN (SELECT unnest($some))", some=[]) == "SELECT 1 FROM t WHERE NOT FALSE"
    both = spark("WITH l AS (SELECT unnest($a) AS a, unnest($b::VARCHAR[]) AS b) SELECT * FROM l", a=[1, 2], b=["x", "y"])
    assert both == "WITH l AS (SELECT a, b FROM VALUES (1, 'x'), (2, 'y') AS given(a, b)) SELECT * FROM l"


def test_texts_are_escaped_and_floats_stay_floats() -> None:
    assert spark("SELECT $t", t="O'B\\n") == r"SELECT 'O\'B\\n'"
    assert spark("SELECT $x * n FROM t", x=0.8) == "SELECT CAST(0.8 AS DOUBLE) * n FROM t"


def test_functions_of_a_row_stay_duckdbs() -> None:
    assert spark("SELECT hash(told(a), 1) FROM t") == "SELECT DUCK_HASH(DUCK_TOLD(a), 1) FROM t"
    assert spark("SELECT TRY_CAST(told(a) AS DATE) FROM t") == "SELECT DUCK_TRY_CAST_DATE(DUCK_TOLD(a)) FROM t"


def test_unnest_inside_a_function_becomes_a_lateral_view() -> None:
    got = spark("SELECT hash(word, unnest(spots)) AS block FROM worded")
    assert got == "SELECT DUCK_HASH(word, unnested_0) AS block FROM worded LATERAL VIEW EXPLODE(spots) view_0 AS unnested_0"


def test_lists_are_ordered_and_never_empty() -> None:
    got = spark("SELECT list(a ORDER BY b) FILTER (c) FROM t")
    assert "ARRAY_SORT(COLLECT_LIST(STRUCT(b AS key_0, a AS value)) FILTER(WHERE c))" in got
    assert got.startswith("SELECT IF(SIZE(")


def test_unsigned_numbers_keep_their_order() -> None:
    assert spark("SELECT 0::UBIGINT") == "SELECT CAST(0 AS DECIMAL(20, 0))"


def test_ctes_read_twice_are_told_with_those_before_them() -> None:
    tree = dialect.parsed(
        "WITH a AS (SELECT 1 AS x), b AS (SELECT * FROM a), c AS (SELECT * FROM b) SELECT * FROM b JOIN c USING (x)"
    )
    ((name, query),) = dialect.shared(tree)
    assert (name, query.sql()) == ("b", "WITH a AS (SELECT 1 AS x) SELECT * FROM a")
    assert dialect.without(tree, {"a", "b"}).sql() == "WITH c AS (SELECT * FROM b) SELECT * FROM b JOIN c USING (x)"


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_query_of_the_row_heavy_stages_has_a_translation(path: Path) -> None:
    params: dict[str, object] = {"case_id": "x", "enough": 13.0, "whole": 0.8}
    for statement in duckdb.connect().extract_statements(path.read_text("utf-8")):
        tree = dialect.parsed(statement.query)
        query = tree.expression if isinstance(tree, exp.Create | exp.Insert) else tree
        if isinstance(query, exp.Query) and "read_parquet" not in statement.query:
            given = {name: params.get(name, 5) for name in statement.named_parameters}
            assert dialect.translated(query, given | _lists(query))


def _lists(query: exp.Expr) -> dict[str, object]:
    """[1] for each parameter that is a list: it is unnested, or asked whether it contains something."""
    unnested = {p.name for call in query.find_all(exp.Explode, exp.ArrayContains) for p in call.find_all(exp.Placeholder)}
    return {name: [1] for name in unnested}


def test_every_macro_that_a_query_calls_is_known_to_the_workers() -> None:
    """Add a new one to pipelines/spark/functions.py with its type, and its arguments to tests/integration/test_spark.py."""
    texts = [(warehouse.SQL / f"{name}.sql").read_text("utf-8") for name in ("macros", *(f"{s}/macros" for s in STAGES))]
    macros = {name.lower() for text in texts for name in re.findall(r"MACRO (\w+)\(", text)}
    called = set()
    for path in FILES:
        for statement in duckdb.connect().extract_statements(path.read_text("utf-8")):
            called |= {call.name.lower() for call in dialect.parsed(statement.query).find_all(exp.Anonymous)}
    assert called & macros - FUNCTIONS.keys() == set()
