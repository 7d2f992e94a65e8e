from collections.abc import Iterator
from pathlib import Path

import pytest
from resolve_lists import Lists

from pipelines import warehouse
from pipelines.home import Home


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[Lists]:
    home = Home.at(tmp_path / "home").create()
    with warehouse.writer(home) as con:
        yield Lists(home, con)
