"""One cell at a time: canonical text and state. IDs use areas 99…, phones unassigned prefixes."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from pipelines import fields

Evaluate = Callable[[str, Sequence[str]], list[Any]]
Canonical = Callable[..., list[tuple[Any, ...]]]

PHONES = {
    "16012345678": ("16012345678", "valid"),
    "+86 160-1234-5678": ("16012345678", "valid"),
    "008616012345678": ("16012345678", "valid"),
    "１６０１２３４５６７８": ("16012345678", "valid"),
    "16012345678.0": ("16012345678", "valid"),  # a number of a spreadsheet
    "016012345678": ("16012345678", "valid"),  # trunk zero
    "16012345678/16112345678": ("16012345678", "valid"),  # the first of two
    "16012345678（妈妈）": ("16012345678", "valid"),
    "160 1234 5678 ": ("16012345678", "valid"),
    "160****5678": ("160****5678", "masked"),
    "160xxxx5678": ("160****5678", "masked"),
    "160＊＊＊＊5678": ("160****5678", "masked"),
    "13800138000": ("13800138000", "placeholder"),
    "16000000000": ("16000000000", "placeholder"),
    "11111111111": ("11111111111", "placeholder"),
    "13333333333": ("13333333333", "placeholder"),
    "0": ("0", "placeholder"),
    "无": ("无", "placeholder"),
    "N/A": ("n/a", "placeholder"),
    "12345678901": ("12345678901", "placeholder"),
    "*******": ("*******", "placeholder"),
    "0573-82012345": ("057382012345", "landline"),
    "+86 573 8201 2345": ("057382012345", "landline"),
    "82012345": ("82012345", "landline"),
    "+44 20 7946 0958": ("+442079460958", "foreign"),
    "1601234567": ("1601234567", "malformed"),  # a digit short
    "1.60123E+10": ("1.60123e+10", "malformed"),  # digits lost for good
    "": (None, None),
    " ": (None, None),
}

IDS = {
    "990101200501010010": ("990101200501010010", "valid"),
    "99010120050101007x": ("99010120050101007X", "valid"),
    "９９０１０１２００５０１０１００１０": ("990101200501010010", "valid"),
    "'990101200501010010": ("990101200501010010", "valid"),  # a spreadsheet's mark of text
    "990101 20050101 0010": ("990101200501010010", "valid"),
    "990101200501010013": ("990101200501010013", "check_digit"),
    "990101050101001": ("990101190501010014", "valid"),  # old form, century and check character added
    "990101200501010000": ("990101200501010000", "damaged"),  # 15 digits are all that a float keeps; never repaired
    "990101200501010010.0": ("990101200501010010", "damaged"),
    "9.90101E+17": ("9.90101E+17", "damaged"),
    "990101********0010": ("990101********0010", "masked"),
    "990101xxxxxxxx0010": ("990101********0010", "masked"),
    "990101200513010010": ("990101200513010010", "malformed"),  # month 13
    "99010120050101001": ("99010120050101001", "malformed"),  # a digit short
    "111111111111111111": ("111111111111111111", "placeholder"),
    "无": ("无", "placeholder"),
    "0": ("0", "placeholder"),
    "G12345678": ("G12345678", "other"),  # passport
    "123-45-6780": ("123456780", "other"),
    "": (None, None),
}

DATES = {
    "2008-07-01": "2008-07-01",
    "2008/7/1": "2008-07-01",
    "2008.7.1": "2008-07-01",
    "20080701": "2008-07-01",
    "2008年7月1日": "2008-07-01",
    "2008-07-01 00:00:00": "2008-07-01",
    "39630": "2008-07-01",  # serial of a spreadsheet
    "39630.0": "2008-07-01",
    "２００８／７／１": "2008-07-01",
    "2008年7月": "2008-07",
    "200807": "2008-07",
    "2008": "2008",
    "2008年": "2008",
    "1 Mar 1990": "1990-03-01",
    "March 7, 1990": "1990-03-07",
    "1630-08-01": "1630-08-01",
    "2008-13-01": "2008-13-01",  # no such day: the text stays
    "2008-02-30": "2008-02-30",
    "保密": "保密",
    "": None,
}

GRADES = {
    "3": "3", "三年级": "3", "3年级": "3", "３年级": "3", "初一": "7", "高三": "12", "十二年级": "12", "小学三年级": "3", "03": "3", "3.0": "3",
    "Grade 3": "3", "2015级": "2015级", "幼儿园大班": "幼儿园大班",
}  # fmt: skip
CLASSES = {
    "3": "3", "3班": "3", "(3)": "3", "（3）班": "3", "三班": "3", "03": "3", "十班": "10", "二十一班": "21", "301班": "301", "实验班": "实验班",
    "三(2)班": "3-2", "初一(3)班": "7-3", "三年级2班": "3-2", "高二3班": "11-3",
}  # fmt: skip
TEXTS = {
    "张 三": "张三", " 张三\t": "张三", "张\u200b三": "张三", "买买提·艾力": "买买提·艾力", "买买提•艾力": "买买提·艾力", "嘉兴市　南湖区": "嘉兴市南湖区",
    "ＡＢＣ学校": "abc学校", "José  García": "josé garcía", "Smith, John": "smith, john", "  ": None, "": None,
}  # fmt: skip
GENDERS = {"男": "M", "女生": "F", "Male": "M", "f": "F", "1": "M", "2": "F", "未知": "未知"}
TIMES = {
    "2016-04-29T04:58:20": "2016-04-29 04:58:20",
    "2016-04-28T20:58:20Z": "2016-04-29 04:58:20",  # with a zone: local time of the cases
    "2016-04-29 04:58:20+08:00": "2016-04-29 04:58:20",
    "2016/4/9 4:58": "2016-04-09 04:58:00",
    "2016年4月9日 14:08": "2016-04-09 14:08:00",
    "2016年4月9日 14点": "2016-04-09 14:00:00",
    "2016年4月9日14时5分": "2016-04-09 14:05:00",
    "２０１６年４月９日　１４点０５分０９秒": "2016-04-09 14:05:09",
    "2016年4月9日 下午2点半": "2016-04-09 14:30:00",
    "20160409140800": "2016-04-09 14:08:00",
    "2016-03-23": "2016-03-23 00:00:00",
    "42452.5": "2016-03-23 12:00:00",
    "gestern": None,
    "": None,
}
AMOUNTS = {
    "¥1,234.50": "1234.50", "1，234.5元": "1234.50", "(12.00)": "-12.00", "-3": "-3.00", "１２": "12.00", "￥28.16": "28.16", "viel": None, "": None,
    "1.2万": "12000.00", "1.2万元": "12000.00", "¥ 3 千": "3000.00", "-0.00015亿": "-15000.00", "1.23456789万": "12345.68", "2百万元整": "2000000.00",
    "(1,200万)": "-12000000.00", "万": None, "一万": None, "1.2万3": None, "1.2.3万": None, "99999999999999亿": None, "1.5万左右": None,
    "1.234,50": "1234.50", "28,16": "28.16", "-1.234.567,8 €": "-1234567.80", "1,234": "1234.00", "12,345,678.9": "12345678.90",
    "人民币 5元": "5.00", "1.234,567": None,
}  # fmt: skip
SECONDS = {"90": 90, "90秒": 90, "1分30秒": 90, "00:01:30": 90, "1:30": 90, "1小时": 3600, "lang": None, "": None}


def check(evaluate: Evaluate, expression: str, expected: dict[str, Any]) -> None:
    cells = list(expected)
    assert dict(zip(cells, evaluate(expression, cells), strict=True)) == expected


def test_phone_and_its_state(canonical: Canonical) -> None:
    assert dict(zip(PHONES, canonical("phone", list(PHONES), "phone, phone_state"), strict=True)) == PHONES


def test_id_number_and_its_state(canonical: Canonical) -> None:
    assert dict(zip(IDS, canonical("id_number", list(IDS), "id_number, id_state"), strict=True)) == IDS


def test_date(canonical: Canonical) -> None:
    assert dict(zip(DATES, (row[0] for row in canonical("birth_date", list(DATES))), strict=True)) == DATES


def test_day_or_month_first_is_the_column_s_habit(canonical: Canonical) -> None:
    assert canonical("birth_date", ["3/4/2008"], day_first=True) == [("2008-04-03",)]
    assert canonical("birth_date", ["3/4/2008"], day_first=False) == [("2008-03-04",)]
    assert canonical("birth_date", ["3/4/2008"]) == [("3/4/2008",)]


def test_raw_text_stays_beside_what_it_became(canonical: Canonical) -> None:
    rows = canonical("name", ["张 三", "张三", "", " "], "name, raw")
    assert rows == [("张三", '{"name":"张 三"}'), ("张三", None), (None, None), (None, '{"name":" "}')]


def test_cells_as_found_come_back_whatever_they_hold(canonical: Canonical) -> None:
    odd = [' "a\\b"', "\x01  \x00{}", "line\nfeed", "＂，："]
    assert [row[0]["school"] for row in canonical("school", odd, "cells_found(raw)")] == odd
    assert [row[0] for row in canonical("school", odd, "entries_found(raw)")] == [
        [{"key": "school", "value": cell}] for cell in odd
    ]
    assert [row[0] for row in canonical("school", [" 甲 校"], "fields_found(raw)")] == [["school"]]


def test_every_field_has_its_cell_as_found(evaluate: Evaluate) -> None:
    assert list(evaluate("cells_found(cell)", ["{}"])[0]) == list(fields.NAMES)


def test_grade(canonical: Canonical) -> None:
    assert dict(zip(GRADES, (row[0] for row in canonical("grade", list(GRADES))), strict=True)) == GRADES


def test_class(canonical: Canonical) -> None:
    assert dict(zip(CLASSES, (row[0] for row in canonical("class", list(CLASSES), '"class"')), strict=True)) == CLASSES


def test_text(evaluate: Evaluate) -> None:
    check(evaluate, "tidied(cell)", TEXTS)


def test_the_check_character_is_that_of_iso_7064_digit_by_digit(evaluate: Evaluate) -> None:
    numbers = [f"{n % 10**17:017d}" for n in (i * 61_803_398_874_989_484_820 for i in range(500))] + ["0" * 17, "9" * 17]
    weights = [2**i % 11 for i in range(17, 0, -1)]
    expected = {n: "10X98765432"[sum(int(d) * w for d, w in zip(n, weights, strict=True)) % 11] for n in numbers}
    assert len(set(expected.values())) == 11
    check(evaluate, "id_check(CAST(cell AS BIGINT))", expected)


def test_gender(evaluate: Evaluate) -> None:
    check(evaluate, "gender_of(tidied(cell))", GENDERS)


def test_time(evaluate: Evaluate) -> None:
    check(evaluate, "strftime(parsed_time(cell), '%Y-%m-%d %H:%M:%S')", TIMES)


def test_amount(evaluate: Evaluate) -> None:
    check(evaluate, "CAST(parsed_amount(cell) AS VARCHAR)", AMOUNTS)


def test_seconds(evaluate: Evaluate) -> None:
    check(evaluate, "parsed_seconds(cell)", SECONDS)


def test_half_width_is_nfkc_for_every_full_width_character(evaluate: Evaluate) -> None:
    wide = [chr(c) for c in (*range(0xFF01, 0xFF5F), 0x3000, *range(0xFFE0, 0xFFE7), *range(0x2460, 0x2469))]
    plain = {c: unicodedata.normalize("NFKC", c) for c in wide if len(unicodedata.normalize("NFKC", c)) == 1}
    check(evaluate, "half_width(cell)", plain)
