"""What a hop does to a list, change by change."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipelines.demo import mutate as m
from pipelines.demo import people
from pipelines.demo.mutate import Hand

LIST = people.population(4_000, 40, np.random.default_rng(1))
SPARE = 17


def hand(seed: int = 5) -> Hand:
    return Hand(np.random.default_rng(seed), SPARE, 10**9)


def one(**cells: str | None) -> pa.Table:
    return pa.table({"pid": pa.array([1], pa.int64()), **{k: pa.array([v], pa.string()) for k, v in cells.items()}})


def cells_changed(before: pa.Table, after: pa.Table) -> float:
    fields = [f for f in before.column_names if f != "pid"]
    same = [pc.sum(pc.fill_null(pc.equal(before[f], after[f]), False)).as_py() for f in fields]
    return 1 - sum(same) / (len(before) * len(fields))


@pytest.mark.parametrize("rate", [0.003, 0.015, 0.2])
def test_noise_alters_about_the_share_of_cells_asked_for(rate: float) -> None:
    assert cells_changed(LIST, m.noise(rate)(LIST, hand())) == pytest.approx(rate * 0.93, rel=0.15)  # some slips change nothing


def test_noise_leaves_the_spared_person_and_what_makes_values_nobodys() -> None:
    noisy = m.noise(0.5)(LIST, hand())
    mine = pc.equal(LIST["pid"], SPARE)
    assert noisy.filter(mine).equals(LIST.filter(mine))
    phones = noisy.filter(pc.match_substring_regex(noisy["phone"], "^[0-9]{11}$"))["phone"]
    assert set(pc.unique(pc.utf8_slice_codeunits(phones, 0, 3)).to_pylist()) <= set(people.PREFIXES)
    ids = noisy["id_number"].drop_null()
    assert pc.all(pc.or_(pc.starts_with(ids, "99"), pc.invert(pc.match_substring_regex(ids, "^[0-9]{17}[0-9X]$")))).as_py()


def test_noise_makes_every_kind_of_slip() -> None:
    noisy = m.noise(0.5)(LIST, hand())
    pairs = [(a, b) for a, b in zip(LIST["school"].to_pylist(), noisy["school"].to_pylist(), strict=True) if a != b]
    assert any(b is None for _, b in pairs)
    assert any(b == a + " " for a, b in pairs)
    assert any(b and len(b) == len(a) - 1 for a, b in pairs)
    assert any(b and len(b) == len(a) and sorted(b) == sorted(a) for a, b in pairs)
    assert any(b and "l" in b for _, b in pairs)


def test_keeping_a_part_keeps_the_spared_person() -> None:
    for change in (m.keep_share(0.01), m.keep_count(30), m.keep_schools(2)):
        part = change(LIST, hand())
        assert 0 < len(part) < len(LIST)
        assert SPARE in part["pid"].to_pylist()
    assert len(m.keep_count(30)(LIST, hand())) == 30
    assert len(pc.unique(m.keep_schools(2)(LIST, hand())["school"])) == 2


def test_mistyped_schools_are_not_drawn_as_schools() -> None:
    part = m.keep_schools(5)(m.noise(0.05)(LIST, hand()), hand())
    assert len(part) > 5 * len(LIST) / 40 / 3


def test_columns_dropped_reordered_shuffled() -> None:
    assert m.columns("phone", "name", "email_im")(LIST, hand()).column_names == ["pid", "phone", "name"]
    assert "phone" not in m.drop("phone")(LIST, hand()).column_names
    shuffled = m.shuffle_columns()(LIST, hand())
    assert shuffled.column_names != LIST.column_names
    assert sorted(shuffled.column_names) == sorted(LIST.column_names)


def test_rows_sorted_and_shuffled() -> None:
    names = m.sort_by("name")(LIST, hand())["name"].to_pylist()
    assert names == sorted(names, key=lambda n: n.encode())
    mixed = m.shuffle()(LIST, hand())["pid"].to_pylist()
    assert mixed != LIST["pid"].to_pylist()
    assert sorted(mixed) == LIST["pid"].to_pylist()


def test_invented_and_duplicate_rows_lie_between_the_others() -> None:
    more = m.invent(0.02)(LIST, hand())
    new = [i for i, p in enumerate(more["pid"].to_pylist()) if p >= 10**9]
    assert len(new) == 80
    assert np.std(new) > len(LIST) / 6
    twice = m.duplicate(0.01)(LIST, hand())
    assert 20 < len(twice) - len(LIST) < 65
    assert set(twice["pid"].to_pylist()) == set(LIST["pid"].to_pylist())
    assert twice.group_by(twice.column_names).aggregate([]).num_rows == len(LIST), "copied cell for cell"
    kept = [p for p in more["pid"].to_pylist() if p < 10**9]
    assert kept == LIST["pid"].to_pylist()


def test_deduplicate_keeps_the_first_row() -> None:
    table = pa.table({"pid": [1, 2, 3], "name": ["王", "王", "李"], "phone": ["1", "1", "1"]})
    assert m.deduplicate("name", "phone")(table, hand())["pid"].to_pylist() == [1, 3]


def test_merge_fills_missing_columns_and_drops_whom_both_have() -> None:
    here = pa.table({"pid": [1], "name": ["王"], "phone": ["1"], "grade": ["3"]})
    there = pa.table({"pid": [1, 9], "phone": ["1", "2"], "name": ["王", "李"], "birth_date": ["2008-01-01", "2009-01-01"]})
    merged = m.merge(there)(here, hand())
    assert merged.to_pylist() == [
        {"pid": 1, "name": "王", "phone": "1", "grade": "3"},
        {"pid": 9, "name": "李", "phone": "2", "grade": None},
    ]


@pytest.mark.parametrize(
    ("change", "field", "before", "after"),
    [
        (m.mask_phones(), "phone", "16012345678", "160****5678"),
        (m.mask_phones(), "phone", "无", "无"),
        (m.dashed_phones(), "phone", "16012345678", "160-1234-5678"),
        (m.plus_86(1.0), "phone", "16012345678", "+8616012345678"),
        (m.full_width("phone", 1.0), "phone", "16012345678", "１６０１２３４５６７８"),
        (m.lose_zeros("student_number"), "student_number", "0301200512", "301200512"),
        (m.float_ids(), "id_number", "990401200803051234", "990401200803051000"),
        (m.float_ids(), "id_number", "99040120080305123X", "99040120080305123X"),
    ],
)
def test_rewritten_cell(change: m.Change, field: str, before: str, after: str) -> None:
    assert change(one(**{field: before}), hand())[field].to_pylist() == [after]


def test_clean_removes_spaces_placeholders_and_the_kind_of_school() -> None:
    row = m.clean()(one(phone="13800138000", school="嘉兴市第1 小学", name="王 明"), hand()).to_pylist()[0]
    assert row == {"pid": 1, "phone": None, "school": "嘉兴市第1", "name": "王明"}


def test_own_columns() -> None:
    table = m.add_im()(m.add("remark", ("意向高", "不需要"), 0.5)(LIST, hand()), hand())
    filled = table["remark"].drop_null()
    assert 0.4 < len(filled) / len(LIST) < 0.6
    assert set(filled.to_pylist()) == {"意向高", "不需要"}
    assert all(len(q) == 15 and q.startswith("99") for q in table["email_im"].to_pylist())


def test_other_parent_has_another_name_and_number() -> None:
    other = m.other_parent(0.4)(LIST, hand())
    for field in ("guardian_name", "phone"):
        assert 0.35 < pc.mean(pc.cast(pc.not_equal(other[field], LIST[field]), "float64")).as_py() < 0.45
    assert other["name"].equals(LIST["name"])


def test_plant_touches_the_spared_person_alone() -> None:
    table = m.plant("name", "王弈军")(LIST, hand())
    changed = table.filter(pc.not_equal(table["name"], LIST["name"]))
    assert changed["pid"].to_pylist() == [SPARE]


def test_the_same_hand_makes_the_same_list() -> None:
    def run(seed: int) -> pa.Table:
        table = LIST
        h = hand(seed)
        for change in (m.keep_share(0.5), m.invent(0.01), m.noise(0.02), m.shuffle()):
            table = change(table, h)
        return table

    assert run(1).equals(run(1))
    assert not run(1).equals(run(2))
