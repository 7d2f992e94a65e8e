"""The demo's check: right is right, and each kind of wrong is named."""

import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from pipelines import contracts, warehouse
from pipelines.demo.check import Report, check
from pipelines.errors import UsageError

CHAIN = ["技术员周某", "丁某", "方某", "学校"]
TRUTH: dict[str, Any] = {
    "case_id": "JX", "complaint": "C1", "chain": CHAIN, "source": CHAIN[0], "unseen": ["方某"], "decoys": ["考务中心"],
    "hops": [{"seller": a, "buyer": b} for a, b in pairwise(CHAIN)] + [{"seller": "丁某", "buyer": "何某"}],
}  # fmt: skip


def published(home: Path, chain: list[str], sources: list[str], extra: list[tuple[str, str, float]]) -> tuple[Path, Path]:
    place = home / "published" / "hopback.duckdb"
    place.parent.mkdir(parents=True)
    con = duckdb.connect(str(place))
    for table in contracts.PUBLISHED:
        con.execute(warehouse.ddl(table))
    steps = list(pairwise(chain))
    for n, (seller, buyer, confidence) in enumerate([*((a, b, 0.97) for a, b in steps), *extra], start=1):
        values = (f"h{n}", "JX", seller, buyer, confidence, "confirmed", 1000 * n, 200.5, "CNY", 0.2)
        con.execute("INSERT INTO hops (hop_id, case_id, seller, buyer, confidence, status, records, amount, currency, unit_price) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)  # fmt: skip
    for n, (seller, buyer) in enumerate(steps, start=1):
        con.execute("INSERT INTO chains (case_id, complaint_id, rank, step, seller, buyer, hop_id, confidence) "
                    "VALUES ('JX', 'C1', 1, ?, ?, ?, ?, 0.97)", [n, seller, buyer, f"h{n}"])  # fmt: skip
    for rank, actor in enumerate(sources, start=1):
        con.execute("INSERT INTO sources VALUES ('JX', 'C1', ?, ?, ?)", [actor, 1 / (rank + 1), rank])
    con.execute(
        "INSERT INTO actors (actor, case_id, seized) VALUES ('技术员周某', 'JX', true), ('丁某', 'JX', true), ('方某', 'JX', false)"
    )
    con.execute("INSERT INTO counts (case_id, actor, class, profile, rows_as_seized, distinct_persons, counted) "
                "VALUES ('JX', '技术员周某', 'C', 'main', 500000, 499000, 500000)")  # fmt: skip
    columns = "case_id, actor, regime, rule, profile, highest, value, threshold, score, outcome, basis, citation"
    for row in (
        ("4 [strict]", "strict", True, 499000, 500, 998, "meets especially serious", None, "art. 4"),
        ("5", "main", True, 500000, 5000, 100, "meets especially serious", None, "art. 5"),
        ("8", "main", False, 500000, 2500, 200, "would meet, if proved", "needs proof of duty", "art. 8"),
    ):
        con.execute(f"INSERT INTO severity ({columns}) VALUES ('JX', '技术员周某', 'CN'{', ?' * 9})", row)
    con.execute("INSERT INTO receipt_lines (case_id, actor, kind, amount) VALUES ('JX', '技术员周某', 'sale', 100000)")
    con.close()
    truth = home / "truth.json"
    truth.write_text(json.dumps(TRUTH, ensure_ascii=False), "utf-8")
    return place, truth


def shown(report: Report, terminal: bool) -> str:
    out = io.StringIO()
    report.show(Console(file=out, force_terminal=terminal, width=160, no_color=True))
    return out.getvalue()


def test_all_right(tmp_path: Path) -> None:
    report = check(*published(tmp_path, CHAIN, [CHAIN[0]], [("丁某", "何某", 0.8), ("考务中心", "丁某", 0.1)]))
    assert report.ok
    assert (report.hops_found, report.hops_named, report.hops_true) == (4, 4, 4)


@pytest.mark.parametrize(
    ("chain", "sources", "extra", "words"),
    [
        (CHAIN[1:], [CHAIN[0]], [], "the chain is"),
        (["技术员周某", "丁某", "unseen-1", "学校"], [CHAIN[0]], [], "must name him"),
        (CHAIN, ["丁某", CHAIN[0]], [], "the source is 技术员周某, not 丁某"),
        (CHAIN, [], [], "not nobody"),
        ([], [CHAIN[0]], [], "not nothing"),
        (CHAIN, [CHAIN[0]], [("考务中心", "丁某", 0.6)], "tied to 丁某"),
        (CHAIN, [CHAIN[0]], [("何某", "考务中心", 0.9)], "tied to 何某"),
    ],
)
def test_wrong_is_named(
    tmp_path: Path, chain: list[str], sources: list[str], extra: list[tuple[str, str, float]], words: str
) -> None:
    report = check(*published(tmp_path, chain, sources, extra))
    assert not report.ok
    assert any(words in p for p in report.problems)
    assert "WRONG" in shown(report, terminal=False)


@pytest.mark.parametrize("terminal", [True, False])
def test_everything_is_shown(tmp_path: Path, terminal: bool) -> None:
    text = shown(check(*published(tmp_path, CHAIN, [CHAIN[0]], [])), terminal)
    for words in (
        *CHAIN,
        "0.970",
        "1,000",
        "0.200",
        "never seized",
        "Source  技术员周某",
        "500,000",
        "especially serious",
        "is not there",
    ):
        assert words in text
    main, strict, open_ = (text.index(w) for w in ("main practice: meets especially serious: 5, 500,000 of 5,000, score 100",
                                                   "strict: meets especially serious: 4, 499,000 of 500, score 998", "score 200; needs proof of duty"))  # fmt: skip
    assert main < strict < open_, "main practice first"
    assert "sale 100,000.00 yuan" in text
    assert text.count("hopback ") == 3
    assert ("┃" in text or "│" in text) == terminal


def test_nothing_published(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text(json.dumps(TRUTH), "utf-8")
    with pytest.raises(UsageError, match="not there yet"):
        check(tmp_path / "published" / "hopback.duckdb", tmp_path / "truth.json")
