"""Calls and idle messages: a weak sign of partners, learned from the case, 0 where there is nothing to learn."""

import math
from datetime import datetime

import pytest

from pipelines.trace import contacts
from pipelines.trace.contacts import Channel, excess, pair
from pipelines.trace.facts import gather

NOON = datetime(2016, 4, 1, 12)
NAMES = [{"account": f"1540000000{i}", "actor": name} for i, name in enumerate("ABCDEF")]


def facts(calls=(), chats=()):
    bills = [
        {"caller": a, "callee": b, "time": NOON, "source_file": "calls.csv", "source_line": i} for i, (a, b) in enumerate(calls)
    ]
    words = [
        {"sender": a, "receiver": b, "time": NOON, "text": "在吗", "file_name": None, "file_size": None, "file_sha256": None,
         "source_file": "chats.csv", "source_line": i}
        for i, (a, b) in enumerate(chats)
    ]  # fmt: skip
    return gather("K", [], words, [], NAMES, bills)


def negative_binomial(k, mean, shape):
    return (
        math.lgamma(k + shape) - math.lgamma(shape) - math.lgamma(k + 1)
        + shape * math.log(shape / (shape + mean)) + k * math.log(mean / (shape + mean))
    )  # fmt: skip


@pytest.mark.parametrize("k", [0, 1, 7])
def test_the_ratio_is_that_of_two_gamma_poissons(k):
    expected = negative_binomial(k, 4 * 0.5, 1.7) - negative_binomial(k, 0.5, 1.7)
    assert excess(k, 4.0, 0.5, 1.7) == pytest.approx(expected)


def test_without_calls_there_is_no_channel():
    assert contacts.channels(facts(), [("A", "B", 1.0)]) == ()
    assert contacts.channels(facts(calls=[("A", "95588")]), [("A", "B", 1.0)]) == (), "a call to nobody of the case"


def test_accounts_are_actors_and_both_ways_count():
    (channel,) = contacts.channels(facts(calls=[("15400000000", "B"), ("B", "A")]), [])
    assert len(channel.lines[pair("A", "B")]) == 2


def test_partners_who_call_teach_what_calls_are_worth():
    calls = (
        [(a, b) for a, b in (("A", "B"), ("A", "C"), ("A", "D")) for _ in range(5)] + [("E", "F"), ("E", "B")] + [("E", "D")] * 4
    )
    (taught,) = contacts.channels(facts(calls=calls), [("A", "B", 1.0), ("A", "C", 1.0), ("A", "D", 0.9)])
    assert taught.ratio("D", "E") > 0.5 and taught.ratio("E", "D") == taught.ratio("D", "E")
    assert taught.ratio("C", "E") < 0, "their calls are known, and there is none"
    assert taught.partners > 2 * taught.mean


def test_who_talks_to_everybody_alike_says_nearly_nothing():
    calls = [(a, b) for a in "ABCDEF" for b in "ABCDEF" if a < b for _ in range(4)]
    (channel,) = contacts.channels(facts(calls=calls), [("A", "B", 1.0), ("C", "D", 1.0), ("E", "F", 1.0)])
    assert abs(channel.ratio("A", "F")) < 0.2


def test_pairs_without_any_record_say_nothing_and_none_says_all():
    channel = Channel("call", {pair("A", "B"): [("c", 1)] * 90}, frozenset("AB"), 0.1, 5.0, {1.0: 0.1, 16.0: 0.9})
    assert channel.ratio("C", "D") == 0.0
    assert channel.ratio("A", "B") == channel.most


def test_messages_about_nothing_are_a_channel_of_their_own():
    found = contacts.channels(facts(calls=[("A", "B")], chats=[("B", "A"), ("C", "D")]), [])
    assert [(c.kind, sum(map(len, c.lines.values()))) for c in found] == [("call", 1), ("contact", 2)]
