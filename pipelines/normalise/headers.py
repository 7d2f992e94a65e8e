"""Which column of a list is which field: header words first, then the neighbours, then the values. Pure.

The rules in their order, each leaving its reason in ``dataset_columns.reason``:

1. Values that cannot be anything else win over the header (18-digit IDs under 学号, landlines under 电话); bank cards, places,
   diagnoses and the like also over 备注, since they decide the legal class of the row.
2. The header word of ``fields.FIELDS``; without brackets' contents, trailing digits, and a qualifier before it
   (父亲电话, 学生现住址). What belongs to a teacher or an official is not the person's and stays unknown.
3. Neighbours: a second 姓名 is the guardian's; 联系人 without any other name is the person; 房号 without a hotel is an address.
4. Values under an unknown or empty header.

A field that only one column can hold keeps the best one; the others stay unknown and so are kept in ``records.extra``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.fields import BY_WORD, TAILS, word

STRONG = 0.8
"""Share of the filled cells that makes the values outvote a header."""
LIKELY = 0.6
"""Share of the filled cells that names a column whose header says nothing."""

JOINED = {"name": " ", "guardian_name": "/"} | dict.fromkeys(
    (
        "address",
        "email_im",
        "health",
        "finance",
        "whereabouts",
        "communications",
        "call_records",
        "lodging",
        "transactions",
        "remark",
    ),
    " ",
)
"""Fields that several columns may make up, and what is put between the cells."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦"
    "贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文俞樊葛章施牛欧耿"
)
"""Common surnames: about nine of ten Chinese names begin with one of them."""

_PARTS = {
    "姓": 0, "名": 1, "firstname": 0, "givenname": 0, "forename": 0, "middlename": 1, "surname": 2, "lastname": 2, "familyname": 2,
}  # fmt: skip
_GUARDIAN = ("家长", "监护人", "户主", "配偶", "爷爷", "奶奶", "祖父", "祖母", "父母", "父亲", "母亲", "爸爸", "妈妈", "父", "母", "成员", "家属", "亲属", "紧急联系人", "联系人",
             "guardian", "parent", "father", "mother", "nextofkin", "emergencycontact")  # fmt: skip
_PERSON = ("学生", "孩子", "宝宝", "学员", "考生", "患者", "客户", "幼儿", "儿童", "本人", "用户", "会员", "收货人", "收件人", "业主",
           "student", "child", "patient", "customer", "client", "person", "user", "member")  # fmt: skip
_OFFICIAL = ("客户经理", "业务员", "客服", "护士", "收银", "网格员", "社区民警", "推荐人", "介绍人", "创建人", "操作人", "办理人", "审批", "班主任", "老师", "教师", "校长", "经办人", "操作员", "录入", "制表", "审核", "医生", "医师", "销售", "顾问", "中介", "快递员",
             "teacher", "headmaster", "doctor", "agent", "operator", "staff")  # fmt: skip
