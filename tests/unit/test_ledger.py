"""The ledger: chained, append-only, whole after a crash; every altered byte is found."""

import hashlib
import json
import os
import signal
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
    position = data.draw(st.integers(0, len(whole) - 1), label="position")
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


def test_an_append_cut_off_anywhere_is_mended_and_said_so(home: Home) -> None:
    """Every length that a kill can leave of an append of two events: no line that was whole is lost, and the next append goes on."""
    before = home.ledger.read_bytes()
    ledger.append(home, [Event("seal", "c" * 64, reason="张"), Event("parse", "c" * 64)])
    whole = home.ledger.read_bytes()
    lines = whole[len(before) :].splitlines()
    ends = {len(before) + len(lines[0]), len(before) + len(lines[0]) + 1 + len(lines[1])}  # all but the line feed
    for size in range(len(before), len(whole) + 1):
        home.ledger.write_bytes(whole[:size])
        there = whole[:size].count(b"\n")
        assert ledger.verify(home) == (there, None)
        assert [e["seq"] for e in ledger.read(home)] == list(range(1, there + 1))
        assert ledger.torn(home) == size - (whole[:size].rfind(b"\n") + 1)
        if size % 41 and min(abs(size - end) for end in (*ends, len(before))) > 3:
            continue  # an append is flushed to the disk, which takes its time
        ledger.append(home, [Event("query")])
        kept = there + (size in ends)
        assert home.ledger.read_bytes().startswith(b"".join(whole.splitlines(keepends=True)[:kept]))
        after = [e["action"] for e in ledger.read(home)][kept:]
        assert after == ["query"] if size in (len(before), len(before) + len(lines[0]) + 1, len(whole)) else ["repair", "query"]
        assert ledger.verify(home) == (kept + len(after), None)


def test_what_is_taken_out_is_put_aside(home: Home) -> None:
    left = b'{"action":"sea'
    home.ledger.write_bytes(home.ledger.read_bytes() + left)
    ledger.append(home, [Event("query")])
    repair = list(ledger.read(home))[3]
    assert repair["reason"] == "removed 14 bytes of an append that a crash cut off"
    assert repair["in_sha256"] == hashlib.sha256(left).hexdigest()
    assert (home.quarantine / f"{repair['in_sha256'][:12]}-ledger.torn").read_bytes() == left


def test_a_process_killed_at_any_time_leaves_whole_events(tmp_path: Path) -> None:
    """SIGKILL of a process that appends without end, again and again: each append that returned is there, and work goes on."""
    code = (
        "import sys; from pipelines import ledger; from pipelines.home import Home\n"
        "home = Home.at(sys.argv[1]).create()\n"
        "for i in range(10**6):\n"
        " ledger.append(home, [ledger.Event('seal', reason=f'{sys.argv[2]} {i} {part} ' + '长' * 2000) for part in range(20)])\n"
        " print(i, flush=True)"
    )
    home, environment = Home.at(tmp_path), os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    returned: list[str] = []
    for life in range(6):
        writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(life)], env=environment, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        done = [writer.stdout.readline() for _ in range(life + 1)]
        writer.send_signal(signal.SIGKILL)
        done += writer.stdout.readlines()
        writer.wait()
        returned += [f"{life} {int(line)} {part}" for line in done for part in range(20)]
        assert ledger.verify(home)[1] is None
    there = [e["reason"].rsplit(" ", 1)[0] for e in ledger.read(home) if e["action"] == "seal"]
    assert len(there) == len(set(there))
    assert set(returned) <= set(there)
    ledger.append(home, [Event("query")])
    assert (ledger.verify(home)[1], ledger.torn(home)) == (None, 0)


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


@pytest.mark.parametrize("added", [b"\x00", b"x", b"{}", b" ", b'{"seq":4', b'{"action":"query"}', b'{"action":"query"}x'])
def test_bytes_at_the_end_that_no_append_wrote_are_located(home: Home, added: bytes) -> None:
    home.ledger.write_bytes(home.ledger.read_bytes() + added)
    assert ledger.verify(home) == (3, ledger.Break(4, "holds bytes that no append wrote"))
