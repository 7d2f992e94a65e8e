"""No value of a person leaves the house: planted values are sought in everything that anybody but hopback reads."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import planted
import pytest
from airflow_process import AirflowProcess

from pipelines import contracts, flow, warehouse
from pipelines.home import Home
from pipelines.report.run import FORMATS

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
