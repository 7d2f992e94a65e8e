from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import engine, warehouse
from pipelines.home import Home
from pipelines.outcome import Outcome


@dataclass(frozen=True)
class Counting:
    """A stage that works with a temporary table, as all do."""

    name: str = "trace"

    def run(self, home: Home, con: warehouse.Connection, ids: list[str], **_: Any) -> Outcome:
        con.execute("CREATE OR REPLACE TEMP TABLE counted AS SELECT unnest($ids) AS id", {"ids": ids})
        con.execute("CREATE OR REPLACE TEMP TABLE given AS SELECT 2 AS n")
        return Outcome(tuple(ids), done=len(ids))


def test_the_working_tables_of_a_stage_go_with_it_and_those_of_its_caller_stay(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    with warehouse.writer(home) as con:
        con.execute("CREATE TEMP TABLE given AS SELECT 1 AS n")
        before = warehouse.working_tables(con)
        assert engine.run(Counting(), home, con, ["a", "b"]).done == 2
        assert warehouse.working_tables(con) == before == {"given"}
        warehouse.sweep(con)
        assert warehouse.working_tables(con) == frozenset()
