"""A case to be traced, in a warehouse of its own."""

import pytest
from small_trades import Case

from pipelines import warehouse
from pipelines.home import Home


@pytest.fixture
def case(tmp_path):
    home = Home.at(tmp_path)
    with warehouse.writer(home) as con:
        yield Case(con, home)
