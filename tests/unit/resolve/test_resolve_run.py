import pytest
from resolve_lists import Lists, id_number

from pipelines import warehouse
from pipelines.errors import UsageError

ANNA = {"name": "安小娜", "phone": "16400000201", "school": "嘉兴市第1小学", "guardian_name": "安大山"}
BEN = {"name": "本一凡", "phone": "16400000202", "school": "嘉兴市第1小学", "guardian_name": "本大山"}


def test_every_row_has_one_person_and_a_reason(lists: Lists) -> None:
    lists.add([ANNA, BEN, {"name": None}, ANNA])
    lists.add([BEN | {"guardian_name": None}])
    outcome = lists.resolve()
    assert (outcome.done, outcome.ids) == (2, ("A", "B"))
    assert lists.partition() == {frozenset({"A1", "A4"}), frozenset({"A2", "B1"}), frozenset({"A3"})}
    assert lists.reasons() == {"A1": "new", "A2": "new", "A3": "new", "A4": "same_values", "B1": "phone_name"}
    assert lists.con.execute("SELECT DISTINCT state FROM datasets").fetchall() == [("resolved",)]


def test_again_changes_nothing(lists: Lists) -> None:
    lists.add([ANNA, BEN])
    lists.resolve()
    before = {t: lists.table(t) for t in ("persons", "person_records", "identities", "person_blocks", "person_merges", "datasets")}
    assert lists.resolve().done == 0
    assert lists.resolve("A").skipped == 1
    assert {t: lists.table(t) for t in before} == before


def test_record_tables_and_unknown_lists_are_refused(lists: Lists) -> None:
    lists.add([ANNA], kind="payments")
    assert lists.resolve().done == 0
    with pytest.raises(UsageError, match="normalise first"):
        lists.resolve("A")


def test_new_rows_join_known_persons_who_keep_their_ids(lists: Lists) -> None:
    lists.add([ANNA, BEN])
    lists.resolve()
    before = lists.persons()
    lists.add([{"name": "新同学", "phone": "16400000203"}, ANNA | {"phone": "16877770201"}, BEN])
    lists.resolve()
    after = lists.persons()
    assert before.items() <= after.items()
    assert (after["B2"], after["B3"]) == (before["A1"], before["A2"])
    assert after["B1"] == max(before.values()) + 1


def test_a_look_alike_joins_a_known_person(lists: Lists) -> None:
    known = {"name": "黄奕嘉", "phone": "16400000110", "school": "台州市第5小学", "grade": "9", "class": "4"}
    lists.add([known])
    lists.resolve()
    lists.add([known | {"name": "兰奕嘉"}])
    lists.resolve()
    assert lists.partition() == {frozenset({"A1", "B1"})}
    assert lists.reasons()["B1"] == "look_alike"


def test_twins_whose_numbers_differ_in_their_ends_are_two_though_one_number_is_mistyped(lists: Lists) -> None:
    family = {"phone": "16400000111", "school": "嘉兴市第1小学", "grade": "3", "class": "2", "guardian_name": "王大山"}
    number = id_number("99010220070501011")
    mistyped = id_number("99010220070501012")[:17] + "X"
    assert mistyped != id_number("99010220070501012")
    lists.add([family | {"name": "王浩然", "id_number": number}])
    lists.add([family | {"name": "李梓萱", "id_number": mistyped}])
    lists.resolve()
    assert lists.partition() == {frozenset({"A1"}), frozenset({"B1"})}
    lists.add([family | {"name": "王浩燃", "id_number": mistyped[:14] + "0000"}])
    lists.resolve()
    assert frozenset({"A1", "C1"}) in lists.partition(), "under a name that is close the number's beginning does count"


def test_new_rows_make_one_of_two_persons_and_the_lower_id_stays(lists: Lists) -> None:
    lists.add([{"name": "安小娜", "phone": "16400000201"}, {"name": "安小娜", "id_number": id_number("99010220070501011")}])
    lists.resolve()
    first, second = lists.persons()["A1"], lists.persons()["A2"]
    assert first < second
    lists.add([{"name": "安小娜", "phone": "16400000201", "id_number": id_number("99010220070501011")}])
    lists.resolve()
    assert set(lists.persons().values()) == {first}
    assert lists.table("person_merges") == [(second, first, "id_number")]
    assert lists.con.execute("SELECT person_id, datasets FROM persons").fetchall() == [(first, 2)]
    lists.add([{"name": "钱多多", "phone": "16400000299"}])
    lists.resolve()
    assert lists.persons()["C1"] > second, "an id is never given twice"


def test_person_shows_the_most_frequent_sound_values(lists: Lists) -> None:
    number = id_number("99010220070501011")
    lists.add([{"name": "安小娜", "id_number": number, "phone": "16400000201"}], at="2021-04-30")
    lists.add([{"name": "安小娜", "id_number": number, "phone": "16400000202"}], at="2021-06-01")
    lists.add([{"name": "安小纳", "id_number": number, "phone": "16400000202"}], at="2021-07-01")
    lists.add([{"name": "安小娜", "id_number": number, "phone": "164****0201"}], at="2021-07-01")
    lists.resolve()
    assert lists.con.execute("SELECT * EXCLUDE (person_id) FROM persons").fetchall() == [
        ("安小娜", "16400000202", number, "2007-05-01", True, True, 4)
    ]


@pytest.mark.parametrize(
    ("at", "under14", "under18"), [("2021-04-30", True, True), ("2021-05-01", False, True), ("2025-05-01", False, False)]
)
def test_minors_as_of_the_day_of_taking(lists: Lists, at: str, under14: bool, under18: bool) -> None:
    lists.add([{"name": "安小娜", "birth_date": "2007-05-01", "phone": "16400000201"}, BEN], at=at)
    lists.resolve()
    assert lists.con.execute("SELECT minor_u14, minor_u18 FROM persons ORDER BY person_id").fetchall() == [
        (under14, under18),
        (None, None),
    ]


def test_a_failure_leaves_the_warehouse_as_it_was(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    lists.add([ANNA, BEN])
    real = warehouse.run

    def failing(con: warehouse.Connection, name: str, **params: object) -> warehouse.Connection:
        if name == "resolve/persons":
            raise RuntimeError("killed")
        return real(con, name, **params)

    monkeypatch.setattr(warehouse, "run", failing)
    with pytest.raises(RuntimeError, match="killed"):
        lists.resolve()
    assert lists.table("person_records") == [] and lists.table("identities") == []
    monkeypatch.undo()
    lists.resolve()
    assert len(lists.partition()) == 2


def test_the_same_lists_give_the_same_tables(lists: Lists) -> None:
    def resolved() -> list[list[tuple[object, ...]]]:
        lists.names.clear()
        for table in ("stored_records", "datasets", "persons", "person_records", "identities", "person_blocks"):
            lists.con.execute(f"DELETE FROM {table}")
        for i in range(3):
            lists.add([{"name": f"甲{j}号", "phone": f"1640000{j:04d}", "school": f"第{(i + j) % 3}小学"} for j in range(40)])
        lists.resolve()
        return [lists.table(t) for t in ("persons", "person_records", "identities")]

    assert resolved() == resolved()
