"""Homes with the small case, what the command line makes of it, and an Airflow to compare."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from airflow_process import AirflowProcess

from pipelines import flow
from pipelines.home import Home
from pipelines.publish.run import table_hashes


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory, small_intake: Path) -> Callable[[bool], Home]:
    def make(with_intake: bool = True) -> Home:
        root = tmp_path_factory.mktemp("home")
        (root / "hopback.toml").write_text('settle_seconds = 0\nmemory_limit = "1GB"\nthreads = 2\n', "utf-8")
        home = Home.at(root).create()
        if with_intake:
            shutil.copytree(small_intake, home.inbox / small_intake.name)
        return home

    return make


@pytest.fixture(scope="session")
def expected(new_home: Callable[[bool], Home], small_intake: Path) -> dict[str, str]:
    """Hashes of the published tables as the command line makes them, without Airflow."""
    home = new_home(True)
    flow.everything(home, [home.inbox / small_intake.name])
    return table_hashes(home.published)


@pytest.fixture(scope="session")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AirflowProcess]:
    with AirflowProcess(tmp_path_factory.mktemp("airflow")) as process:
        yield process
