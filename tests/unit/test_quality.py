"""The quality gate and the checks. Great Expectations is imported once for all of these tests; it takes seconds."""

import re
from pathlib import Path
from typing import Any

import pytest

from pipelines import quality, warehouse
from pipelines.errors import HopbackError
from pipelines.home import Home

GOOD = {"rows": 10, "rows_unaccounted": 0, "rejected_share": 0.0, "identifying_fields": 2, "identified_share": 0.9}
REMOTE = re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"?(?:https?:)?//", re.IGNORECASE)


def metrics(number: int, **more: float) -> dict[str, Any]:
    return {"dataset_no": number, "dataset_id": f"d{number}"} | GOOD | more


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data Docs after a run of two batches, the second with two bad lists."""
    folder = tmp_path_factory.mktemp("home") / "quality"
    lists = [metrics(i) for i in range(10, 20)]
    lists[3] |= {"rows": 0, "identified_share": 0.0}
    lists[8] |= {"rejected_share": 0.7}
    with quality.gate(folder) as judge:
        assert judge([metrics(i) for i in range(8)]) == {}
        blamed = judge(lists)
    assert {name: [b.metric for b in bounds] for name, bounds in blamed.items()} == {
        "d13": ["rows", "identified_share"],
        "d18": ["rejected_share"],
    }
    return folder


def test_nothing_to_judge_writes_nothing(tmp_path: Path) -> None:
    assert quality.judge(tmp_path / "quality", []) == {}
    assert not (tmp_path / "quality").exists()


@pytest.mark.parametrize("bound", quality.BOUNDS, ids=lambda b: b.metric)
def test_every_bound_can_refuse(tmp_path: Path, bound: quality.Bound) -> None:
    beyond = bound.most + 0.1 if bound.most is not None else (bound.least or 0) - 0.01
    assert quality.judge(tmp_path, [metrics(1, **{bound.metric: beyond})]) == {"d1": [bound]}


def test_metric_that_is_missing_is_an_error_not_a_pass(tmp_path: Path) -> None:
    with pytest.raises((HopbackError, KeyError)):
        quality.judge(tmp_path, [{k: v for k, v in metrics(1).items() if k != "rows"}])


def test_data_docs_have_a_page_for_the_batch_and_for_each_bad_list(docs: Path) -> None:
    runs = {p.relative_to(docs / "validations" / "list").parts[0] for p in docs.glob("validations/list/**/*.html")}
    assert runs == {"batch-d0-8", "batch-d10-10", "list-d13", "list-d18"}
    index = (docs / "index.html").read_text("utf-8")
    rows = dict(reversed(row) for row in re.findall(r'<tr><td><a href="[^"]+">(\w+)</a></td><td>[^<]+</td><td>([^<]+)</td>', index))
    assert rows == {"batch-d0-8": "Success", "batch-d10-10": "Failed", "list-d13": "Failed", "list-d18": "Failed"}
    links = [docs / link for link in re.findall(r'<tr><td><a href="([^"]+)"', index)]
    assert len(links) == 5 and all(link.exists() for link in links)


def test_data_docs_ask_nothing_of_the_network(docs: Path) -> None:
    pages = [p for p in docs.rglob("*.html") if "gx" not in p.relative_to(docs).parts]
    assert len(pages) >= 6
    assert not [p.name for p in pages if REMOTE.search(p.read_text("utf-8"))]
    assert not [p.name for p in pages if "<script" in p.read_text("utf-8")]


def test_pages_of_earlier_batches_are_not_built_again(docs: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in docs.glob("validations/**/*.html")}
    quality.judge(docs, [metrics(i) for i in range(30, 33)])
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_results_hold_no_values(docs: Path) -> None:
    for result in docs.glob("gx/uncommitted/validations/**/*.json"):
        text = result.read_text("utf-8")
        assert '"partial_unexpected_list": []' in text
        assert "unexpected_list" not in text.replace("partial_unexpected_list", "")


def test_analytics_are_off(docs: Path) -> None:
    import os

    assert docs.exists()
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


@pytest.fixture
def con(tmp_path: Path) -> Any:
    with warehouse.writer(Home.at(tmp_path)) as connection:
        yield connection


def dataset(**more: Any) -> dict[str, Any]:
    return {
        "dataset_no": 1, "dataset_id": "d1", "finding_id": "f1", "path": "a.csv", "kind": "seized", "state": "normalised",
        "rows_read": 2, "rows_accepted": 2, "rows_rejected": 0,
    } | more  # fmt: skip


def offended(con: warehouse.Connection) -> set[str]:
    return {o.check for o in quality.checks(con)}


def test_checks_of_a_sound_warehouse(con: warehouse.Connection) -> None:
    warehouse.insert(con, "datasets", [dataset()])
    warehouse.insert(con, "records", [{"dataset_no": 1, "row_no": n, "row_hash": n} for n in (1, 2)])
    assert offended(con) == set()


@pytest.mark.parametrize(
    ("check", "tables"),
    [
        ("rows_balance", {"datasets": [dataset(kind="chats", state="loaded", rows_read=3)]}),
        ("records_of_accepted_rows", {"datasets": [dataset()], "records": [{"dataset_no": 1, "row_no": 1}]}),
        ("records_of_accepted_rows", {"datasets": [dataset()], "records": [{"dataset_no": 1, "row_no": 1}] * 2}),
        ("records_of_accepted_rows", {"datasets": [dataset(state="quarantined")], "records": [{"dataset_no": 1, "row_no": 1}]}),
        (
            "dataset_keys",
            {"datasets": [dataset(kind="chats", state="loaded"), dataset(kind="chats", state="loaded", dataset_id="d2")]},
        ),
        ("duplicates_point_back", {"records": [{"dataset_no": 1, "row_no": 1, "row_hash": 5, "duplicate_of": 2}]}),
        ("rejected_rows_explained", {"datasets": [dataset(kind="chats", state="loaded", rows_read=3, rows_rejected=1)]}),
        ("quarantined_lists_explained", {"datasets": [dataset(state="quarantined")]}),
        ("record_tables_complete", {"datasets": [dataset(kind="payments")]}),
        ("claimed_rows", {"datasets": [dataset(kind="chats", state="loaded", claimed_rows=3)]}),
        (
            "unknown_columns",
            {
                "datasets": [dataset(state="loaded")],
                "dataset_columns": [{"dataset_no": 1, "position": 0, "header": "爱好", "reason": "unknown"}],
            },
        ),
    ],
)
def test_each_check_finds_its_offence(con: warehouse.Connection, check: str, tables: dict[str, list[dict[str, Any]]]) -> None:
    for table, rows in tables.items():
        warehouse.insert(con, table, rows)
    assert check in offended(con)


def test_every_check_says_its_level() -> None:
    for path in (warehouse.SQL / "checks").glob("*.sql"):
        assert re.search(r"^-- Level: (fail|warn)$", path.read_text("utf-8"), re.MULTILINE), path.name
