"""A small case (a dozen lists of the synthetic Jiaxing case), what the command line makes of it, and an Airflow to compare."""

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from airflow_process import AirflowProcess

from pipelines import flow
from pipelines.demo import generate
from pipelines.home import Home
from pipelines.publish.run import table_hashes

LISTS = 6
"""Of the lists that were seized, plus everything else: enough for two batches, and quick."""


@pytest.fixture(scope="session")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = generate("jiaxing", 1500, tmp_path_factory.mktemp("case")).intake
    manifest = folder / "manifest.csv"
    with manifest.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    seized = [r for r in rows if r["kind"] == "seized" and "!" not in r["file"]]
    for row in seized[LISTS:]:
        (folder / row["file"]).unlink()
        rows.remove(row)
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory, intake: Path) -> Callable[[bool], Home]:
    def make(with_intake: bool = True) -> Home:
        root = tmp_path_factory.mktemp("home")
        (root / "hopback.toml").write_text('settle_seconds = 0\nmemory_limit = "1GB"\nthreads = 2\n', "utf-8")
        home = Home.at(root).create()
        if with_intake:
            shutil.copytree(intake, home.inbox / intake.name)
        return home

    return make


@pytest.fixture(scope="session")
def expected(new_home: Callable[[bool], Home], intake: Path) -> dict[str, str]:
    """Hashes of the published tables as the command line makes them, without Airflow."""
    home = new_home(True)
    flow.everything(home, [home.inbox / intake.name])
    return table_hashes(home.published)


@pytest.fixture(scope="session")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AirflowProcess]:
    with AirflowProcess(tmp_path_factory.mktemp("airflow")) as process:
        yield process
