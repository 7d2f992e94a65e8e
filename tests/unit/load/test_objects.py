"""JSON as web interfaces, programs and people leave it: every list becomes a table, and what is cut off or damaged is shown."""

import json
import tracemalloc
from pathlib import Path

import pytest

from pipelines.errors import BadFile
from pipelines.load import objects, stream
from tests.unit.load.reading import Staged, read

TWO = '[{"name": "王一", "phone": 16400000001}, {"name": "李二", "phone": 16400000002}]'
CELLS = [["王一", "16400000001"], ["李二", "16400000002"]]


def one(content: str, folder: Path) -> Staged:
    path = folder / "a.json"
    path.write_text(content, encoding="utf-8")
    ((_, staged),) = read(path).items()
    return staged


@pytest.mark.parametrize(
    "content",
    [
        TWO,
        f'{{"code": 0, "msg": "ok", "data": {{"list": {TWO}, "total": 2}}}}',
        f"jQuery123_4({TWO});",
        f'/**/cb({{"code": 0, "data": {TWO}}})',
        f"var persons = {TWO};\n",
        f"window.data={TWO}",
        f")]}}',\n{TWO}",
        TWO[1:-1],
        TWO[1:-1].replace("}, {", "}{"),
        TWO[1:-1].replace("}, {", "}\n{"),
        '{"code": 0, "data": [' + TWO[1:-1].replace("}, {", '}]}\n{"code": 0, "data": [{') + "]}",
        '[["name", "phone"], ["王一", "16400000001"], ["李二", 16400000002]]',
        '{"columns": ["name", "phone"], "data": [["王一", "16400000001"], ["李二", 16400000002]]}',
    ],
)
def test_every_way_to_write_it_gives_the_same_table(content: str, tmp_path: Path) -> None:
    staged = one(content, tmp_path)
    assert (staged.format, staged.header, staged.cells) == ("json", ["name", "phone"], CELLS)


def test_objects_within_are_flattened_and_lists_kept(tmp_path: Path) -> None:
    staged = one(
        '[{"id": {"$oid": "5f"}, "at": {"city": "x", "geo": {"lat": 1.50}}, "tags": ["a", 1], "at.city": "y"}, {"z": null}, 7]',
        tmp_path,
    )
    assert staged.header == ["id", "at.city", "at.geo.lat", "tags", "at.city'", "z", "value"]
    assert staged.cells[0] == ["5f", "x", "1.50", '["a", "1"]', "y", "", ""]
    assert staged.cells[2] == [""] * 6 + ["7"]


def test_records_keyed_by_number_keep_the_key(tmp_path: Path) -> None:
    staged = one('{"99001": {"name": "王一", "class": "3"}, "99002": {"name": "李二", "class": "4"}}', tmp_path)
    assert (staged.header, staged.cells) == (["key", "name", "class"], [["99001", "王一", "3"], ["99002", "李二", "4"]])


def test_several_lists_are_several_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{"ok": true, "pupils": {TWO}, "more": {{"teachers": [{{"name": "赵六"}}]}}, "codes": [1, 2]}}')
    found = read(path)
    assert {title: it.cells for title, it in found.items()} == {"pupils": CELLS, "more.teachers": [["赵六"]]}
    assert found["pupils"].notes == ["json_values"]


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        ('{"code": 0, "data": [\n{"name": "王一", "phone": 1, "x": 1},\n{"name": "李', ["json_cut", "json_lines"]),
        ('{"code": 0, "data": [\n{"name": "王一", "phone": 1, "x": 1},', ["json_cut"]),
        ('{"name": "王一", "phone": 1, "x": 1}\n{"name": "李', ["json_cut", "json_lines"]),
    ],
)
def test_rows_before_a_cut_are_kept_and_the_rest_is_shown(content: str, notes: list[str], tmp_path: Path) -> None:
    staged = one(content, tmp_path)
    assert (staged.cells[0], staged.rejects[0], staged.notes) == (["王一", "1", "1"], None, notes)
    assert [(cells[0], code) for cells, code in zip(staged.cells[1:], staged.rejects[1:], strict=True)] == (
        [('{"name": "李', "stray_line")] if "json_lines" in notes else []
    )


def test_a_damaged_line_is_a_row_of_one_cell_and_the_next_lines_are_read(tmp_path: Path) -> None:
    staged = one('{"name": "王一", "p": 1, "q": 2}\n{"name": "李二, "p": 1}\n{"name": "张三", "p": 1, "q": 3}\n', tmp_path)
    assert [(cells[0], code) for cells, code in zip(staged.cells, staged.rejects, strict=True)] == [
        ("王一", None), ('{"name": "李二, "p": 1}', "stray_line"), ("张三", None),
    ]  # fmt: skip
    assert (staged.lines, staged.notes) == ([1, 2, 3], ["json_lines"])


def test_a_large_document_is_never_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "PEEKED", 1 << 14)
    path = tmp_path / "a.json"
    row = json.dumps({"name": "王一", "phone": "16400000001", "remark": "x" * 200}, ensure_ascii=False)
    path.write_text('{"code":0,"data":{"list":[' + ",".join([row] * 40_000) + '],"total":40000}}')
    (table,) = objects.read(path, "a.json", tmp_path)
    tracemalloc.start()
    try:
        count = sum(1 for _ in table.rows())
        assert (count, tracemalloc.get_traced_memory()[1] < 8 * stream.CHUNK * 4) == (40_000, True)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{}", "no_table"),
        ("[" * 200_000, "too_wide"),
        ("{" + ",".join(f'"k{i}": [{{"a": 1}}]' for i in range(300)) + "}", "too_many_tables"),
        ("[" + ",".join(f'{{"k{i}": 1}}' for i in range(20_000)) + "]", "too_wide"),
    ],
)
def test_traps_are_refused(content: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile) as error:
        one(content, tmp_path)
    assert error.value.code == code
