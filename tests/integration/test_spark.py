"""normalise, resolve and derive of the demo case on Apache Spark, in local mode: every table is the one that DuckDB makes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines import contracts, flow, warehouse
from pipelines.engine import ROW_HEAVY
from pipelines.errors import MachineRefused
from pipelines.fields import NAMES
from pipelines.home import Home

FILLED = (
    "records",
    "persons",
    "person_records",
    "identities",
    "variants",
    "variant_readings",
    "list_pairs",
    "derivations",
    "payments",
)
SPARK = """
engine = "spark"
spark_master = "local[2]"

# A short run: what takes its time is compiling and planning, not rows.
[spark_conf]
"spark.driver.extraJavaOptions" = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"spark.sql.codegen.wholeStage" = "false"
"spark.sql.codegen.factoryMode" = "NO_CODEGEN"
"spark.sql.adaptive.enabled" = "false"
"spark.sql.shuffle.partitions" = "2"
"""


CELLS = ("张三", "李  四", "１３８１６４００１２３", "+86 138-1640-0123", "138****0123", "990101199003071234", "99010119900307123X", "2016-5-1",
         "16 May 2016", "三年级", "初一2班", "男", "父亲", "¥1,234.50 元", "(12.00)", "1分30秒", "2016-05-01T08:00:00Z", "O'Brien, Ann",
         "Ann OBrien", "TQ13 8DF", "无", "", None, "2016-02-30", "12.6", "ｅ́", "a\\b\n", "支出", "微信号：[wxid_abc12]")  # fmt: skip
ARGUMENTS = {
    "bit_term": "a, d", "bit_terms": "d, a", "bits_of": "n, n + 100", "close_places": "a, b", "concat_ws": "'、', a, b", "contradicted": "a, b",
    "cells_found": "json_object('name', a, 'other', b)", "fields_found": "json_object('name', a, 'other', b)",
    "date_of": "tidied(a), n % 2 = 0", "found_as": "'name', a, b", "halving_step": "h, 7", "hash": "'who', a, n, h",
    "id_check": "n * 1234567890123", "id_of": "a, n, b", "id_state_of": "id_text(a), id_seventeen(id_text(a)), 'X', b",
    "id_seventeen": "id_text(a)", "is_plain": "d, 2 * d", "json_object": "'name', a, 'other', b", "levenshtein": "a, b", "ln": "d + 1",
    "log2": "d + 1", "look": "d, d / 2, 1.5, d", "look_class": "d, d / 2, 1.5, d", "look_gain": "d - 3", "look_odds": "d, d / 2, 1.5, d, 0.9, 0.6", "matched": "p, q",
    "meet": "words_of(a), words_of(b)", "most_bits": "p, q", "nearly_meet": "words_of(a), words_of(b), 1", "one_off": "a, b",
    "moment": "a, b", "name_bit": "h", "nearly": "a, b", "reading": "a, b, n, 1", "same_bits": "matched(p, q)", "swapped": "a, b",
    "regexp_full_match": "a, '[\\x{3400}-\\x{9fff}]{2}|\\d+'", "regexp_matches": "a, '\\d'", "regexp_replace": "a, '(\\d)\\s*', '<\\1>', 'g'",
}  # fmt: skip
"""Function → its arguments where it takes other than one text."""


def possible() -> None:
    if os.environ.get("HOPBACK_NO_SPARK") == "1":
        pytest.skip("HOPBACK_NO_SPARK=1: no Java or no PySpark could be installed on this machine")


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory, small_intake: Path) -> tuple[Home, Home]:
    """(on DuckDB, on Spark): the same sealed and loaded lists, then two nights of the row-heavy stages on either engine, half of the lists each."""
    possible()
    folder = tmp_path_factory.mktemp("spark")
    on_duckdb = Home.at(folder / "duckdb")
    flow.run_stage(on_duckdb, "seal", [str(small_intake)], settle_seconds=0.0)
    flow.run_stage(on_duckdb, "load")
    shutil.copytree(on_duckdb.root, folder / "spark")
    (folder / "spark" / "hopback.toml").write_text(SPARK, "utf-8")
    on_spark = Home.at(folder / "spark")
    loaded = flow.waiting(on_duckdb, "normalise")
    for night in (loaded[: len(loaded) // 2], loaded[len(loaded) // 2 :]):
        for home in (on_duckdb, on_spark):
            for stage in ("normalise", "resolve", "derive"):
                assert stage in ROW_HEAVY
                assert flow.run_stage(home, stage, night if stage == "normalise" else ()).problems == 0
    return on_duckdb, on_spark


@pytest.mark.parametrize("table", [t.name for t in contracts.WAREHOUSE])
def test_table_is_the_same_row_for_row(homes: tuple[Home, Home], table: str) -> None:
    on_duckdb, on_spark = homes
    found = []
    for home in (on_duckdb, on_spark):
        with warehouse.reader(home.warehouse) as con:
            found.append(con.table(table).to_arrow_table())
    expected, got = found
    assert got.schema.equals(expected.schema)
    assert got.num_rows == expected.num_rows
    with warehouse.scratch() as con:
        con.register("expected", expected)
        con.register("got", got)
        assert con.execute("(FROM expected EXCEPT ALL FROM got) UNION ALL (FROM got EXCEPT ALL FROM expected)").fetchall() == []
    if table in FILLED:
        assert expected.num_rows > 0


def test_spark_leaves_no_file_behind(homes: tuple[Home, Home]) -> None:
    left = [p for p in (homes[1].root / ".spill").rglob("*") if p.suffix in {".parquet", ".crc"}]
    assert left == []


def test_a_list_too_long_to_be_gathered_is_read_by_spark_itself(homes: tuple[Home, Home]) -> None:
    """The relation over its Parquet file goes to Spark as SQL: row hashes, columns joined to one field, unknown columns as JSON."""
    from pipelines.normalise import columns, headers
    from pipelines.spark.connection import opened

    with warehouse.writer(homes[1]) as con, opened(homes[1], con) as spark:
        row = con.execute("SELECT dataset_no, staging FROM datasets WHERE kind = 'seized' ORDER BY dataset_no LIMIT 1").fetchone()
        assert row is not None
        cells = warehouse.rows(con, "normalise/headers", datasets=[row[0]])
        found = [headers.Column(c["position"], c["header"] or "", {}) for c in cells]
        fields = [None, "address", "address", *(m.field for m in headers.mapped(found)[3:])]
        table = columns.Table(row[0], found, [headers.Mapped(c.position, f, "here") for c, f in zip(found, fields, strict=True)])
        relation = (
            con.from_parquet(str(homes[1].root / row[1])).filter(columns.accepted()).select(*columns.list_columns(table, NAMES))
        )
        expected = relation.to_arrow_table()
        spark.register("stacked", relation)
        spark.register("found", relation.select(*columns.all_fields(NAMES)))
        got = spark.execute("SELECT * FROM found").to_arrow_table()
    assert expected.num_rows > 0
    assert expected.column("extra").null_count == expected.column("address").null_count == 0
    assert got.sort_by("row_no").to_pylist() == expected.sort_by("row_no").to_pylist()


def test_every_function_of_the_workers_returns_what_duckdb_returns(tmp_path: Path) -> None:
    possible()
    from pipelines.spark import dialect, session
    from pipelines.spark.functions import FUNCTIONS

    cells = pa.table({"a": CELLS * 3, "b": (CELLS + CELLS[5:] + CELLS[:5] + CELLS[11:] + CELLS[:11]), "n": range(3 * len(CELLS))})
    lists = """
        SELECT *, sqrt(n) AS d, hash(n) AS h, [{'w': 'ann', 'bits': CAST(4.25 AS FLOAT)}, {'w': 'o', 'bits': CAST(n AS FLOAT)}] AS p,
            [{'w': 'anne', 'bits': CAST(2 AS FLOAT)}, {'w': 'o', 'bits': CAST(n AS FLOAT)}, {'w': 'x', 'bits': CAST(1 AS FLOAT)}] AS q
        FROM cells
    """
    calls = ", ".join(f"{name}({ARGUMENTS.get(name, 'a')}) AS {name}" for name in FUNCTIONS)
    query = f"SELECT n, {calls} FROM samples ORDER BY n"
    with warehouse.scratch() as con:
        for name in ("normalise/macros", "resolve/macros", "derive/macros", "spark/macros"):
            warehouse.run(con, name)
        con.register("cells", cells)
        con.execute(f"CREATE TABLE samples AS {lists}")
        expected = con.execute(query).to_arrow_table()
        con.table("samples").write_parquet(str(tmp_path / "samples.parquet"))
    (tmp_path / "hopback.toml").write_text(SPARK, "utf-8")
    spark = session.started(Home.at(tmp_path))
    spark.read.parquet(str(tmp_path / "samples.parquet")).createOrReplaceTempView("samples")
    got = spark.sql(dialect.translated(dialect.parsed(query), {})).toArrow()
    different = [name for name in FUNCTIONS if got.column(name).to_pylist() != expected.column(name).to_pylist()]
    assert different == []
    assert [name for name in FUNCTIONS if expected.column(name).null_count == len(cells)] == []


def test_missing_java_is_told_with_the_remedy(tmp_path: Path, small_intake: Path) -> None:
    possible()
    (tmp_path / "hopback.toml").write_text(SPARK, "utf-8")
    code = (
        "import sys; from pipelines.cli import main; sys.argv = ['hopback', 'ingest', sys.argv[2], '--home', sys.argv[1]]; main()"
    )
    bare = {k: v for k, v in os.environ.items() if k not in ("JAVA_HOME", "PATH")} | {"PATH": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(small_intake)], env=bare, capture_output=True, text=True, check=False
    )
    assert done.returncode == MachineRefused.exit_code
    assert "openjdk-17-jre-headless" in done.stderr
