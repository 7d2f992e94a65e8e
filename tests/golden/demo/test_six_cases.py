"""The cases of the law (docs/law.md), through all nine stages in one home: every figure as the case was made."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines import flow, warehouse
from pipelines.demo import Demo, beijing, generate
from pipelines.demo.check import check
from pipelines.home import Home

SIZES = {"lanzhou": None, "medical": None, "shenzhen": None, "xuyuyu": None}
BEIJING = 2_000


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Demo]:
    folder = tmp_path_factory.mktemp("cases")
    return {name: generate(name, size, folder) for name, size in SIZES.items()}


@pytest.fixture(scope="module")
def home(demos: dict[str, Demo], tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.at(tmp_path_factory.mktemp("home"))
    assert flow.everything(home, [d.intake for d in demos.values()]).problems == 0
    return home


@pytest.fixture(scope="module")
def published(home: Home) -> Any:
    with warehouse.reader(home.published) as con:
        yield lambda query: con.execute(query).fetchall()


@pytest.mark.parametrize("name", SIZES)
def test_every_figure_is_published(home: Home, demos: dict[str, Demo], name: str) -> None:
    report = check(home.published, demos[name].truth)
    assert report.problems == ()
    assert len(report.expected) >= 3
    truth = json.loads(demos[name].truth.read_text("utf-8"))
    assert all((home.reports / case / "index.html").stat().st_size > 10_000 for case in truth.get("cases", [truth["case_id"]]))


def test_lanzhou_complaints_alone_name_the_schools(published: Any, demos: dict[str, Demo]) -> None:
    truth = json.loads(demos["lanzhou"].truth.read_text("utf-8"))
    lead = published(
        "SELECT common_values, p_value, persons_low, persons_estimate, persons_high, ask_first FROM leads WHERE complaints = 24"
    )
    (values, p, low, estimate, high, ask) = lead[0]
    assert {v.rpartition(" (")[0] for v in values} == set(truth["schools"])
    assert p < 0.05
    assert 24 < low < estimate < high
    assert ask.startswith(values[0].rpartition(" (")[0])
    assert published("SELECT * FROM counts WHERE case_id = 'LZ-CALLS'") == [], "a lead is no count"


def test_lanzhou_list_of_6200_rows_counts_4900(published: Any) -> None:
    five = "SELECT rows_as_seized, exact_distinct, distinct_phones, distinct_persons, counted FROM counts WHERE case_id = 'LZ-LIST' AND profile = 'main'"
    (rows, exact, phones, persons, counted) = published(five)[0]
    assert (rows, exact, persons, counted) == (6200, 5500, 5500, 4900)
    assert phones < persons, "brothers and sisters have one phone"
    reasons = dict(published("SELECT rule, count(*) FROM exclusions_applied WHERE case_id = 'LZ-LIST' GROUP BY rule"))
    assert reasons == {"exact_duplicate": 700, "shown_false": 600}
    assert published("SELECT DISTINCT reason, evidence FROM exclusions_applied WHERE rule = 'shown_false'") == [
        ("空号", "运营商复函2018-31号")
    ]


def test_xu_yuyu_in_four_queries(published: Any) -> None:
    """Her phone → her row with the caller → the seller → the break-in; the death, and what is still to be proved."""
    rows = published("SELECT k.actor, k.dataset_id, k.exact, k.actor = c.caller FROM complaints AS c JOIN who_knew('XYY-1') AS k ON true "
                     "WHERE c.complaint_id = 'XYY-1'")  # fmt: skip
    lists = {actor: dataset for actor, dataset, _, _ in rows}
    assert [(actor, exact) for actor, _, exact, called in rows if called] == [("诈骗团伙某乙", True)]
    assert published("SELECT seller, buyer FROM chain_of('XYY-1') WHERE rank = 1") == [("黑客某甲", "诈骗团伙某乙")]
    (site, share), *_ = published(f"SELECT actor, share_of_this FROM lists_like('{lists['黑客某甲']}')")
    assert site == "高考网上报名系统"
    assert share > 0.99
    law = dict(
        published(
            "SELECT rule, outcome FROM severity WHERE actor = '黑客某甲' AND profile = 'main' AND rule IN ('5¶2(1) death', '5¶1(2)')"
        )
    )
    assert law == {
        "5¶2(1) death": "meets the numeric threshold of especially serious",
        "5¶1(2)": "would meet the numeric threshold of serious, if proved",
    }


def test_shenzhen_prices_by_list(published: Any) -> None:
    prices = published("SELECT records, unit_price FROM prices_by_list('SZ-A') WHERE seller = '中间商梁某' ORDER BY unit_price")
    assert prices == [(1000, 1.0), (1000, 5.0), (1000, 12.0), (40, 100.0)]
    money = published("SELECT buyer, gross, net, payments FROM money('SZ-A') WHERE seller = '中间商梁某' ORDER BY gross DESC")
    assert [(b, float(g), float(n), p) for b, g, n, p in money] == [
        ("奶粉推销员廖某", 16_000, 16_000, 2), ("摄影店崔某", 5_000, 5_000, 1), ("月嫂中介钟某", 1_000, 1_000, 1),
    ]  # fmt: skip
    highest = dict(
        published(
            "SELECT case_id, outcome FROM severity WHERE highest AND profile = 'main' AND actor IN ('中间商梁某', '护士莫某')"
        )
    )
    assert highest == {
        "SZ-A": "meets the numeric threshold of serious",
        "SZ-B": "meets the numeric threshold of especially serious",
    }


def test_a_sample_for_checks_of_truth_is_seeded_and_leaves_out_what_does_not_count(published: Any) -> None:
    draw = "SELECT dataset_id, row_no FROM truth_sample('LZ-LIST', '资料商柴某', 300, {})"
    rows = published(draw.format(7))
    assert rows == published(draw.format(7)) != published(draw.format(8))
    assert len(set(rows)) == 300
    excluded = set(published("SELECT dataset_id, row_no FROM exclusions_applied WHERE case_id = 'LZ-LIST'"))
    assert not excluded & set(rows)
    everything = published("SELECT count(*) FROM truth_sample('LZ-LIST', '资料商柴某', 10000, 7)")
    assert everything == [(4900,)], "the rows that count"


def test_interval_of_a_sample(published: Any) -> None:
    """Wilson by hand, 10 of 100: (0.1 + 0.0192) / 1.0384 ± 1.96 sqrt(0.0009 + 0.000096) / 1.0384."""
    (share, low, high, least, most) = published("SELECT * FROM share_false(100, 10, 4900)")[0]
    assert (share, round(low, 4), round(high, 4)) == (0.1, 0.0552, 0.1744)
    assert (least, most) == (4045, 4630)


def test_beijing_figures() -> None:
    full = beijing.sizes()
    assert (sum(full), len(full), min(full), max(full)) == (162_513_874, 67, 500, 133_268_735)
    for records in (2_000, 162_514):
        scaled = beijing.sizes(records)
        assert (sum(scaled), len(scaled)) == (records, 67)
        assert scaled == sorted(scaled)


def test_beijing_records_are_not_persons(tmp_path: Path) -> None:
    demo = generate("beijing", BEIJING, tmp_path / "case")
    home = Home.at(tmp_path / "home")
    for name, ids in (("seal", [str(demo.intake)]), ("load", ()), ("normalise", ()), ("resolve", ()), ("publish", ())):
        assert flow.run_stage(home, name, ids, **({"settle_seconds": 0.0} if name == "seal" else {})).problems == 0
    assert check(home.published, demo.truth).problems == ()
    with warehouse.reader(home.published) as con:
        rows = con.execute("SELECT case_id, lists, raw_records, distinct_persons, note FROM records_and_persons()").fetchall()
    whole, parts = rows[0], rows[1:]
    assert whole[:3] == ("(all cases)", 67, BEIJING)
    assert len(parts) == 67
    assert sum(r[2] for r in parts) == BEIJING
    assert whole[3] < sum(r[3] for r in parts) < BEIJING, "some persons are in several cases, some rows repeated"
    assert "not persons" in whole[4]
