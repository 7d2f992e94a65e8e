"""What the page says: the answer, the chain, the tree of lists, the timeline, the errors that lists share."""

from datetime import datetime
from typing import Any

from pipelines.report import chain, lineage, timeline
from pipelines.report.case import Case
from tests.unit.report.report_market import Gather, Market


def test_the_answer_is_the_likeliest_source_and_its_chain(gather: Gather) -> None:
    market = Market()
    (answer,) = chain.answers(gather(market))
    assert answer.source == market.spine[0]
    assert [card.actor for card in answer.cards] == market.spine
    assert answer.probability == 0.968
    assert [card.unseen for card in answer.cards] == [name == "unseen-1" for name in market.spine]
    assert all(card.version for card in answer.cards if not card.unseen)
    kinds = dict(answer.steps[0].kinds)
    assert kinds["content"] > 0 > kinds["time"]


def test_a_card_shows_the_list_that_the_chain_went_through(gather: Gather) -> None:
    market = Market(spine=2, actors=3, lists=6)
    (answer,) = chain.answers(gather(market))
    source = answer.cards[0].version
    assert source and source["rows_accepted"] == 512_000


def test_several_complaints_most_certain_first_and_no_complaint_at_all(gather: Gather) -> None:
    market = Market()
    market.complaint("T-002", market.spine[:3], datetime(2016, 8, 21), 0.99)
    market.add("complaints", complaint_id="T-003", received_at=datetime(2016, 8, 22), finding_id="k1", source_line=9)
    answers = chain.answers(gather(market))
    assert [a.complaint["complaint_id"] if a.complaint else None for a in answers] == ["T-002", "T-001", "T-003"]
    assert answers[2].source is None
    (nothing,) = chain.answers(gather(Market("quiet", actors=3, lists=3, spine=0)))
    assert nothing.complaint is None and nothing.source is None and nothing.steps == ()


def test_a_chain_without_a_complaint_and_a_step_without_a_hop(gather: Gather) -> None:
    market = Market("query", actors=2, lists=2, spine=1)
    for table in ("complaints", "sources", "hops", "hop_evidence"):
        market.tables[table] = []
    market.tables["chains"][0]["complaint_id"] = None
    (answer,) = chain.answers(gather(market))
    assert answer.complaint is None
    assert answer.steps[0].hop["status"] == "suspected" and answer.steps[0].hop["records"] is None


def row(**values: Any) -> dict[str, Any]:
    return {"format": "csv", "encoding": "utf-8", "rows_accepted": 10, **values}


def columns(*pairs: tuple[str, str | None]) -> list[dict[str, Any]]:
    return [{"position": i, "header": h, "field": f} for i, (h, f) in enumerate(pairs)]


def test_what_changed_from_parent_to_child() -> None:
    change = lineage.compare(
        row(),
        row(format="xlsx", encoding=None, rows_accepted=7),
        columns(("姓名", "name"), ("电话", "phone"), ("地址", "address"), ("班主任", None)),
        columns(("手机号", "phone"), ("姓名", "name"), ("意向", None), ("班主任", None)),
    )
    assert change.lost == ("地址",) and change.added == ("意向",)
    assert change.renamed == (("电话", "手机号"),) and change.reordered
    assert change.format == ("csv", "xlsx") and change.encoding is None and change.rows == -3


def test_columns_joined_to_one_field_stay_together() -> None:
    change = lineage.compare(
        row(), row(), columns(("first", "name"), ("last", "name")), columns(("first", "name"), ("last", "name"))
    )
    assert change == lineage.Change((), (), (), False, None, None, 0)


def test_every_list_hangs_in_the_tree_once_even_in_a_circle(gather: Gather) -> None:
    market = Market(lists=12, actors=8)
    ids = [r["dataset_id"] for r in market.tables["datasets"]]
    market.tables["derivations"] = []
    parent, child = market.tables["datasets"][:2]
    market._derivation(parent, child, 0.9)
    market._derivation(child, parent, 0.8)
    market._derivation(market.tables["datasets"][2], child, 0.6)
    roots = lineage.forest(gather(market))

    def walk(nodes: list[lineage.Node]) -> list[lineage.Node]:
        return [found for node in nodes for found in (node, *walk(node.children))]

    assert sorted(n.version["dataset_id"] for n in walk(roots)) == sorted(ids)
    merged = next(n for n in walk(roots) if n.version["dataset_id"] == child["dataset_id"])
    assert merged.derivation and merged.derivation["confidence"] == 0.9
    assert [p["dataset_id"] for p, _ in merged.also_from] == [ids[2]]


def test_timeline_puts_every_moment_on_one_scale(gather: Gather) -> None:
    times = timeline.build(gather(Market()))
    assert times
    assert [bar.hop["first_at"] for bar in times.bars] == sorted(bar.hop["first_at"] for bar in times.bars)
    places = [bar.left for bar in times.bars] + [bar.left + bar.width for bar in times.bars]
    places += [mark.left for mark in times.marks] + [left for left, _ in times.ticks]
    assert min(places) >= 0 and max(places) <= 100
    assert 2 <= len(times.ticks) <= timeline.MOST_TICKS + 1
    assert {mark.key for mark in times.marks} == {"event_complaint", "event_lists"}


def test_timeline_of_a_day_of_decades_and_of_nothing(gather: Gather) -> None:
    def case(*moments: datetime | None) -> Case:
        hops = [{"hop_id": str(i), "first_at": m, "last_at": m} for i, m in enumerate(moments)]
        return Case("c", {"hops": hops, "complaints": [], "lists": []}, [])

    day = timeline.build(case(datetime(2016, 1, 31, 9), datetime(2016, 1, 31, 9), None))
    assert day and len(day.bars) == 2 and day.undated == 1
    decades = timeline.build(case(datetime(1990, 12, 31), datetime(2016, 1, 1)))
    assert decades and len(decades.ticks) <= timeline.MOST_TICKS + 1
    assert timeline.build(case(None)) is None


def test_shared_errors_show_the_error_and_hide_the_person(gather: Gather) -> None:
    market = Market()
    case = gather(market)
    first = market.tables["hops"][0]["hop_id"]
    assert {r["hop_id"] for r in case["shared_errors"]} == {first}
    shown = {r["field"]: (r["usual"], r["found"]) for r in case["shared_errors"]}
    assert shown == {"phone": ("•••••••••21", "•••••••••12"), "guardian_name": ("•••", "•• •")}
    assert "name" not in shown, "a cell that differs throughout would show the person"
