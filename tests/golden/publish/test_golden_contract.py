"""The tables and columns that other tools read: renaming or dropping one is a breaking change."""

import csv
from pathlib import Path

import pytest

from pipelines import contracts

ROWS = list(csv.DictReader((Path(__file__).parent / "contract.csv").open(encoding="utf-8")))
PUBLISHED = {t.name: t.names for t in contracts.PUBLISHED}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["table"])
def test_fixed_columns_are_published(row: dict[str, str]) -> None:
    assert set(row["columns"].split(", ")) <= set(PUBLISHED[row["table"]])
