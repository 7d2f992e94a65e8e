"""Manifests as people write them."""

import io
from datetime import datetime

import pytest
import xlsxwriter

from pipelines.errors import BadFile
from pipelines.seal.manifest import clean_path, merge, parse

CHINESE = "文件,类型,案件编号,持有人,扣押时间,侦查员,备注\n名单\\a.csv,扣押,案1,李某,2016年5月30日 22:35,甲,x\n"
WHEN = datetime(2016, 5, 30, 22, 35)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_chinese_headers_in_any_encoding(encoding: str, delimiter: str) -> None:
    (entry,) = parse("manifest.csv", CHINESE.replace(",", delimiter).encode(encoding)).entries
    assert (entry.file, entry.kind, entry.case_id, entry.holder, entry.obtained_at) == ("名单/a.csv", "seized", "案1", "李某", WHEN)
    assert (entry.officer, entry.note) == ("甲", "x")


def test_a_workbook() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["文件", "类型", "案件编号", "持有人", "扣押时间"])
    sheet.write_row(1, 0, ["a.csv", "seized", "C-1", "x"])
    sheet.write_datetime(1, 4, WHEN, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    book.close()
    (entry,) = parse("manifest.xlsx", buffer.getvalue()).entries
    assert (entry.kind, entry.obtained_at) == ("seized", WHEN)


@pytest.mark.parametrize(
    "text",
    [
        "- {file: a.csv, kind: seized, case_id: C-1, obtained_at: 2016-05-30T22:35:00}\n",
        "case_id: C-1\n扣押时间: 2016-05-30 22:35:00\nfiles:\n  - 文件: a.csv\n    类型: 扣押\n",
    ],
)
def test_yaml(text: str) -> None:
    (entry,) = parse("manifest.yaml", text.encode()).entries
    assert (entry.file, entry.kind, entry.case_id, entry.obtained_at) == ("a.csv", "seized", "C-1", WHEN)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2016-05-30T22:35:00+08:00", WHEN), ("2016-05-30T14:35:00Z", WHEN), ("2016/5/30 22:35", WHEN),
        ("2016-05-30", datetime(2016, 5, 30)), ("２０１６年５月３０日", datetime(2016, 5, 30)), ("30 May", None), ("2016-13-40", None),
    ],
)  # fmt: skip
def test_times_are_chinese_wall_clock(given: str, read: datetime | None) -> None:
    manifest = parse("manifest.csv", f"file,kind,case_id,obtained_at\na,seized,C,{given}\n".encode())
    assert manifest.entries[0].obtained_at == read
    assert [p.code for p in manifest.problems] == ([] if read else ["bad_time"])


def test_wrong_rows_are_told_and_the_others_taken() -> None:
    text = "file,kind,case_id,sha256\n../up.csv,seized,C,\n,seized,C,\nb.csv,list,C,\nc.csv,seized,,\nd.csv,seized,C,12\n"
    manifest = parse("manifest.csv", text.encode())
    assert [(p.row, p.code) for p in manifest.problems] == [
        (1, "manifest_path"), (2, "manifest_path"), (3, "unknown_kind"), (4, "no_case"), (5, "bad_sha256"),
    ]  # fmt: skip
    assert [(e.file, e.kind) for e in manifest.entries] == [("b.csv", None), ("c.csv", "seized"), ("d.csv", "seized")]


@pytest.mark.parametrize("data", [b"", b"name,kind\nx,y\n", b"\x00\x01\x02"])
def test_no_manifest_at_all(data: bytes) -> None:
    with pytest.raises(BadFile) as error:
        parse("manifest.csv", data)
    assert error.value.code == "bad_manifest"


def test_of_several_manifests_the_first_counts() -> None:
    first = parse("manifest.csv", b"file,kind,case_id,holder\na,seized,C,x\na,seized,C,y\n")
    second = parse("manifest.yaml", b"- {file: a, kind: leaked, case_id: C}\n- {file: b, kind: leaked, case_id: C}\n")
    assert [(e.file, e.holder) for e in merge([first, second]).entries] == [("a", "x"), ("a", "y"), ("b", None)]


