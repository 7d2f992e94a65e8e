"""Synthetic persons: pupils with school, family, phone and ID number. None can be real (see docs/method.md).

Area codes begin with 99 and phones with prefixes that no operator has; so no value here belongs to anyone. All columns
are made as whole arrays; a person is a row, numbered by ``pid``.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array: TypeAlias = pa.Array
Rng: TypeAlias = np.random.Generator

PROVINCE = "浙江省"
CITIES = ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "台州", "丽水")
PREFIXES = ("154", "160", "161", "163", "164", "168", "169", "194")
PLACEHOLDERS = ("13800138000", "无", "0")
YEAR = 2016
GRADES = 9
CHECK_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK_DIGITS = np.frombuffer(b"10X98765432", dtype=np.uint8)

SURNAMES = tuple(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
GIVEN = tuple(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文斌晓春梅辉海燕雪莹佳欣怡嘉浩宇轩梓涵子睿思雨诺一晨泽奕豪瑶琪博然心语溪"
    "若希彤可馨悦哲昊天俊凯旭东宏志远立新永国林树振达乐曦蕊菲婷薇"
)
ROADS = ("新华路", "建设街", "人民路", "中山路", "学府路", "环城西路", "解放路", "文化路", "和平巷", "望江路", "育才街", "南湖大道")

FIELDS = (
    "student_number", "name", "gender", "id_number", "birth_date", "school", "grade", "class", "guardian_name",
    "guardian_relation", "phone", "address", "city",
)  # fmt: skip


def text(parts: Sequence[Any]) -> Array:
    """Arrays and plain strings joined row by row."""
    return pc.binary_join_element_wise(*parts, "")


def digits(values: np.ndarray, width: int) -> Array:
    """Whole numbers as text of ``width`` digits, with leading zeros."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return _fixed((values.astype(np.int64)[:, None] // powers % 10 + ord("0")).astype(np.uint8))


def _fixed(codes: np.ndarray) -> Array:
    """A matrix of ASCII codes, one text a row."""
    rows, width = codes.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * width
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(codes)))


def pick(words: Sequence[str], index: np.ndarray) -> Array:
    """The words at these places."""
    return pa.array(words, pa.string()).take(pa.array(index))


def id_numbers(area: np.ndarray, birth: np.ndarray, serial: np.ndarray) -> Array:
    """18-digit ID numbers: six digits of area, YYYYMMDD, three of serial (odd for men), and the check digit of GB 11643."""
    number = area.astype(np.int64) * 10**11 + birth.astype(np.int64) * 10**3 + serial.astype(np.int64)
    powers = 10 ** np.arange(16, -1, -1, dtype=np.int64)
    body = number[:, None] // powers % 10
    check = CHECK_DIGITS[(body * CHECK_WEIGHTS).sum(axis=1) % 11]
    return _fixed(np.column_stack([(body + ord("0")).astype(np.uint8), check]))


def phones(number: np.ndarray, rng: Rng) -> Array:
    """A mobile number for each number under 10^8, the same for the same number."""
    prefix = rng.permutation(len(PREFIXES))[number % len(PREFIXES)]
    return text([pick(PREFIXES, prefix), digits(number * 61_803_399 % 10**8, 8)])


def names(surname: np.ndarray, rng: Rng) -> Array:
    """Given names of one or two characters behind the surnames."""
    rows = len(surname)
    second = np.where(rng.random(rows) < 0.25, len(GIVEN), rng.integers(0, len(GIVEN), rows))
    return text([pick(SURNAMES, surname), pick(GIVEN, rng.integers(0, len(GIVEN), rows)), pick((*GIVEN, ""), second)])


def school_names(schools: int) -> tuple[list[str], np.ndarray]:
    """Names of the schools and the city (its place in CITIES) of each; cities get even shares."""
    city = np.arange(schools) % len(CITIES)
    number = np.arange(schools) // len(CITIES) + 1
    kind = np.where(number % 4 == 0, "中学", "小学")
    return [f"{CITIES[c]}市第{n}{k}" for c, n, k in zip(city, number, kind, strict=True)], city


