"""The real DAGs, run by Airflow on a small case: they make what the command line makes, also after every kind of kill."""

import csv
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import planted
import pytest
from airflow_process import AirflowProcess

from pipelines import contracts, flow, ledger, profile, stages, warehouse
from pipelines.home import Home
from pipelines.publish.run import table_hashes
from pipelines.report.run import FORMATS

CASE = "JX-2016"
KILLS = {
    "nightly_ingestion": [
        ("seal", "replace"), ("seal", "commit"), ("seal", "committed"),
        ("load", "replace"), ("load", "commit"), ("load", "committed"),
        ("normalise", "commit"), ("normalise", "committed"), ("normalise", "replace"),
        ("resolve", "commit"), ("resolve", "committed"),
        ("derive", "commit"), ("derive", "committed"),
    ],
    "trace_case": [
        ("cases", "commit"),
        ("case.trace", "commit"), ("case.trace", "committed"),
        ("case.assess", "commit"), ("case.assess", "committed"),
        ("case.report", "replace"),
        ("publish", "commit"), ("publish", "committed"), ("publish", "replace"), ("done", "commit"),
    ],
    "audit_evidence": [("compare", "commit"), ("back_up", "replace")],
}  # fmt: skip
MAY_DIFFER = {"ledger"}  # a second try is an event of its own


@pytest.fixture(scope="module")
def traced(airflow: AirflowProcess, new_home: Callable[[bool], Home]) -> Home:
    """A home after one undisturbed night and one trace."""
    home = new_home(True)
    assert airflow.run("nightly_ingestion", home.root) == "success"
    assert airflow.run("trace_case", home.root, {"case_id": CASE}) == "success"
    return home


def test_dags_make_the_tables_that_the_command_line_makes(traced: Home, expected: dict[str, str]) -> None:
    assert table_hashes(traced.published) == expected


def test_every_row_is_accounted_for_and_the_report_is_there(traced: Home) -> None:
    with warehouse.reader(traced.published) as con:
        assert con.execute("SELECT count(*) FROM datasets").fetchone() > (5,)
        assert con.execute("SELECT count(*) FROM datasets WHERE rows_read <> rows_accepted + rows_rejected").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM hops").fetchone() > (3,)
        assert con.execute("SELECT DISTINCT case_id FROM chains").fetchall() == [(CASE,)]
    assert (traced.reports / CASE / "index.html").stat().st_size > 10_000


def test_the_operator_keeps_what_every_stage_took(traced: Home) -> None:
    with (traced.root / profile.FILE).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["stage"] for line in lines} == set(stages.NAMES)
    assert all(float(line["seconds"]) >= 0 and int(line["peak_memory"]) > 10_000_000 for line in lines)
    assert sum(int(line["rows"]) for line in lines if line["stage"] == "resolve") > 1000


def test_second_night_and_second_trace_change_nothing(traced: Home, airflow: AirflowProcess) -> None:
    before, events = table_hashes(traced.published), ledger.verify(traced)
    assert airflow.run("nightly_ingestion", traced.root) == "success"
    assert airflow.run("trace_case", traced.root) == "success"
    assert (table_hashes(traced.published), ledger.verify(traced)) == (before, events)


def test_audit_passes_and_leaves_a_backup(traced: Home, airflow: AirflowProcess) -> None:
    assert airflow.run("audit_evidence", traced.root) == "success"
    backup = traced.root / "backups"
    assert (backup / "evidence" / "ledger.jsonl").read_bytes() == traced.ledger.read_bytes()
    assert _names(backup / "evidence") == _names(traced.evidence)
    assert _names(backup / "inbox") == _names(traced.inbox)


def test_audit_fails_on_one_altered_byte_and_keeps_the_backup(traced: Home, airflow: AirflowProcess, tmp_path: Path) -> None:
    home = Home.at(shutil.copytree(traced.root, tmp_path / "home"))
    assert airflow.run("audit_evidence", home.root) == "success"
    victim = max((p for p in home.evidence.glob("??/*")), key=lambda p: p.stat().st_size)
    victim.chmod(0o644)
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    assert airflow.run("audit_evidence", home.root) == "failed"
    assert (home.root / "backups" / victim.relative_to(home.root)).read_bytes() != bytes(data)


def test_empty_inbox_is_quick_and_green(airflow: AirflowProcess, new_home: Callable[[bool], Home]) -> None:
    home = new_home(False)
    assert airflow.run("nightly_ingestion", home.root) == "success"
    assert airflow.run("trace_case", home.root) == "success"
    assert airflow.run("audit_evidence", home.root) == "success"
    assert not home.published.exists()


@pytest.mark.parametrize(
    "conf",
    [{"case_id": "no-such-case"}, {"case": CASE}, {"case_id": CASE, "phone": "1"}, {"case_id": "15400000001"}, {"max_hops": 0}],
)
def test_trace_refuses_what_it_cannot_mean(airflow: AirflowProcess, traced: Home, conf: dict[str, object]) -> None:
    before = table_hashes(traced.published)
    assert airflow.run("trace_case", traced.root, conf) in ("failed", "error")
    assert table_hashes(traced.published) == before


