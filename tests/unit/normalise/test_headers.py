"""Which column is which field: words, qualifiers, neighbours, values."""

import pytest

from pipelines.fields import FIELDS, word
from pipelines.normalise.headers import Column, mapped
from pipelines.synonyms import FURTHER

PHONES, LANDLINES, IDS, NAMES = {"phone": 0.95}, {"landline": 0.9, "phone": 0.1}, {"id_number": 0.99}, {"name": 0.9}


def fields(*columns: str | tuple[str, dict[str, float]]) -> list[str | None]:
    given = [(c, {}) if isinstance(c, str) else c for c in columns]
    return [m.field for m in mapped([Column(i, header, shares) for i, (header, shares) in enumerate(given)])]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓 名", "name"), ("学生姓名：", "name"), ("*身份证号", "id_number"), ("【联系电话】", "phone"), ("ＸＭ", "name"),
        ("First-Name", "name"), ("date_of_birth", "birth_date"), ("E-Mail", "email_im"), ("soc_sec_id", "id_number"),
        ("手机号码(必填)", "phone"), ("手机号1", "phone"), ("父亲电话", "phone"), ("父亲姓名", "guardian_name"), ("妈妈名字", "guardian_name"),
        ("学生现住址", "address"), ("mother's phone", "phone"), ("parent name", "guardian_name"), ("student name", "name"),
        ("班主任", None), ("班主任电话", None), ("teacher phone", None), ("家长身份证号", None), ("爱好", None), ("cluster", None),
    ],
)  # fmt: skip
def test_one_header(header: str, field: str | None) -> None:
    assert fields(header) == [field]


def test_every_word_names_one_field() -> None:
    places: dict[str, set[str]] = {}
    for field in FIELDS:
        for header in (field.name, *field.headers):
            places.setdefault(word(header), set()).add(field.name)
    assert {w: names for w, names in places.items() if len(names) > 1} == {}
    by_neighbours = {"房号", "房间号", "room", "roomnumber", "roomno", "联系人", "contact", "户主", "户主姓名"}
    wrong = {w: found for w, (name,) in places.items() if w not in by_neighbours and (found := fields(w)) != [name]}
    assert wrong == {}


def test_every_further_word_is_new_and_long_enough() -> None:
    words = [word(w) for words in FURTHER.values() for w in words.split()]
    assert len(words) == len(set(words))
    assert min(map(len, words)) >= 2


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("戶籍地址", "address"), ("身分證字號", "id_number"), ("行動電話", "phone"), ("郵遞區號", "postcode"), ("車牌號碼", "finance"),
        ("SFZH", "id_number"), ("xm", "name"), ("csrq", "birth_date"), ("yhkh", "finance"), ("sjhm", "phone"), ("服务处所", "employer"),
        ("户主电话", "phone"), ("户主身份证号", None), ("与户主关系", "guardian_relation"), ("data.phone", "phone"), ("user.info.name", "name"),
        ("school.name", "school"), ("doctor.name", None), ("shop.phone", None),
        ("保险公司", None), ("是否业主", None), ("是否接收短信", None), ("单位地址", None), ("公司电话", "landline"), ("学校电话", None),
        ("医院地址", None), ("就读学校名称", "school"), ("客户经理姓名", None), ("KH", None), ("账号", None), ("XH", None), ("社保号", None),
    ],
)  # fmt: skip
def test_words_of_other_trades(header: str, field: str | None) -> None:
    assert fields(header) == [field]


def test_the_plainest_name_is_the_persons() -> None:
    assert fields("户主姓名", "姓名", "与户主关系") == ["guardian_name", "name", "guardian_relation"]
    assert fields("客户名称", "姓名") == [None, "name"]
    assert fields("户主姓名", "联系电话") == ["name", "phone"]


def test_second_name_column_is_the_guardian() -> None:
    assert fields("姓名", "关系", "姓名", "电话") == ["name", "guardian_relation", "guardian_name", "phone"]


def test_contact_is_the_person_when_nobody_else_is_named() -> None:
    assert fields("联系人", "电话") == ["name", "phone"]
    assert fields("学生姓名", "联系人", "电话") == ["name", "guardian_name", "phone"]


def test_parent_stays_a_guardian_without_another_name() -> None:
    assert fields("家长", "电话") == ["guardian_name", "phone"]


def test_phone_header_over_landlines_is_a_landline() -> None:
    assert fields("姓名", ("电话", LANDLINES), ("手机", PHONES)) == ["name", "landline", "phone"]


def test_home_phone_over_mobiles_is_the_phone_unless_there_is_one() -> None:
    assert fields(("家庭电话", PHONES)) == ["phone"]
    assert fields(("家庭电话", PHONES), ("手机", PHONES)) == ["landline", "phone"]


def test_values_that_can_be_nothing_else_win_over_the_header() -> None:
    assert fields(("考生号", IDS)) == ["id_number"]
    assert fields(("证件号", PHONES)) == ["phone"]


def test_values_do_not_turn_what_may_hold_any_number() -> None:
    assert fields(("订单号", PHONES), ("QQ号", PHONES), ("备注", IDS)) == ["transactions", "email_im", "remark"]


def test_unknown_header_needs_clearer_values_than_none() -> None:
    some = {"id_number": 0.7}
    assert fields(("列5", some)) == [None]
    assert fields(("", some)) == ["id_number"]


def test_list_without_header_is_named_by_values_and_the_second_name_is_the_guardian() -> None:
    assert fields(("", NAMES), ("", PHONES), ("", NAMES), ("", {"school": 0.8})) == ["name", "phone", "guardian_name", "school"]


def test_second_column_of_a_single_field_stays_unknown() -> None:
    found = mapped([Column(0, "手机", PHONES), Column(1, "父亲电话", PHONES)])
    assert [m.field for m in found] == ["phone", None]
    assert found[1].reason == "unknown: column 0 has the phone"


def test_address_parts_are_joined() -> None:
    assert fields("street_number", "address_1", "suburb") == ["address"] * 3


def test_name_parts_are_ordered_given_name_first() -> None:
    found = mapped([Column(0, "surname", {}), Column(1, "given_name", {})])
    assert [m.field for m in found] == ["name", "name"]
    assert found[1].order < found[0].order


def test_whole_name_stands_for_its_parts() -> None:
    assert fields("first_name", "full_name", "surname") == [None, "name", None]


def test_school_in_the_employer_column() -> None:
    assert fields(("单位", {"school": 0.9})) == ["school"]
    assert fields(("单位", {"school": 0.9}), "学校") == ["employer", "school"]


def test_year_of_entry_beside_the_grade() -> None:
    assert fields("届", "年级") == [None, "grade"]
    assert fields("届") == ["grade"]


def test_reasons_never_repeat_a_header() -> None:
    """What stands in the header line of a list without one are a person's values."""
    found = mapped([Column(0, "16012345678", PHONES), Column(1, "王小明", NAMES)])
    assert not any("王小明" in m.reason or "160" in m.reason for m in found)
