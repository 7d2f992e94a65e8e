"""Rows of sums and signatures are no records, are counted, and are told the same by DuckDB and row by row; persons are never taken for one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import warehouse
from pipelines.load.words import INITIALS, TOTAL, TOTAL_LABEL, is_total
from tests.unit.load.reading import read

SUMS = [
    ["合计", "", "350.00"], ["合 计：3 笔", "", ""], ["", "总计", "12人"], ["小计(3人)", "", ""], ["合計", "", "1,234.50元"], ["共 3 条记录", "", ""],
    ["总人数", "35", ""], ["制表人：张三", "", "审核人:李四"], ["Total", "2", "350"], ["Grand total: 3 records", "", ""], ["　共计", "-", "35%"],
    ["打印时间：2019-08-01 10:00", "", ""], ["以上共3人。", "", ""], ["Subtotal", "", "¥12.00"],
]  # fmt: skip
PERSONS = [
    ["总", "16400000003", "5"], ["合计", "16400000003", "5"], ["合计", "嘉兴", "5"], ["共工", "16400000003", ""], ["Total Wang", "", "5"],
    ["小计算", "", "5"], ["制表人", "16400000003", ""], ["王一", "合计", "5"], ["Sum", "3", "5"], ["总计", "990101199001010011", ""],
    ["经办人", "3", "2"], ["统计", "", "3"],
]  # fmt: skip


@pytest.mark.parametrize("cells", SUMS)
def test_a_sum_is_no_record(cells: list[str]) -> None:
    assert is_total(cells)
    assert (cells[0] or "\t")[0] in INITIALS  # else rows are never asked about


@pytest.mark.parametrize("cells", PERSONS)
def test_a_person_is_a_record(cells: list[str]) -> None:
    assert not is_total(cells)


@pytest.mark.parametrize("odd", ["", '王三,"16400000009" x,1\n'])
def test_both_ways_to_stage_say_it_alike(odd: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [*(["王一", "16400000001", "3"] for _ in range(5)), *SUMS, *PERSONS]
    lines = [",".join(f'"{c}"' if "," in c else c for c in row) for row in rows]
    path.write_text("姓名,手机号,金额\n" + "\n".join(lines) + "\n" + odd)
    ((_, staged),) = read(path).items()
    assert staged.rejects[: len(rows)] == [None] * 5 + ["total_row"] * len(SUMS) + [None] * len(PERSONS)


PARTS = st.sampled_from(
    [
        "合",
        "计",
        "总",
        "小计",
        "共",
        "3",
        "12",
        "人",
        "条",
        " ",
        "\u3000",
        "：",
        ":",
        "(",
        ")",
        "Total",
        "制表人",
        "16400000003",
        "\n",
        ".",
        ",",
    ]
)


def test_duckdb_and_python_agree() -> None:
    with warehouse.scratch() as con:

        @settings(max_examples=40, deadline=None)
        @given(st.lists(st.lists(st.lists(PARTS, max_size=4).map("".join), min_size=3, max_size=3), min_size=1, max_size=60))
        def agree(rows: list[list[str]]) -> None:
            asked = con.execute(
                "SELECT regexp_matches(if(c[1] = '', c[2], c[1]), $label) AND regexp_matches(array_to_string(c, chr(31)), $total) "
                "FROM (SELECT unnest($rows) AS c)",
                {"label": TOTAL_LABEL, "total": TOTAL, "rows": rows},
            ).fetchall()
            assert [found for (found,) in asked] == list(map(is_total, rows))

        agree()


@pytest.mark.parametrize("cell", ["合计 ", "共1.", " 5", "¥ 5 ", "制表人:   ", "小计: 3 条 ", "合计" + " " * 5000])
def test_a_row_made_against_the_pattern_is_judged_at_once(cell: str) -> None:
    """A pattern that fits such a cell in two ways would be tried in 2 to the power of 400."""
    assert not is_total(["合计", *[cell] * 400, "x"])
    assert not is_total(["合计" + " " * 5000 + "x", cell])