def test_killed_in_every_task_then_run_again(
    airflow: AirflowProcess, new_home: Callable[[bool], Home], expected: dict[str, str]
) -> None:
    home = new_home(True)
    for dag_id, kills in KILLS.items():
        for kill in kills:
            assert airflow.run(dag_id, home.root, kill=kill) == "killed", kill
        assert airflow.run(dag_id, home.root) == "success"
    got = table_hashes(home.published)
    assert {t: h for t, h in got.items() if t not in MAY_DIFFER} == {t: h for t, h in expected.items() if t not in MAY_DIFFER}
    assert ledger.verify(home)[1] is None
    assert not [p for p in home.root.rglob("*") if p.suffix in (".wal", ".partial") or p.name.startswith(".hopback.duckdb")]


def test_a_case_that_fails_keeps_no_other_from_the_analysts(airflow: AirflowProcess, new_home: Callable[[bool], Home]) -> None:
    home, other = new_home(True), "JX-2017"
    (intake,) = home.inbox.iterdir()
    twin = Path(shutil.copytree(intake, home.inbox / "twin"))
    manifest = twin / "manifest.csv"
    manifest.write_text(manifest.read_text("utf-8-sig").replace(CASE, other), "utf-8")
    assert airflow.run("nightly_ingestion", home.root) == "success"
    home.reports.mkdir(exist_ok=True)
    obstacle = home.reports / CASE
    obstacle.write_text("a file where the case's folder belongs")
    assert airflow.run("trace_case", home.root) == "failed"
    assert _traced_cases(home) >= {other}
    assert (home.reports / other / "index.html").exists()
    assert CASE in flow.changed_cases(home)
    obstacle.unlink()
    assert airflow.run("trace_case", home.root) == "success"
    assert _traced_cases(home) == {CASE, other}
    assert flow.changed_cases(home) == []


def _traced_cases(home: Home) -> set[str]:
    with warehouse.reader(home.published) as con:
        return {case for (case,) in con.execute("SELECT DISTINCT case_id FROM chains").fetchall()}


def test_no_value_of_a_person_in_what_airflow_keeps(airflow: AirflowProcess, traced: Home) -> None:
    """Logs and the metadata database (XComs, params, events) against names, phones and IDs of the case."""
    with warehouse.reader(traced.warehouse) as con:
        rows = con.execute(
            "SELECT name, phone, id_number, guardian_name FROM records USING SAMPLE 400 ROWS (reservoir, 1)"
        ).fetchall()
    values = {v for row in rows for v in row if v and len(v) >= 3}
    assert len(values) > 300
    assert "Returned value was" not in airflow.output()
    kept = airflow.output() + (airflow.airflow_home / "airflow.db").read_bytes().decode("utf-8", "replace")
    assert [v for v in values if v in kept] == []


def _names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


# No value of a person leaves the house: planted values are sought in everything that anybody but hopback reads.

CLEAR = ("inbox", "evidence", "staging")
"""Folders that hold clear values and are hopback's own; the copies in quarantine/ are such too."""


@pytest.fixture(scope="module")
def night(airflow: AirflowProcess, new_home: Callable[[bool], Home]) -> tuple[Home, str]:
    """A home after a night and a trace of the planted intake, and what Airflow logged and stored about it."""
    home = new_home(False)
    planted.write(home.inbox / "planted")
    before = len(airflow.output())
    assert airflow.run("nightly_ingestion", home.root) == "success"
    assert airflow.run("trace_case", home.root, {"case_id": "P-1"}) == "success"
    flow.report(home, "P-1", tuple(FORMATS))
    return home, airflow.output()[before:] + (airflow.airflow_home / "airflow.db").read_bytes().decode("utf-8", "replace")


def test_the_planted_values_went_through_the_whole_house(night: tuple[Home, str]) -> None:
    with warehouse.reader(night[0].warehouse) as con:
        found = con.execute("SELECT (SELECT count(*) FROM hops), (SELECT count(*) FROM leads), (SELECT count(*) FROM exclusions_applied "
                            "WHERE reason <> ''), (SELECT count(*) FROM dataset_columns WHERE header LIKE '佟%')").fetchone()  # fmt: skip
    assert found is not None and all(found), found


def test_none_is_in_the_published_database(night: tuple[Home, str]) -> None:
    with warehouse.reader(night[0].published) as con:
        for table in contracts.PUBLISHED:
            for column in table.columns:
                cells = con.execute(f'SELECT DISTINCT "{column.name}"::VARCHAR FROM "{table.name}"').fetchall()
                shown = [cell for (cell,) in cells if cell and any(value in cell for value in planted.PLANTED)]
                assert shown == [], f"{table.name}.{column.name}"


def test_none_is_in_a_report_or_in_data_docs_or_beside_what_was_quarantined(night: tuple[Home, str]) -> None:
    home = night[0]
    texts = {
        f"{path.relative_to(home.root)}": text
        for path in home.root.rglob("*")
        if path.is_file() and not path.relative_to(home.root).parts[0].startswith(CLEAR) and ".duckdb" not in path.name
        and (path.parent != home.quarantine or path.name.endswith(".reason.json"))
        for text in _texts(path)
    }  # fmt: skip
    texts["ledger"] = home.ledger.read_text("utf-8")
    assert {"reports", "quality", "quarantine"} <= {name.split("/")[0] for name in texts}
    assert {name: value for name, text in texts.items() for value in planted.PLANTED if value in text} == {}


def test_none_is_in_what_airflow_keeps(night: tuple[Home, str]) -> None:
    assert [value for value in planted.PLANTED if value in night[1]] == []


def _texts(path: Path) -> Iterator[str]:
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        yield data.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
