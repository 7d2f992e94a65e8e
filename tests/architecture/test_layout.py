"""The house stays in order: who imports what, how long files are, what a header of SQL says."""

import re
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from pipelines import contracts, stages

ROOT = Path(__file__).parents[2]
PYTHON = sorted(p for folder in ("pipelines", "dags", "tests", "bench") for p in (ROOT / folder).rglob("*.py"))
SQL = sorted((ROOT / "sql").rglob("*.sql"))
TABLES = {t.name for t in (*contracts.WAREHOUSE, *contracts.PUBLISHED)}
HEADER = re.compile(r"\A-- (One row per .+|Macros? .+)\n(-- .*\n)*?-- Reads: .+(\n-- .*)*", re.MULTILINE)


def test_import_contracts_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("path", SQL, ids=lambda p: str(p.relative_to(ROOT / "sql")))
def test_sql_header_states_grain_inputs_and_consumer(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.name == "macros.sql":
        assert text.startswith("-- Macro") or HEADER.match(text)
        return
    assert HEADER.match(text), "the first lines must be '-- One row per …' and '-- Reads: … Writes: … Used by: …'"
    head = text[: text.index("\n\n")] if "\n\n" in text else text
    assert "Used by:" in head


def test_every_sql_file_is_run() -> None:
    code = "\n".join(p.read_text("utf-8") for p in PYTHON if "tests" not in p.relative_to(ROOT).parts)
    unused = [
        name
        for name in (str(p.relative_to(ROOT / "sql").with_suffix("")) for p in SQL)
        if f'"{name}"' not in code and not name.startswith("checks/") and name not in {"publish/macros"}
    ]
    folders = {m.group(1) for m in re.finditer(r'f"(\w+)/\{', code)}
    assert [n for n in unused if n.split("/")[0] not in folders] == []


def test_only_the_warehouse_opens_duckdb() -> None:
    guilty = [
        p for p in (ROOT / "pipelines").rglob("*.py") if "duckdb.connect" in p.read_text("utf-8").replace("``duckdb.connect``", "")
    ]
    assert guilty == [ROOT / "pipelines" / "warehouse.py"]


def test_networkx_only_where_lists_and_actors_are_graphs() -> None:
    users = {
        p.relative_to(ROOT / "pipelines").parts[0]
        for p in (ROOT / "pipelines").rglob("*.py")
        if "import networkx" in p.read_text("utf-8")
    }
    assert "derive" in users
    assert users <= {"derive", "trace"}


def test_stages_are_the_folders_of_pipelines_sql_and_tests() -> None:
    for name in stages.NAMES:
        assert (ROOT / "pipelines" / name / "run.py").exists()
        assert list((ROOT / "tests" / "unit" / name).glob("test_*.py")), f"no unit tests of {name}"


def test_stage_reads_and_writes_name_tables_or_folders() -> None:
    for stage in stages.STAGES:
        for thing in (*stage.reads, *stage.writes):
            assert thing.endswith("/") or thing in TABLES, f"{stage.name}: {thing}"


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_grows_beyond_reading(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 420


def test_contracts_keys_are_columns() -> None:
    for table in (*contracts.WAREHOUSE, *contracts.PUBLISHED):
        assert set(table.key) <= set(table.names), table.name
        assert all(c.comment for c in table.columns), table.name
        assert len(set(table.names)) == len(table.names), table.name


@pytest.mark.parametrize(("name", "least"), [("requirements.lock", 100), ("requirements-spark.lock", 3)])
def test_lock_holds_pins_and_hashes_only(name: str, least: int) -> None:
    lock = (ROOT / name).read_text("utf-8")
    assert "://" not in lock
    assert len(re.findall(r"^[a-z0-9.\-\[\]]+==", lock, re.MULTILINE)) >= least
    assert all(
        re.match(r"( {4}--hash=sha256:[0-9a-f]{64}( \\)?|[a-z0-9._\-\[\],]+==\S+( ; .+)? \\)$", line)
        for line in lock.splitlines()
        if line
    )
