"""Rows of synthetic persons with a true person each: five lists with the errors of typing, hearing, masking, moving and leaving out.

Errors a row (independent): a character of the name heard or seen as another 4 %, a digit of the phone wrong 3 %, another phone 5 %, phone
masked in one list of five, no ID number in three of five, a wrong digit in an ID 2 %, no guardian 20 %. A tenth of the persons are siblings
who share phone, guardian, school and address. IDs have area 99, phones unassigned prefixes; seeded.
"""

import numpy as np
import pyarrow as pa

SURNAMES = np.array(
    list(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    )
)
ALIKE = ("伟玮炜韦", "芳方坊舫", "娜那纳呐", "敏民闽皿", "静竞靖净", "丽莉力立", "强墙蔷樯", "磊雷蕾垒", "军君钧均", "洋阳扬杨", "勇永泳咏",
         "艳燕雁彦", "杰洁捷节", "娟涓鹃捐", "涛韬滔陶", "明铭鸣茗", "超朝巢潮", "霞侠峡狭", "平萍苹坪", "刚钢岗纲", "桂贵柜跪", "兰岚蓝澜",
         "宇雨语羽", "浩昊皓灏", "欣新心鑫", "怡宜仪颐", "佳家嘉加", "梓子紫姿", "涵含寒晗", "轩萱宣喧")  # fmt: skip
"""Characters that sound the same: what is heard on the phone is written as another of the line."""
LETTERS = np.array([list(line) for line in ALIKE])
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
LISTS = 5


def ids(r: np.random.Generator, born: np.ndarray) -> np.ndarray:
    """Valid 18-digit numbers, each its own, of areas 990100 to 9901NN for the days of birth ``born`` (YYYYMMDD)."""
    order = np.lexsort((r.random(len(born)), born))
    days, first = np.unique(born[order], return_index=True)
    rank = np.empty(len(born), dtype=np.int64)
    rank[order] = np.arange(len(born)) - first[np.searchsorted(days, born[order])]
    head = np.char.add(np.char.add("9901", np.char.zfill((rank // 1000).astype(str), 2)), born)
    seventeen = np.char.add(head, np.char.zfill((rank % 1000).astype(str), 3))
    digits = seventeen.view("U1").reshape(len(born), 17).astype(int)
    return np.char.add(seventeen, np.array(list("10X98765432"))[(digits * WEIGHTS).sum(axis=1) % 11])


def phones(r: np.random.Generator, n: int) -> np.ndarray:
    return np.char.add(r.choice(["154", "160", "161", "163"], n), np.char.zfill(r.integers(0, 10**8, n).astype(str), 8))


def wrong_digit(r: np.random.Generator, cells: np.ndarray, hit: np.ndarray, low: int) -> np.ndarray:
    """``cells`` of one width with one digit from place ``low`` on replaced where ``hit``."""
    width = int(cells.dtype.itemsize // 4)
    letters = cells.copy().view("U1").reshape(len(cells), width)
    rows = np.flatnonzero(hit)
    letters[rows, r.integers(low, width - 1, len(rows))] = r.integers(0, 10, len(rows)).astype("U1")
    return letters.reshape(-1).view(cells.dtype)


def people(rows: int, seed: int = 7) -> pa.Table:
    """Columns of ``records`` (dataset_no 1 to 5, row_no, canonical cells, states) and ``truth``; so many rows, 2.5 a person."""
    r = np.random.default_rng(seed)
    n = rows * 2 // 5
    sibling = np.flatnonzero(r.random(n) < 0.1)[1:]
    first, second = r.integers(0, len(LETTERS), n), r.integers(0, len(LETTERS), n)
    surname = r.integers(0, len(SURNAMES), n)
    born = (np.datetime64("2004-01-01") + r.integers(0, 2200, n)).astype(str)
    school = np.char.add(np.char.add("甲州市第", r.integers(1, max(3, n // 400), n).astype(str)), "小学")
    phone, guardian = phones(r, n), np.char.add(SURNAMES[surname], LETTERS[r.integers(0, len(LETTERS), n), 0])
    for column in (surname, school, phone, guardian):
        column[sibling] = column[sibling - 1]
    number = ids(r, np.char.replace(born, "-", ""))
    who = np.sort(r.integers(0, n, rows))
    no = r.integers(1, LISTS + 1, rows)
    spelt = [LETTERS[place[who], np.where(r.random(rows) < 0.02, r.integers(1, 4, rows), 0)] for place in (first, second)]
    cells = phone[who]
    cells = np.where(r.random(rows) < 0.05, phones(r, rows), wrong_digit(r, cells, r.random(rows) < 0.03, 3))
    masked = no == 1
    shown = np.where(
        masked,
        np.char.add(np.char.add(cells.astype("U3"), "****"), cells.view("U1").reshape(rows, 11)[:, 7:].copy().view("U4").ravel()),
        cells,
    )
    typed = wrong_digit(r, number[who], r.random(rows) < 0.02, 6)
    broken = typed != number[who]
    has_id, has_guardian = no >= 4, r.random(rows) > 0.2
    order = np.lexsort((r.random(rows), no))
    starts = np.searchsorted(no[order], np.arange(1, LISTS + 2))
    table = {
        "dataset_no": no[order].astype("int32"),
        "row_no": np.arange(rows) - starts[no[order] - 1] + 1,
        "name": np.char.add(np.char.add(SURNAMES[surname[who]], spelt[0]), spelt[1])[order],
        "phone": shown[order],
        "phone_state": np.where(masked, "masked", "valid")[order],
        "id_number": pa.array(typed[order], mask=~has_id[order]),
        "id_state": pa.array(np.where(broken, "check_digit", "valid")[order], mask=~has_id[order]),
        "school": school[who][order],
        "guardian_name": pa.array(guardian[who][order], mask=~has_guardian[order]),
        "birth_date": pa.array(born[who][order], mask=(no[order] % 2 == 0)),
        "truth": who[order],
    }
    return pa.table(table)
