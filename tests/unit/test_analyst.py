"""hopback sql, reveal, status: what they show, what they refuse, what they write to the ledger."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines import analyst, dictionary, ledger, warehouse
from pipelines.errors import HomeInUse, UsageError
from pipelines.home import Home
from pipelines.publish.run import run


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with one case of one list; person 7 became person 1."""
    home = Home.at(tmp_path)
    with warehouse.writer(home) as con:
        finding = {"finding_id": "f", "case_id": "case", "path": "list.csv", "kind": "seized", "state": "sealed"}
        warehouse.insert(con, "findings", [finding, finding | {"finding_id": "g", "state": "quarantined"}])
        warehouse.insert(con, "intakes", [{"intake_id": "i", "name": "taken"}])
        warehouse.insert(con, "datasets", [{"dataset_no": 1, "dataset_id": "d", "case_id": "case", "path": "list.csv", "kind": "seized",
                                            "state": "resolved", "rows_accepted": 2, "rows_rejected": 1}])  # fmt: skip
        warehouse.insert(con, "records", [{"dataset_no": 1, "row_no": 1, "name": "张三丰", "phone": "16012345678", "raw": '{"phone": "160-1234 5678"}'},
                                          {"dataset_no": 1, "row_no": 2, "name": "李四"}])  # fmt: skip
        warehouse.insert(con, "person_records", [{"dataset_no": 1, "row_no": n, "person_id": n} for n in (1, 2)])
        warehouse.insert(
            con, "persons", [{"person_id": 1, "name": "张三丰", "phone": "16012345678"}, {"person_id": 2, "name": "李四"}]
        )
        warehouse.insert(con, "person_merges", [{"merged_id": 7, "person_id": 1}])
        warehouse.insert(
            con, "load_issues", [{"case_id": "case", "path": "list.csv", "row": 3, "code": "cells", "message": "too many"}]
        )
        run(home, con)
    return home


def _events(home: Home) -> Iterator[dict[str, Any]]:
    """What came after the publication."""
    return (e for e in ledger.read(home) if e["action"] != "publish")


class TestSql:
    def test_answers_in_columns_as_wide_as_they_look(self, home: Home) -> None:
        answer = analyst.sql(home, "SELECT person_id, name_masked FROM persons ORDER BY 1")
        assert answer.splitlines() == ["person_id  name_masked", "---------  -----------", "1          张**", "2          李*"]

    def test_says_when_there_is_more(self, home: Home) -> None:
        answer = analyst.sql(home, "SELECT i FROM range(1001) AS t (i)").splitlines()
        assert len(answer) == analyst.MOST_ROWS + 3
        assert answer[-1] == "(the first 1000 rows)"

    def test_the_ledger_gets_the_hash_of_the_query_not_its_text(self, home: Home) -> None:
        query = "SELECT 'somebody' AS name"
        analyst.sql(home, query)
        (event,) = _events(home)
        assert event["in_sha256"] == hashlib.sha256(query.encode()).hexdigest()
        assert "somebody" not in json.dumps(event)

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT * FROM read_csv('/etc/hostname')",
            "SELECT * FROM glob('/etc/*')",
            "COPY (SELECT 1) TO 'out.csv'",
            "ATTACH 'warehouse.duckdb'",
            "CREATE TABLE mine (a INTEGER)",
            "DROP TABLE persons",
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "SELEC 1",
        ],
    )
    def test_refuses_other_files_writing_and_settings(self, home: Home, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(home.root)
        with pytest.raises(UsageError):
            analyst.sql(home, query)
        assert list(_events(home)) == []
        assert not (home.root / "out.csv").exists()

    def test_without_a_published_copy(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="hopback run"):
            analyst.sql(Home.at(tmp_path / "empty"), "SELECT 1")

    def test_works_while_the_pipeline_writes(self, home: Home) -> None:
        with warehouse.writer(home):
            assert "2" in analyst.sql(home, "SELECT count(*) AS n FROM persons")


class TestReveal:
    def test_shows_every_cell_and_how_it_was_found(self, home: Home) -> None:
        lines = [line.split() for line in analyst.reveal(home, 1, "case 12, request 3").splitlines()[2:]]
        assert lines == [
            ["case", "list.csv", "1", "name", "张三丰"],
            ["case", "list.csv", "1", "phone", "16012345678", "160-1234", "5678"],
        ]
        assert [(e["action"], e["reason"], e["rows_out"]) for e in _events(home)] == [("reveal", "person 1: case 12, request 3", 2)]

    def test_follows_a_person_who_became_another(self, home: Home) -> None:
        assert "张三丰" in analyst.reveal(home, 7, "case 12")

    @pytest.mark.parametrize("reason", ["", "  ", "张三丰 asked", "call 16099999999"])
    def test_needs_a_reason_that_may_be_published(self, home: Home, reason: str) -> None:
        with pytest.raises(UsageError, match="reason"):
            analyst.reveal(home, 1, reason)
        assert list(_events(home)) == []

    def test_unknown_person(self, home: Home) -> None:
        with pytest.raises(UsageError, match="no person 99"):
            analyst.reveal(home, 99, "case 12")

    def test_waits_for_the_writer(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        def busy(path: Path) -> None:
            raise HomeInUse(f"{path} is in use")

        monkeypatch.setattr(warehouse, "reader", busy)
        with pytest.raises(HomeInUse):
            analyst.reveal(home, 1, "case 12")
        assert list(_events(home)) == []


class TestStatus:
    def test_what_is_there_what_failed_what_waits(self, home: Home) -> None:
        (home.inbox / "new-intake").mkdir()
        (home.inbox / "taken").mkdir()
        (home.quarantine / "abc-broken.xlsx").touch()
        (home.quarantine / "abc-broken.xlsx.reason.json").touch()
        lines = {tuple(line.split()) for line in analyst.status(home).splitlines()}
        assert ("files", "quarantined", "1") in lines
        assert ("lists", "resolved", "1") in lines
        assert ("rows", "rejected", "1") in lines
        assert ("case", "1", "2", "0", "no") in lines, "case, lists, rows, hops, no source, no report"
        assert ("in", "quarantine/", "1", "1", "abc-broken.xlsx") in lines
        assert ("cells", "1", "1", "list.csv") in lines
        assert ("seal", "1", "new-intake") in lines
        assert ("load", "1", "f") in lines
        assert ("derive", "1", "d") in lines

    def test_an_empty_home(self, tmp_path: Path) -> None:
        home = Home.at(tmp_path / "new")
        assert "published nothing yet" in analyst.status(home)
        home.create()
        (home.inbox / "first").mkdir()
        assert "first" in analyst.status(home)


def test_the_data_dictionary_is_that_of_the_contracts() -> None:
    assert dictionary.PAGE.read_text("utf-8") == dictionary.text(), "run: python -m pipelines.dictionary"
    assert dictionary.text().count("\n### `") == dictionary.text().count("One row per ") >= 40
    assert "| `who_knew(this_complaint)` |" in dictionary.text()


@pytest.mark.parametrize("query", ["", " ", ";", "-- nothing"])
def test_an_empty_query_is_a_matter_of_usage(home: Home, query: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        analyst.sql(home, query)


def test_what_would_steer_the_terminal_is_shown_as_a_mark(home: Home) -> None:
    shown = analyst.sql(home, "SELECT 'a' || chr(27) || '[2J' || chr(8238) || 'b' AS \"x\ny\"")
    assert shown.splitlines() == ["x y", "-------", "a\ufffd[2J\ufffdb"]
