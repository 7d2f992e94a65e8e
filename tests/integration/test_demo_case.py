"""The Jiaxing case, scaled down, through all nine stages, against its truth."""

import json
from typing import Any

import pytest

from pipelines import flow, warehouse
from pipelines.demo import Demo, generate
from pipelines.demo.check import Report, check
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.report.notes import both

PERSONS = 8_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return generate("jiaxing", PERSONS, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def truth(demo: Demo) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(demo.truth.read_text("utf-8"))
    return told


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def outcome(home: Home, demo: Demo) -> Outcome:
    return flow.everything(home, [demo.intake])


@pytest.fixture(scope="module")
def report(home: Home, demo: Demo, outcome: Outcome) -> Report:
    return check(home.published, demo.truth)


@pytest.fixture(scope="module")
def published(home: Home, outcome: Outcome) -> Any:
    with warehouse.reader(home.published) as con:
        yield con


def test_chain_source_and_traps(report: Report) -> None:
    assert report.problems == ()


def test_every_step_is_believed(report: Report) -> None:
    assert len(report.chain) == 6
    assert min(step["confidence"] for step in report.chain) > 0.5


def test_most_sales_are_found_and_few_are_made_up(report: Report) -> None:
    assert report.hops_found / report.hops_true >= 0.9
    assert report.hops_found / report.hops_named >= 0.9


def test_the_broken_file_alone_is_quarantined(outcome: Outcome, published: Any) -> None:
    assert outcome.problems >= 1
    lost = published.execute("SELECT DISTINCT path FROM load_issues WHERE dataset_id IS NULL").fetchall()
    assert ("seized/损坏.xlsx",) in lost


def test_every_list_is_there_row_for_row(published: Any, truth: dict[str, Any]) -> None:
    found = dict(published.execute("SELECT path, rows_read FROM datasets").fetchall())
    told = {d["file"]: d["rows"] for d in truth["datasets"]}
    assert {p: found.get(p) for p in told} == told
    assert found.keys() == told.keys()
    wrong = published.execute("SELECT path FROM datasets WHERE rows_read <> rows_accepted + rows_rejected").fetchall()
    assert wrong == []


def test_persons_of_a_list_are_counted_about_right(published: Any, truth: dict[str, Any]) -> None:
    """Within five in a hundred of the truth where names and numbers are whole."""
    found = dict(published.execute("SELECT path, distinct_persons FROM datasets").fetchall())
    for told in truth["datasets"]:
        if told["rows"] >= 200:
            assert found[told["file"]] == pytest.approx(told["persons"], rel=0.05), told["file"]


def test_claimed_count_is_read_from_the_name(published: Any) -> None:
    assert published.execute("SELECT claimed_rows FROM datasets WHERE file_name = '59万条.xlsx'").fetchall() == [(590_000,)]


def test_same_bytes_under_two_names_are_one_item(published: Any) -> None:
    pair = published.execute(
        "SELECT count(*), count(DISTINCT sha256) FROM datasets WHERE file_name LIKE '%五六年级.csv'"
    ).fetchone()
    assert pair == (2, 1)


def test_receipts_of_the_technician(published: Any, truth: dict[str, Any]) -> None:
    sold = published.execute("SELECT sum(amount) FROM hops WHERE seller = ? AND confidence >= 0.5", [truth["source"]]).fetchone()
    assert float(sold[0]) == pytest.approx(sum(h["amount"] for h in truth["hops"] if h["seller"] == truth["source"]), rel=0.01)


def test_report_page_is_written(report: Report) -> None:
    assert report.page.stat().st_size > 10_000


def test_what_the_stages_say_is_known_in_both_languages(published: Any) -> None:
    said = published.execute(
        "SELECT DISTINCT why FROM next_steps UNION SELECT DISTINCT note FROM hop_evidence WHERE note IS NOT NULL "
        "UNION SELECT DISTINCT outcome FROM severity"
    ).fetchall()
    assert len(said) > 20
    assert [text for (text,) in said if both(text)[0] == text] == []
