"""What the records say: counts in messages, names, accounts."""

from datetime import datetime

import pytest

from pipelines.trace import facts, messages
from pipelines.trace.facts import Chat, ListVersion

NOON = datetime(2016, 4, 1, 12)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("1501条 发你了", (1501,)),
        ("59万", (590_000,)),
        ("一共1,200个", (1200,)),
        ("３００条", (300,)),
        ("1501", (1501,)),
        ("3.5万条，另有200条", (35_000, 200)),
        ("800 rows", (800,)),
        ("晚上8点30分打球", ()),
        ("房子120平", ()),
        ("转你200", ()),
        ("2016-03-05 见", ()),
        ("15412345678", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_counts_of_records_and_nothing_else(text, counts):
    assert facts.numbers_in(text) == counts


@pytest.mark.parametrize(
    ("path", "name"), [("seized/A.CSV", "a.csv"), ("x.zip!inner/名单.xlsx", "名单.xlsx"), ("c:\\d\\e.txt", "e.txt"), (None, "")]
)
def test_the_name_of_a_file(path, name):
    assert facts.file_name(path) == name


def listed(number, holder, rows, name="a.csv", sha="x", claimed=None, size=None):
    return ListVersion(number, f"d{number}", holder, rows, claimed, name, sha, size, "seized", name, datetime(2016, 6, 1))


def chat(sender, receiver, counts=(), name=None, size=None, sha=None, time=NOON):
    return Chat(time, sender, receiver, counts, name, size, sha, "chats.csv", 2)


def row(**given):
    base = dict.fromkeys(
        (
            "dataset_no",
            "dataset_id",
            "holder",
            "rows_accepted",
            "claimed_rows",
            "path",
            "sha256",
            "size_bytes",
            "kind",
            "obtained_at",
        )
    )
    return base | {"kind": "seized", "rows_accepted": 10} | given


def test_a_holder_may_be_an_account():
    found = facts.gather(
        "K", [row(dataset_no=1, dataset_id="a", holder="wx_1"), row(dataset_no=2, dataset_id="b", holder="甲")], [], [],
        [{"account": "wx_1", "actor": "甲"}, {"account": "wx_2", "actor": "甲"}],
    )  # fmt: skip
    assert found.actors == ("甲",)
    assert found.accounts["甲"] == ("wx_1", "wx_2", "甲")
    assert found.seized == {"甲"}


def test_payments_to_strangers_are_background():
    pay = {"time": NOON, "amount": 5.0, "currency": "CNY", "memo": None, "source_file": "p", "source_line": 2}
    found = facts.gather(
        "K", [row(dataset_no=1, dataset_id="a", holder="甲")], [],
        [{"payer": "wx_2", "payee": "甲", **pay}, {"payer": "甲", "payee": "shop", **pay}, {"payer": "甲", "payee": "甲", **pay}],
        [{"account": "wx_2", "actor": "乙"}],
    )  # fmt: skip
    assert [(p.payer, p.payee, p.known) for p in found.payments] == [("乙", "甲", True), ("甲", "shop", False)]


def test_hash_name_and_count_speak_for_a_list_and_another_count_against_it():
    target = listed(1, "乙", 500)
    right, why = messages.fit(chat("甲", "乙", (500,), "a.csv", sha="x"), target)
    wrong, _ = messages.fit(chat("甲", "乙", (723,)), target)
    assert why == ("same hash", "same file name", "same count")
    assert right > 20 and wrong < 0


def test_a_claimed_count_fits_too():
    assert messages.fit(chat("甲", "乙", (590_000,)), listed(1, "乙", 587_321, claimed=590_000))[0] > 0


def test_a_message_after_the_seizure_is_not_about_the_list():
    late = messages.fit(chat("甲", "乙", (500,), time=datetime(2016, 7, 1)), listed(1, "乙", 500))[0]
    assert late < messages.fit(chat("甲", "乙", (500,)), listed(1, "乙", 500))[0]


def test_each_list_has_one_message_and_each_message_one_list():
    given = facts.Facts(
        "K", (listed(1, "乙", 500), listed(2, "乙", 500, name="b.csv")),
        (chat("甲", "乙", (500,), "b.csv"), chat("丙", "乙", (500,))), (), {"甲": (), "乙": (), "丙": ()}, frozenset("乙"),
    )  # fmt: skip
    found = {d.chat.sender: d.list_number for d in messages.deliveries(given)}
    assert found == {"甲": 2, "丙": 1}
