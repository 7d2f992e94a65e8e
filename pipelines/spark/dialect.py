"""From the SQL of ``sql/`` to Spark's: sqlglot trees in and out, no connection. What sqlglot cannot know stands here.

Writing the SQL so that this suffices: docs/operations.md, "Spark".
"""

from collections import Counter
from collections.abc import Mapping, Set
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from pipelines.spark.functions import FUNCTIONS, PREFIX

EMPTY = "IF(SIZE(:found) > 0, :found, NULL)"
PLACE = "CAST(dataset_no AS BIGINT) * 1099511627776 + row_no AS place"
SORTED = "TRANSFORM(ARRAY_SORT(:found), pair -> pair.value)"


class Source(DuckDB):
    """DuckDB's SQL as ``sql/`` writes it: ``len`` is of a list and ``length`` of a text; FUNCTIONS stay calls by name."""

    class Parser(DuckDB.Parser):  # type: ignore[misc, valid-type]  # noqa: D106
        FUNCTIONS = {  # noqa: RUF012
            **{name: build for name, build in DuckDB.Parser.FUNCTIONS.items() if name.lower() not in FUNCTIONS},
            "LEN": exp.ArraySize.from_arg_list,
        }
        FUNCTION_PARSERS = {  # noqa: RUF012
            name: parse for name, parse in DuckDB.Parser.FUNCTION_PARSERS.items() if name.lower() not in FUNCTIONS
        }


@cache
def parsed(text: str) -> exp.Expr:
    """The tree of the first statement in ``text``. Raises sqlglot.ParseError. Copy it before changing it."""
    return next(tree for tree in sqlglot.parse(text, dialect=Source) if tree)


def sources(tree: exp.Expr) -> set[str]:
    """Names of the tables that a query reads, its own CTEs left out."""
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table) if table.name} - own


def shared(query: exp.Expr) -> list[tuple[str, exp.Expr]]:
    """(name, query) of the CTEs that a query reads several times, in order, each with the CTEs before it."""
    ctes = query.ctes if isinstance(query, exp.Query) else []
    read = Counter(table.name for table in query.find_all(exp.Table))
    found = []
    for i, cte in enumerate(ctes):
        if read[cte.alias] > 1:
            before = exp.With(expressions=[c.copy() for c in ctes[:i]])
            inner = cte.this.copy()
            if before.expressions:
                inner.set("with_", before)
            found.append((cte.alias, inner))
    return found


def without(query: exp.Expr, names: Set[str]) -> exp.Expr:
    """The query without its CTEs of these names, which are tables now."""
    tree = query.copy()
    ctes = list(tree.ctes) if isinstance(tree, exp.Query) else []
    for cte in ctes:
        if cte.alias in names:
            cte.pop()
    if ctes and all(cte.alias in names for cte in ctes):
        tree.set("with_", None)
    return tree


def translated(query: exp.Expr, params: Mapping[str, Any]) -> str:
    """A query for Spark, its ``$named`` parameters filled in as literals.

    Raises ValueError for a parameter of a type that no literal has, sqlglot.UnsupportedError for what Spark has no word for.
    """
    tree = query.copy()
    for step in (_lists_of_parameters, _parameters):
        tree = step(tree, params)
    for change in (_functions, _generators, _collections, _types, _files):
        tree = change(tree)
    return tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _lists_of_parameters(tree: exp.Expr, params: Mapping[str, Any]) -> exp.Expr:
    """``x IN (SELECT unnest($list))`` → ``x IN (1, 2)``; ``SELECT unnest($a) AS a, unnest($b) AS b`` → VALUES."""
    for inside in list(tree.find_all(exp.In)):
        query = inside.args.get("query")
        names = _unnested(query.this if isinstance(query, exp.Subquery) else query)
        if names:
            values = [exp.convert(value) for value in params[names[0][0]]]
            inside.replace(exp.In(this=inside.this, expressions=values) if values else exp.false())
    for select in list(tree.find_all(exp.Select)):
        names = _unnested(select)
        if names:
            rows = list(zip(*(params[name] for name, _ in names), strict=True))
            columns = [alias for _, alias in names]
            table = exp.values(rows or [tuple(None for _ in names)], alias="given", columns=columns)
            replacement = exp.select(*columns).from_(table)
            select.replace(replacement if rows else replacement.where(exp.false()))
    return tree