def population(count: int, schools: int, rng: Rng, first_pid: int = 0) -> pa.Table:
    """``count`` pupils in the order of school, grade, class: pid and FIELDS, every value right and filled in.

    One in twelve has a brother or sister in the same school, with the same parent, phone and address.
    """
    labels, city_of = school_names(schools)
    weight = rng.uniform(0.5, 1.5, schools)
    school = rng.choice(schools, count, p=weight / weight.sum())
    sibling = rng.random(count) < 1 / 12
    sibling[0] = False
    sibling[1:] &= ~sibling[:-1]
    family = np.arange(count) - sibling
    school = school[family]
    grade = rng.integers(1, GRADES + 1, count)
    group = rng.integers(1, 13, count)
    order = np.lexsort((group, grade, school))
    family, school, grade, group = family[order], school[order], grade[order], group[order]
    city = city_of[school]

    surname = rng.integers(0, len(SURNAMES), count)[family]
    mother = (rng.random(count) < 0.35)[family]
    parent = np.where(mother, rng.integers(0, len(SURNAMES), count)[family], surname)
    guardian = names(np.arange(count) % len(SURNAMES), rng)  # one a family; its first character is replaced
    guardian = text([pick(SURNAMES, parent), pc.utf8_slice_codeunits(guardian, 1).take(pa.array(family))])
    girl = rng.random(count) < 0.47
    birth = (YEAR - 6 - grade) * 10**4 + rng.integers(1, 13, count) * 100 + rng.integers(1, 29, count)
    serial = rng.integers(0, 500, count) * 2 + ~girl
    area = 990_000 + (city + 1) * 100 + rng.integers(1, 10, count)
    serial = _nobody_elses(area * 10**8 + birth, serial)
    house = [digits_free(rng.integers(1, high, count)[family]) for high in (400, 30, 2500)]
    road = pick(ROADS, rng.integers(0, len(ROADS), count)[family])
    town = pick(CITIES, city)
    place = np.arange(count)
    return pa.table({
        "pid": pa.array(place + first_pid, pa.int64()),
        "student_number": digits((city + 1) * 10**8 + school % 1000 * 10**5 + place % 10**5, 11),
        "name": names(surname, rng),
        "gender": pick(("男", "女"), girl.astype(np.int64)),
        "id_number": id_numbers(area, birth, serial),
        "birth_date": _dashed(digits(birth, 8)),
        "school": pick(labels, school),
        "grade": digits_free(grade),
        "class": digits_free(group),
        "guardian_name": guardian,
        "guardian_relation": pick(("父亲", "母亲"), mother.astype(np.int64)),
        "phone": phones(family + first_pid, rng),
        "address": text([PROVINCE, town, "市", road, house[0], "号", house[1], "幢", house[2], "室"]),
        "city": town,
    })  # fmt: skip


def _nobody_elses(place: np.ndarray, serial: np.ndarray) -> np.ndarray:
    """The serials (000-999), moved on by two, so that sex stays, where another of the same area and birth date has it already."""
    serial = serial.copy()
    while True:
        key = place * 1000 + serial
        order = np.argsort(key, kind="stable")
        again = order[1:][key[order][1:] == key[order][:-1]]
        if not len(again):
            return serial
        serial[again] = (serial[again] + 2) % 1000


def digits_free(values: np.ndarray) -> Array:
    """Whole numbers as text without leading zeros."""
    return pc.cast(pa.array(values.astype(np.int64)), pa.string())


def _dashed(dates: Array) -> Array:
    part = pc.utf8_slice_codeunits
    return text([part(dates, 0, 4), "-", part(dates, 4, 6), "-", part(dates, 6, 8)])


def invented(count: int, like: pa.Table, rng: Rng, first_pid: int) -> pa.Table:
    """``count`` persons whom a dealer makes up: schools and cities of ``like``, the rest drawn; area code 9999."""
    rows = pa.array(rng.integers(0, len(like), count))
    made = like.take(rows)
    fresh = population(max(count, 1), 3, rng).slice(0, count)
    birth = (YEAR - 6 - rng.integers(1, GRADES + 1, count)) * 10**4 + rng.integers(1, 13, count) * 100 + rng.integers(1, 29, count)
    drawn = {
        "pid": pa.array(np.arange(count) + first_pid, pa.int64()),
        "id_number": id_numbers(999_900 + rng.integers(1, 40, count), birth, rng.integers(0, 1000, count)),
        "birth_date": _dashed(digits(birth, 8)),
        "phone": text([pick(PREFIXES, rng.integers(0, len(PREFIXES), count)), digits(rng.integers(0, 10**8, count), 8)]),
    }
    for name in ("name", "guardian_name", "address", "student_number", "gender", "grade", "class"):
        drawn[name] = fresh[name]
    for name in made.column_names:
        if name in drawn:
            made = made.set_column(made.column_names.index(name), name, drawn[name])
    return made


def flaws(table: pa.Table, rng: Rng) -> pa.Table:
    """What is wrong in any institution's own data: switchboard numbers and placeholders instead of a phone."""
    count = len(table)
    kind = rng.random(count)
    school = np.asarray(pc.index_in(table["school"], pc.unique(table["school"])))
    board = text(["0573-8", digits(school % 10**6, 6)])  # one digit short of a number that could be dialled
    phone = table["phone"].combine_chunks()
    phone = pc.if_else(pa.array(kind < 0.003), board, phone)
    spoilt = pick(PLACEHOLDERS, rng.integers(0, len(PLACEHOLDERS), count))
    phone = pc.if_else(pa.array((kind >= 0.003) & (kind < 0.007)), spoilt, phone)
    return table.set_column(table.column_names.index("phone"), "phone", phone)
