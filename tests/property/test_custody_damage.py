"""Whatever is done to a byte, a line or a file of evidence, ledger or checkpoints: ``verify`` finds it and names it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import audit, checkpoints, ledger, warehouse
from pipelines.errors import CustodyBroken
from pipelines.home import Home
from pipelines.load import run as load
from pipelines.seal import run as seal
from tests.unit.seal.intakes import LIST, folder, manifest, zipped

Damage = Callable[[Path, st.DataObject], None]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Lists, an archive and its member, sealed and loaded; no checkpoint."""
    work = tmp_path_factory.mktemp("sealed")
    files = {
        "a.csv": LIST,
        "z.zip": zipped({"b.csv": LIST + "x,16400000009,y\n"}),
        "n.txt": "",
        "manifest.csv": manifest("a.csv,seized,x"),
    }
    home = Home.at(work / "home").create()
    with warehouse.writer(home) as con:
        load.run(home, con, seal.run(home, con, [str(folder(work / "in", files))], settle_seconds=0).ids)
    assert audit.verify(home).startswith("custody unbroken")
    return home


def flipped(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1), label="at")
    path.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255), label="bits")]) + whole[at + 1 :])


def added(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole)), label="at")
    path.write_bytes(whole[:at] + data.draw(st.binary(min_size=1, max_size=3), label="bytes") + whole[at:])


def taken_away(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1), label="at")
    path.write_bytes(whole[:at] + whole[at + data.draw(st.integers(1, 40), label="count") :])


def cut_short(path: Path, data: st.DataObject) -> None:
    os.truncate(path, data.draw(st.integers(0, path.stat().st_size - 1), label="size"))


def lines_moved(path: Path, data: st.DataObject) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    first, second = sorted(data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=2, max_size=2), label="lines"))
    lines[first], lines[second] = lines[second], lines[first]
    path.write_bytes(b"".join(lines))


def line_twice(path: Path, data: st.DataObject) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1), label="line")
    path.write_bytes(b"".join(lines[: at + 1] + lines[at:]))


def line_gone(path: Path, data: st.DataObject) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[data.draw(st.integers(0, len(lines) - 1), label="line")]
    path.write_bytes(b"".join(lines))


def removed(path: Path, _: st.DataObject) -> None:
    path.unlink()


def swapped(path: Path, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(sorted(p for p in path.parents[1].glob("??/*") if p != path)), label="other")
    path.rename(path.with_name("aside"))
    other.rename(path)
    path.with_name("aside").rename(other)


def copied(path: Path, data: st.DataObject) -> None:
    shutil.copy(path, path.with_name(data.draw(st.text("0123456789abcdef", min_size=1, max_size=64), label="name")))


def linked(path: Path, _: st.DataObject) -> None:
    elsewhere = path.parents[2] / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def a_pipe(path: Path, _: st.DataObject) -> None:
    path.unlink()
    os.mkfifo(path)


BYTES: tuple[Damage, ...] = (flipped, added, taken_away, cut_short)
LINES: tuple[Damage, ...] = (*BYTES, lines_moved, line_twice, line_gone, removed)
FILES: tuple[Damage, ...] = (*BYTES, removed, swapped, copied, linked, a_pipe)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("signed", [False, True])
def test_any_damage_is_found_and_named(signed: bool, sealed: Home, tmp_path: Path, data: st.DataObject) -> None:
    root = tmp_path / "home"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(sealed.root, root)
    home = Home(root, sealed.settings)
    if signed:
        checkpoints.sign(home)
        ledger.append(home, [ledger.Event("query")])
        checkpoints.sign(home)
    evidence = sorted(p for p in home.evidence.glob("??/*") if p.stat().st_size)
    path = data.draw(st.sampled_from([home.ledger, *evidence]), label="path")
    damage = data.draw(st.sampled_from(LINES if path == home.ledger else FILES), label="damage")
    before = path.read_bytes()
    path.chmod(0o600)
    damage(path, data)
    if damage is copied and len(list(home.evidence.glob("??/*"))) == len(list(sealed.evidence.glob("??/*"))):
        return  # onto itself
    with pytest.raises(CustodyBroken) as error:
        audit.verify(home)
    said = str(error.value)
    if path != home.ledger:
        names = {p.name for p in evidence} | {p.name for p in home.evidence.glob("??/*")}
        assert path.name in said or (damage is copied and any(f"{name}: added" in said for name in names))
        return
    now = path.read_bytes() if path.exists() else b""
    at = next((i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    line = before[:at].count(b"\n") + 1
    assert (
        f"ledger line {line} " in said
        or f"ledger line {line + 1} " in said
        or "its end was cut off" in said
        or "events were removed" in said
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_checkpoints_is_found(sealed: Home, tmp_path: Path, data: st.DataObject) -> None:
    """But for a last one cut off: the events since the one before are told to be unsigned then."""
    root = tmp_path / "home"
    if not root.exists():
        shutil.copytree(sealed.root, root)
        for number in range(3):
            ledger.append(Home(root, sealed.settings), [ledger.Event("query", reason=str(number))])
            checkpoints.sign(Home(root, sealed.settings))
    home = Home(root, sealed.settings)
    whole = home.checkpoints.read_bytes()
    damage = data.draw(st.sampled_from([flipped, added, lines_moved, line_twice, removed]), label="damage")
    damage(home.checkpoints, data)
    try:
        with pytest.raises(CustodyBroken, match="checkpoint"):
            audit.verify(home)
    finally:
        home.checkpoints.write_bytes(whole)