_NO_VALUE = ("是否", "有无", "能否", "可否")
_INSTITUTION = re.compile(
    "(单位|公司|企业|学校|院校|医院|酒店|宾馆|旅馆|网点|开户行|开户银行|支行|商家|店铺|门店|派出所|物业公司|幼儿园)(的)?$"
)
_OF_ANYBODY = frozenset({"name", "phone", "landline", "address", "postcode", "email_im", "city", "region"})
_NEUTRAL = frozenset(
    ("data", "info", "base", "basic", "baseinfo", "basicinfo", "detail", "details", "profile", "source", "attributes", "fields", "item", "items",
     "record", "records", "result", "user", "userinfo", "person", "personal", "member", "customer", "student", "patient", "contactinfo")
)  # fmt: skip
"""Objects of JSON whose values are the person's own."""
_CONTACTS = frozenset({"户主", "户主姓名", "联系人", "contact", "家长", "parent", "监护人", "guardian"})
_PERSON_TOO = frozenset({"户主", "户主姓名", "联系人", "contact"})
_PLAINEST = frozenset({"姓名", "name", "xm"})
_SCHOOL_YEAR = frozenset({"届", "级"})
_SENSITIVE = ("whereabouts", "finance", "health", "lodging", "call_records", "transactions")
"""Kinds of classes A and B whose values have forms of their own."""
_ROOMS = frozenset({"房号", "房间号", "room", "roomnumber", "roomno"})
_HARD = ("id_number", "phone", "landline", "email_im")
_BY_VALUE = (
    "id_number", "phone", "landline", "email_im", "gender", "birth_date", "guardian_relation", "school", "grade", "class", "city",
    "address", "name",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column as staged. shares: kind of value → share of the filled cells of a sample that look like it."""

    position: int
    header: str
    shares: dict[str, float]

    def looks(self, kind: str, at_least: float = LIKELY) -> bool:
        """Whether so large a share of the filled cells looks like ``kind``."""
        return self.shares.get(kind, 0.0) >= at_least


@dataclass(frozen=True)
class Mapped:
    """A column's field (None: unknown, kept in extra), why, and its place among the columns joined into that field."""

    position: int
    field: str | None
    reason: str
    order: int = 0


def mapped(columns: Sequence[Column]) -> list[Mapped]:
    """The field of every column, in the order given."""
    found = [_one(c) for c in columns]
    found = _neighbours(columns, found)
    found = _unknown_by_values(columns, found)
    return _one_column_a_field(columns, found)


def _one(column: Column) -> Mapped:
    here = column.position
    plain = word(column.header)
    field, reason = _by_word(column.header)
    if field in (None, "remark") and not _official(plain):
        for kind in _SENSITIVE:
            if column.looks(kind, STRONG):
                return Mapped(here, kind, f"values: {kind.replace('_', ' ')}")
    for kind in _HARD:
        if field not in (kind, None) and column.looks(kind, STRONG) and _may_turn(field, kind):
            return Mapped(here, kind, f"values: {kind.replace('_', ' ')} under another header word")
    return Mapped(here, field, reason, _PARTS.get(plain, 0))


def _may_turn(field: str | None, kind: str) -> bool:
    """Whether values may turn a field into this kind: a bank card, an order or a remark may look like a number of any kind."""
    if field in ("finance", "transactions", "call_records", "communications", "remark", "whereabouts", "email_im", "age", "score"):
        return False
    if field == "landline":
        return kind != "phone"  # a mobile at home: settled by the neighbours
    return kind != "landline" or field in ("phone", "guardian_name")


def _by_word(header: str) -> tuple[str | None, str]:
    plain = word(header)
    if not plain:
        return None, "no header"
    if plain in BY_WORD:
        return BY_WORD[plain], "header word"
    *objects, last = header.split(".")
    if objects and word(last) in BY_WORD and all(word(part) in _NEUTRAL for part in objects):
        return BY_WORD[word(last)], "header word in an object"
    outside = word(re.sub(r"[(（\[【<《{].*?[)）\]】>》}]", "", header))
    for shorter, why in (
        (outside, "header word without brackets"),
        (re.sub(r"[\d一二三四]+$", "", plain), "header word without number"),
    ):
        if shorter in BY_WORD:
            return BY_WORD[shorter], why
    return _qualified(outside or plain)


def _qualified(plain: str) -> tuple[str | None, str]:
    """A header word with something before it: whose name, phone or address it is."""
    plain = re.sub(r"\d+$", "", plain)
    tail = next((plain[i:] for i in range(1, len(plain)) if plain[i:] in TAILS and _whole(plain, i)), None)
    if _official(plain):
        return None, "unknown: an official's, not the person's"
    if tail is None or plain.startswith(_NO_VALUE):
        return None, "unknown"
    field = TAILS[tail]
    if field in _OF_ANYBODY and _INSTITUTION.search(plain.removesuffix(tail)):
        return None, "unknown: an institution's, not the person's"
    if any(plain.startswith(w) for w in _GUARDIAN):
        own = {"name": "guardian_name", "guardian_name": "guardian_name", "guardian_relation": "guardian_relation"}
        shared = ("phone", "landline", "address", "employer", "email_im", "city", "region")
        field_of_guardian = own.get(field) or (field if field in shared else None)
        return field_of_guardian, "qualified header word" if field_of_guardian else "unknown: the guardian's, not the person's"
    return field, "qualified header word"


def _official(plain: str) -> bool:
    return any(plain.startswith(w) for w in _OFFICIAL)


def _whole(plain: str, start: int) -> bool:
    """Whether a tail may be cut here: anywhere in Chinese; in English only after a qualifier that is known."""
    head, tail = plain[:start], plain[start:]
    known = (*_GUARDIAN, *_PERSON, *_OFFICIAL)
    return head in known or head.removesuffix("s") in known if head.isascii() or tail.isascii() else len(tail) > 1


def _neighbours(columns: Sequence[Column], found: list[Mapped]) -> list[Mapped]:
    """Settle what one column alone cannot say."""
    fields = [m.field for m in found]
    names = [i for i, m in enumerate(found) if m.field == "name"]
    twice = [i for i in names if sum(word(columns[i].header) == word(columns[j].header) for j in names) > 1]
    for i in twice[1:]:
        found[i] = replace(found[i], field="guardian_name", reason="neighbour: a second name column")
    if not names:
        contact = next((i for i, c in enumerate(columns) if fields[i] == "guardian_name" and word(c.header) in _CONTACTS), None)
        if contact is not None and fields.count("guardian_name") == 1 and word(columns[contact].header) in _PERSON_TOO:
            found[contact] = replace(found[contact], field="name", reason="neighbour: no other column names the person")
    if "phone" not in fields:
        for i, c in enumerate(columns):
            if fields[i] == "landline" and c.looks("phone", STRONG):
                found[i] = replace(found[i], field="phone", reason="values: mobile numbers, and no other phone column")
    if "school" not in fields:
        for i, c in enumerate(columns):
            if fields[i] == "employer" and c.looks("school"):
                found[i] = replace(found[i], field="school", reason="values: schools, and no other school column")
    if (
        fields.count("lodging") == 1
        and word(columns[room := fields.index("lodging")].header) in _ROOMS
        and not columns[room].looks("lodging")
    ):
        found[room] = replace(found[room], field="address", reason="neighbour: a room, and no hotel")
    if "grade" in fields:
        for i, c in enumerate(columns):
            if word(c.header) in _SCHOOL_YEAR and fields.count("grade") > 1:
                found[i] = replace(found[i], field=None, reason="unknown: year of entry beside the grade")
    return found


def _unknown_by_values(columns: Sequence[Column], found: list[Mapped]) -> list[Mapped]:
    taken = {m.field for m in found if m.field}
    for i, c in enumerate(columns):
        if found[i].field or "not the person's" in found[i].reason or "beside" in found[i].reason:
            continue
        guess = next((k for k in _BY_VALUE if k not in taken and c.looks(k, LIKELY if not word(c.header) else STRONG)), None)
        if guess is None and "name" in taken and "guardian_name" not in taken and not word(c.header) and c.looks("name"):
            guess = "guardian_name"
        if guess is not None:
            taken.add(guess)
            found[i] = replace(found[i], field=guess, reason=f"values: {guess.replace('_', ' ')}")
    return found


def _one_column_a_field(columns: Sequence[Column], found: list[Mapped]) -> list[Mapped]:
    """Let one column stand for a field that cannot be joined, and a whole name for its parts."""
    names = [(word(c.header), m) for c, m in zip(columns, found, strict=True) if m.field == "name" and word(c.header) not in _PARTS]
    whole = next((m for header, m in names if header in _PLAINEST), names[0][1] if names else None)
    holders: dict[str, Mapped] = {}
    for i, m in enumerate(found):
        if m.field is None:
            continue
        if m.field == "name" and whole is not None and m.position != whole.position:
            found[i] = replace(m, field=None, reason=f"unknown: column {whole.position} has the whole name")
        elif m.field not in JOINED and m.field in holders:
            found[i] = replace(
                m, field=None, reason=f"unknown: column {holders[m.field].position} has the {m.field.replace('_', ' ')}"
            )
        else:
            holders.setdefault(m.field, m)
    return found
