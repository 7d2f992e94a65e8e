"""No giant: what many share ties nobody, and who is large all the same stands in a table with the reason."""

import pytest
from resolve_lists import Lists, Row, id_number

from pipelines.resolve import run

NAMES = [f"{a}{b}{c}" for a in "王李张刘陈" for b in "伟芳娜敏静" for c in "强磊军洋"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


def spread(**shared: str) -> list[Row]:
    """A hundred persons who differ in all but what they share."""
    return [{"name": n, "student_number": f"G9901{i:05}", "grade": str(1 + i % 9), **shared} for i, n in enumerate(NAMES)]


@pytest.mark.parametrize(
    "shared",
    [
        {"phone": "13800138000"},
        {"phone": "16400000111"},
        {"landline": "057388888888"},
        {"id_number": id_number("99010220070501011")},
        {"id_number": "990102200705010000"},
        {"email_im": "office@example.org"},
        {"address": "建设街1号行政服务中心"},
        {"school": "嘉兴市第1小学", "guardian_name": "王老师"},
        {"phone": "16400000111", "address": "建设街1号行政服务中心", "email_im": "office@example.org"},
    ],
    ids=lambda s: "+".join(s),
)
def test_what_a_hundred_share_ties_nobody(lists: Lists, shared: dict[str, str]) -> None:
    rows = spread(**shared)
    for night in range(2):
        lists.add(rows[night::2])
        lists.resolve()
    largest = max(len(person) for person in lists.partition())
    assert largest <= 4, "the first few of a night may be one before the number is known to be everybody's"
    assert len(lists.partition()) >= 0.9 * len(rows)


def test_a_chain_of_names_one_character_apart_is_no_giant(lists: Lists) -> None:
    name = "王伟强"
    chain = []
    for i, letter in enumerate(SURNAMES * 3):
        name = name[: i % 3] + letter + name[i % 3 + 1 :]
        chain.append({"name": name, "phone": "16400000112", "school": "嘉兴市第1小学", "grade": "3"})
    for row in chain:
        lists.add([row])
    lists.resolve()
    assert max(len(person) for person in lists.partition()) <= 4


def test_who_has_many_names_or_phones_stands_in_a_table(lists: Lists) -> None:
    number = id_number("99010220070501011")
    for i in range(4):
        lists.add([{"name": "安小娜", "id_number": number, "phone": f"1640000020{i}"}])
    lists.resolve()
    assert lists.table("large_persons") == []
    lists.add([{"name": "安小娜", "id_number": number, "phone": "16400000209"}, {"name": "本一凡", "phone": "16400000210"}])
    lists.resolve()
    person = lists.persons()["A1"]
    assert lists.table("large_persons") == [(person, 5, 5, 1, 1, 5, 1, "id_number, new", "phones")]


def test_many_rows_of_one_list_are_odd_too(lists: Lists) -> None:
    lists.add([{"name": "张伟", "phone": "16400000211", "address": f"建设街{i}号"} for i in range(25)])
    lists.resolve()
    assert [(row[1], row[3], row[8]) for row in lists.table("large_persons")] == [(25, 25, "rows")]


@pytest.mark.parametrize("value", ["phone", "school"])
def test_pairs_to_compare_are_bounded(lists: Lists, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A carrier's block (one phone, two names) and one of a name and a weaker value (one name and school, two phones)."""
    other = {"name": "兰奕嘉"} if value == "phone" else {"phone": "16400000111"}
    known = {"name": "黄奕嘉", "phone": "16400000110", "school": "台州市第5小学", "grade": "9", "class": "4"}
    lists.add([known])
    lists.add([known | other])
    for most, persons in ((0, 2), (10, 1)):
        monkeypatch.setattr(run, "MOST", most)
        for table in ("persons", "person_records", "identities", "value_counts", "look_alikes"):
            lists.con.execute(f"DELETE FROM {table}")
        lists.con.execute("UPDATE datasets SET state = 'normalised'")
        lists.resolve()
        assert len(lists.partition()) == persons


def test_of_the_blocks_that_pass_the_bound_a_share_is_compared(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty persons, each a block of two of its own: a bound of twenty pairs takes some of them, not none and not all."""
    for phone in ("1640000{:04}", "1610000{:04}"):
        lists.add(
            [
                {
                    "name": f"黄奕{chr(0x5609 + i)}",
                    "phone": phone.format(i),
                    "school": f"台州市第{i}小学",
                    "grade": "9",
                    "class": "4",
                }
                for i in range(40)
            ]
        )
    monkeypatch.setattr(run, "MOST", 20)
    lists.resolve()
    assert 45 < len(lists.partition()) < 75


def test_who_shows_an_id_number_of_many_may_look_like_somebody(lists: Lists) -> None:
    """A number under six names identifies nobody, so that its block counts although both rows have a valid ID number."""
    everybodys, own = id_number("99010220070501011"), id_number("99010220070502022")
    pupil = {"name": "黄奕嘉", "school": "台州市第5小学", "grade": "9", "class": "4"}
    names = ("安小娜", "本一凡", "陈思远", "邓子航", "范雨桐")
    lists.add([{"name": name, "id_number": everybodys} for name in names])
    lists.add([pupil | {"phone": "16400000110", "id_number": everybodys}])
    lists.add([pupil | {"phone": "16400000111", "id_number": own}])
    lists.resolve()
    persons = lists.persons()
    assert persons["B1"] == persons["C1"]
