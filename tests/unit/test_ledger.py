"""The ledger: chained, append-only, whole after a crash; every altered byte is found."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import ledger
from pipelines.errors import CustodyBroken
from pipelines.home import Home
from pipelines.ledger import Event


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home.at(tmp_path).create()
    ledger.append(home, [Event("seal", "a" * 64, reason="finding 1"), Event("seal", "b" * 64, reason="持有人 李")])
    ledger.append(home, [Event("parse", "a" * 64, rows_in=3, rows_out=2, rows_rejected=1)])
    return home


def test_events_are_numbered_and_chained(home: Home) -> None:
    events = list(ledger.read(home))
    assert [e["seq"] for e in events] == [1, 2, 3]
    assert [e["prev_hash"] for e in events] == [ledger.GENESIS, events[0]["hash"], events[1]["hash"]]
    assert events[2]["rows_in"] == events[2]["rows_out"] + events[2]["rows_rejected"]
    assert ledger.verify(home) == (3, None)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_altered_byte_is_located(home: Home, data: st.DataObject) -> None:
    whole = home.ledger.read_bytes()
    position = data.draw(st.integers(0, len(whole) - 2), label="position")  # the last line feed: a torn line, see below
    other = data.draw(st.integers(0, 255).filter(lambda b: b != whole[position]), label="byte")
    home.ledger.write_bytes(whole[:position] + bytes([other]) + whole[position + 1 :])
    try:
        _, broken = ledger.verify(home)
        assert broken is not None
        assert broken.line in (whole[:position].count(b"\n") + 1, whole[:position].count(b"\n") + 2)
    finally:
        home.ledger.write_bytes(whole)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_removed_line_is_located(home: Home, gone: int) -> None:
    lines = home.ledger.read_bytes().splitlines(keepends=True)
    home.ledger.write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
    _, broken = ledger.verify(home)
    assert broken is not None
    assert broken.line == gone + 1


def test_a_rewritten_line_breaks_the_next_one(home: Home) -> None:
    lines = home.ledger.read_bytes().splitlines(keepends=True)
    event = json.loads(lines[0]) | {"actor": "somebody else"}
    event["hash"] = ledger._hash(event)
    home.ledger.write_bytes(ledger._canonical(event) + b"\n" + b"".join(lines[1:]))
    _, broken = ledger.verify(home)
    assert broken == ledger.Break(2, "does not follow from the line before it")


@pytest.mark.parametrize("kept", [1, 40, -1])
def test_an_append_cut_off_by_a_crash_is_removed_and_said_so(home: Home, kept: int) -> None:
    whole = home.ledger.read_bytes()
    torn = whole.splitlines(keepends=True)[-1][:kept]
    home.ledger.write_bytes(whole + torn)
    assert ledger.verify(home) == (3, None)
    assert len(list(ledger.read(home))) == 3
    ledger.append(home, [Event("seal", "c" * 64)])
    events = list(ledger.read(home))
    assert [e["action"] for e in events[3:]] == ["repair", "seal"]
    assert f"{len(torn)} bytes" in events[3]["reason"]
    assert ledger.verify(home) == (5, None)


def test_nothing_is_appended_to_a_damaged_end(home: Home) -> None:
    damaged = home.ledger.read_bytes().replace(b'"rows_in":3', b'"rows_in":4')
    home.ledger.write_bytes(damaged)
    with pytest.raises(CustodyBroken):
        ledger.append(home, [Event("seal", "c" * 64)])
    assert home.ledger.read_bytes() == damaged


def test_a_line_longer_than_the_tail_that_is_read(home: Home) -> None:
    ledger.append(home, [Event("receive", reason="长" * 100_000)])
    ledger.append(home, [Event("seal")])
    assert ledger.verify(home) == (5, None)


def test_writers_of_several_processes_do_not_mix(home: Home) -> None:
    code = (
        "import sys; from pipelines import ledger; from pipelines.home import Home\n"
        "for i in range(25): ledger.append(Home.at(sys.argv[1]), [ledger.Event('query', reason=f'{sys.argv[2]} {i}')])"
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    writers = [subprocess.Popen([sys.executable, "-c", code, str(home.root), name], env=environment) for name in "xy"]
    assert [w.wait(60) for w in writers] == [0, 0]
    assert ledger.verify(home) == (53, None)


def test_known_events_are_told_apart_by_action_evidence_and_reason(home: Home) -> None:
    assert ledger.known(home, ("seal",)) == {("seal", "a" * 64, "finding 1"), ("seal", "b" * 64, "持有人 李")}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_added_or_taken_away_is_located(home: Home, data: st.DataObject) -> None:
    whole = home.ledger.read_bytes()
    position = data.draw(st.integers(0, len(whole) - 2), label="position")
    added = data.draw(st.binary(max_size=1), label="added")  # none: the byte there is taken away
    changed = whole[:position] + added + whole[position + (not added) :]
    home.ledger.write_bytes(changed)
    _, broken = ledger.verify(home)
    home.ledger.write_bytes(whole)
    assert broken is not None
    assert broken.line == whole[:position].count(b"\n") + 1


@pytest.mark.parametrize("added", [b"\x00", b"x", b"{}", b" ", b'{"seq":4'])
def test_bytes_at_the_end_that_no_append_wrote_are_located(home: Home, added: bytes) -> None:
    home.ledger.write_bytes(home.ledger.read_bytes() + added)
    assert ledger.verify(home) == (3, ledger.Break(4, "holds bytes that no append wrote"))