def test_where_manifests_disagree_it_is_told() -> None:
    first = parse("manifest.csv", b"file,kind,case_id,holder\na,seized,C,x\nb,seized,C,\n")
    second = parse("manifest.yaml", b"- {file: a, kind: leaked, case_id: C}\n- {file: b, kind: seized, case_id: C, holder: y}\n")
    assert [(p.file, p.code) for p in merge([first, second]).problems] == [("a", "manifests_disagree")]


def test_merged_cells_hold_for_each_of_their_rows() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.merge_range("B2:F2", "扣押物品清单")
    sheet.write_row(2, 1, ["文件", "类型", "案件编号", "持有人", "扣押时间"])
    for row, name in enumerate(("a.csv", "b.csv", "c.csv"), 3):
        sheet.write(row, 1, name)
    sheet.merge_range("C4:C6", "QQ聊天记录")
    sheet.merge_range("D4:D6", "C-1")
    sheet.merge_range("E4:E5", "李某")
    sheet.write("E6", "王某")
    book.close()
    entries = parse("manifest.xlsx", buffer.getvalue()).entries
    assert [(e.file, e.kind, e.case_id, e.holder) for e in entries] == [
        ("a.csv", "chats", "C-1", "李某"), ("b.csv", "chats", "C-1", "李某"), ("c.csv", "chats", "C-1", "王某"),
    ]  # fmt: skip


def test_yaml_of_one_file() -> None:
    (entry,) = parse("manifest.yml", "文件: a.csv\n类型: 银行流水\n案件编号: C-1\n".encode("gb18030")).entries
    assert (entry.file, entry.kind) == ("a.csv", "payments")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a\\b.csv", "a/b.csv"),
        ("./a.csv", "a.csv"),
        ("a/../b", None),
        ("/etc/x", None),
        ("C:\\x", None),
        ("", None),
        ("a.zip!\\b.7z!./c.csv", None),
        ("a.zip!b.7z!./夹\\c.csv", "a.zip!b.7z!夹/c.csv"),
        ("a.zip!../c.csv", None),
        ("cafe\u0301", "café"),
    ],
)
def test_paths(text: str, path: str | None) -> None:
    assert clean_path(text) == path


def test_titles_unknown_columns_and_rows_twice() -> None:
    text = "扣押物品清单,,,\n\n文件,类型,案件编号,存放地点,密码\na.csv,扣押,0016,柜3,k\n,,,,\na.csv,流水,0016,,\nA\\b.csv,扣押,0016,,\n"
    manifest = parse("MANIFEST.csv", text.encode("gb18030"))
    assert [(p.row, p.field, p.code) for p in manifest.problems] == [
        (None, "column 4", "unknown_column"),
        (2, "file", "named_twice"),
    ]
    assert [(e.file, e.case_id, e.password) for e in manifest.entries] == [
        ("a.csv", "0016", "k"),
        ("a.csv", "0016", None),
        ("A/b.csv", "0016", None),
    ]
    assert "柜3" not in repr(manifest.problems) and "'k'" not in repr(manifest.entries)


def test_workbook_numbers_and_sheets() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("封面").write(0, 0, "说明")
    sheet = book.add_worksheet("清单")
    sheet.write_row(0, 0, ["清单"])
    sheet.write_row(2, 0, ["file", "kind", "case_id", "obtained_at"])
    sheet.write_row(3, 0, ["a.csv", "seized", 20160530, 42520.5])
    book.close()
    (entry,) = parse("manifest.xlsx", buffer.getvalue()).entries
    assert (entry.case_id, entry.obtained_at) == ("20160530", datetime(2016, 5, 30, 12))


def test_yaml_keeps_what_is_written_and_cannot_grow() -> None:
    text = "- {file: a.csv, kind: seized, case_id: 007, holder: yes, obtained_at: 2016-05-30, note: ~}\n"
    (entry,) = parse("manifest.yaml", text.encode("utf-16")).entries
    assert (entry.case_id, entry.holder, entry.obtained_at, entry.note) == ("007", "yes", datetime(2016, 5, 30), None)
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24))
    for hostile in (bomb, "- {file: [" * 5000, "!!python/object/apply:os.system [id]"):
        with pytest.raises(BadFile):
            parse("manifest.yaml", hostile.encode())
