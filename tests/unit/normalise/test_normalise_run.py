"""The stage as a whole: what it writes, what it leaves alone, what happens twice."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from normalise_stage import Stage

from pipelines import quality, warehouse

HEADER = ["姓名", "手机号", "身份证号", "爱好"]
ROWS = [
    ["王 小明", "16012345678", "990101200501010010", "足球"],
    ["李芳", "１６１１２３４５６７８", "990101200501010010.0", ""],
    ["王 小明", "16012345678", "990101200501010010", "足球"],
    ["张三", "13800138000"],
]


@pytest.fixture(autouse=True)
def no_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate has tests of its own (tests/unit/test_quality.py) and costs seconds to import."""
    monkeypatch.setattr(quality, "gate", lambda _: nullcontext(lambda _: {}))


def test_records_hold_canonical_and_raw(stage: Stage) -> None:
    stage.put(HEADER, ROWS)
    assert stage.run().ids == ("d1",)
    assert stage.records("row_no, name, raw->>'name', phone, raw->>'phone', phone_state, id_number, id_state") == [
        (1, "王小明", "王 小明", "16012345678", None, "valid", "990101200501010010", "valid"),
        (2, "李芳", None, "16112345678", "１６１１２３４５６７８", "valid", "990101200501010010", "damaged"),
        (3, "王小明", "王 小明", "16012345678", None, "valid", "990101200501010010", "valid"),
        (4, "张三", None, "13800138000", None, "placeholder", None, None),
    ]


def test_unknown_columns_are_kept_by_header(stage: Stage) -> None:
    stage.put(["姓名", "爱好", "爱好", ""], [["王小明", "足球", "棋", "x"]])
    stage.run()
    assert json.loads(stage.records("extra")[0][0]) == {"爱好": "足球", "爱好#2": "棋", "c3": "x"}
    assert stage.fields() == ["name", None, None, None]


def test_exact_duplicates_point_to_the_first(stage: Stage) -> None:
    stage.put(HEADER, ROWS)
    stage.run()
    assert stage.records("row_no, duplicate_of") == [(1, None), (2, None), (3, 1), (4, None)]
    assert stage.one("SELECT rows_exact_duplicate FROM datasets") == 1


def test_an_empty_cell_is_not_a_missing_one(stage: Stage) -> None:
    """Rows are duplicates by what the file holds, not by what it means."""
    stage.put(["姓名", "手机号"], [["王小明", ""], ["王小明"], ["王小明", ""]])
    stage.run()
    assert stage.records("row_no, duplicate_of") == [(1, None), (2, None), (3, 1)]


def test_same_row_of_another_list_is_no_duplicate(stage: Stage) -> None:
    stage.put(["姓名"], [["王小明"]])
    stage.put(["姓名"], [["王小明"]])
    stage.run()
    assert stage.records("dataset_no, duplicate_of") == [(1, None), (2, None)]


def test_rejected_rows_are_not_records(stage: Stage) -> None:
    stage.put(HEADER, ROWS, rejected=[2])
    stage.run()
    assert [row[0] for row in stage.records("row_no")] == [1, 3, 4]


def test_parts_of_a_name_are_joined_given_name_first(stage: Stage) -> None:
    stage.put(["Surname", "First_Name", "Street", "Suburb"], [["SMITH", "John", "8 Elm St", "Dover"], ["", "Ann", None, "Dover"]])
    stage.run()
    assert stage.records("name, address") == [("john smith", "8 elm st dover"), ("ann", "dover")]


