"""What tests of several levels share."""

import csv
import logging
from pathlib import Path

import pytest

from pipelines.demo import generate

LISTS = 6


@pytest.fixture(autouse=True)
def heard() -> None:
    """What an earlier test's libraries (Airflow's, Spark's) did to logging must not silence hopback for the next one."""
    logging.disable(logging.NOTSET)
    logging.getLogger().setLevel(logging.WARNING)
    log = logging.getLogger("hopback")
    log.disabled, log.propagate = False, True
    log.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def small_intake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic Jiaxing case with few persons and few of the seized lists, everything else included: two batches, and quick."""
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
