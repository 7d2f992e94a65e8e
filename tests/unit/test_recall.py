"""What the ledger says of something is found by an index that is never trusted: the ledger's own lines answer."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import ledger, recall
from pipelines.home import Home
from pipelines.ledger import Event

A, B = "a" * 64, "b" * 64


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home.at(tmp_path).create()
    ledger.append(home, [Event("seal", A, reason="finding 1: 持有人/李.csv"), Event("seal", B, reason="finding 2: b")])
    ledger.append(home, [Event("parse", A, reason="dataset 1"), Event("receive", reason="intake 7: x, 2 files")])
    return home


def seqs(home: Home, *subjects: str, evidence: tuple[str, ...] = ()) -> list[int]:
    return [event["seq"] for event in recall.events(home, subjects, evidence)]


def test_events_are_found_by_what_they_are_about(home: Home) -> None:
    assert (
        seqs(home, "dataset 1") == [3] and seqs(home, evidence=(A,)) == [1, 3] and seqs(home, "intake 7", evidence=(B,)) == [2, 4]
    )
    assert seqs(home, "finding 1: 持有人/李.csv") == [1] and seqs(home, "finding 1: another") == [] and seqs(home) == []
    ledger.append(home, [Event("normalise", A, reason="dataset 1")])
    assert seqs(home, "dataset 1") == [3, 5]


def test_what_was_written_is_told_apart_by_action_evidence_and_reason(home: Home) -> None:
    others = [
        Event("seal", A, reason="finding 2: b"),
        Event("extract", B, reason="finding 2: b"),
        Event("seal", B, reason="finding 2: c"),
    ]
    assert recall.unwritten(home, [Event("seal", B, reason="finding 2: b"), *others]) == others


def test_what_is_kept(home: Home) -> None:
    ledger.append(home, [Event("destroy", B, reason="order")])
    assert recall.kept(home, [A, B, "c" * 64]) == {A}
    ledger.append(home, [Event("seal", B, reason="finding 3: b")])
    assert recall.kept(home, [B]) == {B}


@pytest.mark.parametrize(
    "harm",
    [
        lambda place: place.unlink(),
        lambda place: place.write_bytes(b"no database at all, and longer than a header of one would be" * 9),
        lambda place: os.truncate(place, 5000),
    ],
)
def test_a_harmed_index_is_made_anew(home: Home, harm: Callable[[Path], None]) -> None:
    assert seqs(home, "dataset 1") == [3]
    harm(home.root / ".ledger.index")
    assert seqs(home, "dataset 1") == [3] and seqs(home, evidence=(A,)) == [1, 3]


def test_an_index_of_another_ledger_is_made_anew(home: Home) -> None:
    assert seqs(home, "dataset 1") == [3]
    home.ledger.unlink()
    ledger.append(home, [Event("query", reason="q"), *[Event("parse", A, reason="dataset 1")] * 9])
    assert seqs(home, "dataset 1") == list(range(2, 11))


def test_a_torn_line_is_no_event_until_it_is_whole(home: Home) -> None:
    whole = home.ledger.read_bytes()
    ledger.append(home, [Event("normalise", A, reason="dataset 1")])
    longer = home.ledger.read_bytes()
    home.ledger.write_bytes(longer[: len(whole) + 50])
    assert seqs(home, "dataset 1") == [3]
    home.ledger.write_bytes(longer)
    assert seqs(home, "dataset 1") == [3, 5]


def test_the_cost_is_that_of_what_is_new(home: Home) -> None:
    """Lines that were taken in are not read again: damage to one that is not asked for is for ``verify`` to find."""
    assert seqs(home, "dataset 1") == [3]
    whole = home.ledger.read_bytes()
    home.ledger.write_bytes(b"x" * 20 + whole[20:])
    ledger.append(home, [Event("normalise", A, reason="dataset 1")])
    assert seqs(home, "dataset 1") == [3, 5]
    assert ledger.verify(home)[1] is not None