def test_long_lists_skip_the_copy_and_give_the_same(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.put(HEADER, ROWS)
    stage.put(HEADER, ROWS)
    stage.run("d1")
    monkeypatch.setattr("pipelines.normalise.run.GATHERED_ROWS", 1)
    stage.run("d2")
    rows = stage.con.execute("SELECT * EXCLUDE (dataset_no) FROM records ORDER BY dataset_no, row_no").fetchall()
    assert rows[:4] == rows[4:]


def test_only_the_ids_asked_for(stage: Stage) -> None:
    stage.put(["姓名"], [["王小明"]])
    stage.put(["姓名"], [["李芳"]])
    outcome = stage.run("d2")
    assert (outcome.ids, outcome.done) == (("d2",), 1)
    assert stage.records("dataset_no") == [(2,)]
    assert stage.run().ids == ("d1",)


def test_again_changes_nothing(stage: Stage) -> None:
    stage.put(HEADER, ROWS)
    stage.run()
    before = stage.records("*")
    again = stage.run("d1")
    assert (again.done, again.skipped) == (0, 1)
    assert stage.records("*") == before


def test_killed_in_the_middle_leaves_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.put(HEADER, ROWS)

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(quality, "gate", lambda _: nullcontext(killed))
    with pytest.raises(KeyboardInterrupt):
        stage.run()
    assert stage.records("row_no") == []
    assert stage.fields() == [None] * 4
    monkeypatch.setattr(quality, "gate", lambda _: nullcontext(lambda _: {}))
    assert stage.run().ids == ("d1",)
    assert len(stage.records("row_no")) == 4


def test_refused_list_is_taken_out_and_the_others_go_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.put(["姓名"], [["王小明"]])
    stage.put(["爱好"], [["足球"]])
    fault = next(b for b in quality.BOUNDS if b.metric == "identifying_fields")
    monkeypatch.setattr(quality, "gate", lambda _: nullcontext(lambda _: {"d2": [fault]}))
    outcome = stage.run()
    assert (outcome.ids, outcome.problems, outcome.notes) == (("d1",), 1, ("quarantined list-2.csv",))
    assert stage.records("dataset_no") == [(1,)]
    assert stage.one("SELECT state FROM datasets WHERE dataset_no = 2") == "quarantined"
    assert stage.one("SELECT code FROM load_issues WHERE dataset_id = 'd2'") == "quality_identifying_fields"
    assert stage.one("SELECT passed FROM quality_metrics WHERE dataset_no = 2 AND metric = 'identifying_fields'") is False
    [copy, reason] = sorted(Path(stage.home.quarantine).iterdir())
    assert copy.name.endswith("list-2.csv")
    assert json.loads(reason.read_text("utf-8"))["code"] == "quality"


def test_working_views_do_not_stay_in_the_warehouse(stage: Stage) -> None:
    stage.put(HEADER, ROWS)
    stage.run()
    views = "SELECT list(view_name ORDER BY view_name) FROM duckdb_views() WHERE NOT internal AND NOT temporary"
    assert stage.one(views) == ["placed_records", "records"]


def test_metrics_are_counts_and_shares(stage: Stage) -> None:
    stage.put(HEADER, ROWS)
    stage.run()
    metrics = dict(stage.con.execute("SELECT metric, value FROM quality_metrics").fetchall())
    assert metrics["rows"] == 4
    assert metrics["phone_valid_share"] == 0.75
    assert metrics["phone_placeholder_share"] == 0.25
    assert metrics["id_damaged_share"] == pytest.approx(1 / 3)
    assert metrics["exact_duplicate_share"] == 0.25
    assert (metrics["mapped_columns"], metrics["unknown_columns"]) == (3, 1)


def test_checks_find_nothing_wrong(stage: Stage) -> None:
    stage.put(HEADER, ROWS, rejected=[2])
    warehouse.insert(stage.con, "load_issues", [{"dataset_id": "d1", "path": "list-1.csv", "row": 2, "code": "short"}])
    stage.run()
    assert [o.check for o in quality.checks(stage.con) if o.level == "fail"] == []


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["6222020000000000000", "6217 0000 0000 0000 004", "4000000000000002"], "finance"),  # bank cards, by Luhn
        (["6222020000000000001", "6217000000000000002", "4000000000000001"], None),  # as long, and no cards
        (["31.230416,121.473701", "30.274085 120.155070", "东经120.1551，北纬30.2741"], "whereabouts"),
        (["浙A·99999", "沪B99D99", "京N9999Z"], "finance"),
        (["芝麻分650", "征信逾期2次", "有房有车"], "finance"),
        (["孕20周", "孕12+3周", "高血压"], "health"),
        (["A型", "ab型血", "o型rh+"], "health"),
        (["E11.9", "O80.0", "C50.9"], "health"),
        (["如家酒店 302房", "甲州大宾馆", "某某客栈"], "lodging"),
        (["3分20秒", "45分8秒", "主叫"], "call_records"),
        (["SF1000000000001", "YT1000000000002", "JD1000000000003"], "transactions"),
        (["A班", "B班", "C班"], None),  # no blood types
        (["95.5", "88.0", "102.5"], None),  # points, and no places
        (["三年级", "初一", "高三"], "grade"),
        (["甲州市第一中学", "甲州市实验小学", "某某大学"], "school"),
        (["喜欢数学", "请假", "转学"], None),
    ],
)
@pytest.mark.parametrize("header", ["", "备注", "其他信息", "老师评语"])
def test_classes_a_and_b_are_told_by_values(stage: Stage, cells: list[str], field: str | None, header: str) -> None:
    """A column without a header or under one that says nothing is what its values are; an official's column is his."""
    stage.put(["姓名", header], [["王小明", cell] for cell in cells * 7])
    stage.run()
    sensitive = field in ("finance", "whereabouts", "health", "lodging", "call_records", "transactions")
    expected = {"": field, "备注": field if sensitive else "remark", "其他信息": field, "老师评语": None}[header]
    assert stage.fields()[1] == expected


def test_a_room_is_a_hotel_s_only_beside_a_hotel(stage: Stage) -> None:
    stage.put(["业主姓名", "房号"], [["王小明", "3-201"]])
    stage.put(["姓名", "酒店名称", "房号"], [["王小明", "甲州酒店", "302"]])
    stage.run()
    assert stage.fields(1) == ["name", "address"]
    assert stage.fields(2) == ["name", "lodging", "lodging"]


def test_content_of_communications_and_call_records_have_fields(stage: Stage) -> None:
    stage.put(["姓名", "短信内容", "被叫号码", "通话时长"], [["王小明", "明天见", "16012345678", "35秒"]])
    stage.run()
    assert stage.records("communications, call_records") == [("明天见", "16012345678 35秒")]
