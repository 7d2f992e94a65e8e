from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.home import Home
from pipelines.report import run as report
from pipelines.report.case import Case
from tests.unit.report.report_market import Gather, Market, seal


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home").create()


@pytest.fixture
def gather(home: Home) -> Gather:
    """Write a market into the warehouse and its evidence into the ledger, and read it back as the stage does."""

    def read(market: Market) -> Case:
        seal(home, market)
        with warehouse.writer(home) as con:
            market.write(con)
            return report.gather(home, con, market.case_id)

    return read