def _unnested(query: exp.Expr | None) -> list[tuple[str, str]]:
    """(parameter, alias) of every column, where a SELECT is made of unnested parameters alone."""
    if not isinstance(query, exp.Select) or query.args.get("from_") or query.args.get("from"):
        return []
    found = []
    for column in query.expressions:
        call = column.unalias()
        given = call.this if isinstance(call, exp.Explode) else None
        given = given.this if isinstance(given, exp.Cast) else given
        if not isinstance(given, exp.Placeholder):
            return []
        found.append((given.name, column.alias))
    return found


def _parameters(tree: exp.Expr, params: Mapping[str, Any]) -> exp.Expr:
    def literal(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Placeholder):
            return node
        value = params[node.name]
        return exp.cast(exp.convert(value), "double") if isinstance(value, float) else exp.convert(value)

    return tree.transform(literal)


def _functions(tree: exp.Expr) -> exp.Expr:
    for cast in list(tree.find_all(exp.TryCast)):
        name = f"{PREFIX}try_cast_{cast.to.sql(dialect='spark').lower()}"
        cast.replace(exp.Anonymous(this=name, expressions=[cast.this]))
    for call in tree.find_all(exp.Anonymous):
        if call.name.lower() in FUNCTIONS:
            call.set("this", PREFIX + call.name.lower())
    return tree


def _generators(tree: exp.Expr) -> exp.Expr:
    """``hash(unnest(list))`` → a lateral view and ``hash(its column)``: Spark unnests only as a whole column."""
    for select in list(tree.find_all(exp.Select)):
        nested = [
            call
            for column in select.expressions
            for call in column.find_all(exp.Explode)
            if call is not column.unalias() and call.parent_select is select
        ]
        for i, call in enumerate(nested):
            name = exp.to_identifier(f"unnested_{i}")
            alias = exp.TableAlias(this=exp.to_identifier(f"view_{i}"), columns=[name])
            call.replace(exp.column(name.copy()))
            select.append("laterals", exp.Lateral(this=exp.Explode(this=call.this), view=True, alias=alias))
    return tree


def _collections(tree: exp.Expr) -> exp.Expr:
    """``list(x ORDER BY k) FILTER (…)``: Spark has no order in it, and returns an empty list where DuckDB returns NULL."""
    for call in list(tree.find_all(exp.ArrayAgg)):
        outer = call.parent if isinstance(call.parent, exp.Filter) else call
        found: exp.Expr = call.copy()
        ordered = call.this
        if isinstance(ordered, exp.Order):
            keys = [
                exp.PropertyEQ(this=exp.to_identifier(f"key_{i}"), expression=k.this) for i, k in enumerate(ordered.expressions)
            ]
            pair = exp.Struct(expressions=[*keys, exp.PropertyEQ(this=exp.to_identifier("value"), expression=ordered.this)])
            found = exp.ArrayAgg(this=pair)
        if isinstance(outer, exp.Filter):
            found = exp.Filter(this=found, expression=outer.expression)
        if isinstance(ordered, exp.Order):
            found = _template(SORTED, found=found)
        outer.replace(_template(EMPTY, found=found))
    return tree


def _types(tree: exp.Expr) -> exp.Expr:
    """Unsigned numbers as decimals of as many digits."""
    for type_ in tree.find_all(exp.DataType):
        if type_.this == exp.DataType.Type.UBIGINT:
            type_.replace(exp.DataType.build("decimal(20, 0)"))
    return tree


def _files(tree: exp.Expr) -> exp.Expr:
    """``parquet_scan(['file'], …)``, as a relation over a file is told → ``parquet.`file```; CTEs as Spark knows them."""
    for table in list(tree.find_all(exp.Table)):
        if isinstance(table.this, exp.Anonymous) and table.this.name.lower() == "parquet_scan":
            (file,) = table.this.expressions[0].expressions
            name = exp.to_identifier(file.name, quoted=True)
            table.replace(exp.Table(this=name, db=exp.to_identifier("parquet"), alias=table.args.get("alias")))
    for cte in tree.find_all(exp.CTE):
        cte.set("materialized", None)
    return tree


def _template(text: str, **parts: exp.Expr) -> exp.Expr:
    return exp.replace_placeholders(sqlglot.parse_one(text, dialect="spark"), **parts)
