"""hopback verify: every altered, missing or added byte is found and named."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import audit, ledger, warehouse
from pipelines.errors import CustodyBroken, UsageError
from pipelines.home import Home
from pipelines.seal import run as seal
from tests.unit.seal.intakes import LIST, folder, manifest, zipped


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "home").create()
    files = {"a.csv": LIST, "z.zip": zipped({"b.csv": LIST + "x"}), "manifest.csv": manifest("a.csv,seized,x", "z.zip,seized,y")}
    with warehouse.writer(home) as con:
        seal.run(home, con, [str(folder(tmp_path / "in", files))], settle_seconds=0)
    return home


def original(home: Home) -> Path:
    return next(p for p in sorted(home.evidence.glob("??/*")) if p.read_bytes() == LIST.encode())


def alter(home: Home) -> str:
    path = original(home)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"16400000001", b"16400000009"))
    return f"{path.name}: altered"


def remove(home: Home) -> str:
    path = original(home)
    path.unlink()
    return f"{path.name}: missing"


def add(home: Home) -> str:
    (home.evidence / "ab").mkdir(exist_ok=True)
    (home.evidence / "ab" / "stranger").write_bytes(b"x")
    return "ab/stranger: added"


def add_under_its_hash(home: Home) -> str:
    name = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # SHA-256 of "x"
    (home.evidence / "2d").mkdir(exist_ok=True)
    (home.evidence / "2d" / name).write_bytes(b"x")
    return f"{name}: added"


def move(home: Home) -> str:
    path = original(home)
    (home.evidence / "00").mkdir(exist_ok=True)
    path.rename(home.evidence / "00" / path.name)
    return f"00/{path.name}: added"


def rewrite_an_event(home: Home) -> str:
    home.ledger.write_bytes(home.ledger.read_bytes().replace(b"a.csv", b"b.csv", 1))
    return "was altered"


def cut_the_end_off(home: Home) -> str:
    lines = home.ledger.read_bytes().splitlines(keepends=True)
    home.ledger.write_bytes(b"".join(lines[:-1]))
    return "events were removed"


def lose_the_ledger(home: Home) -> str:
    home.ledger.unlink()
    return "events were removed"


def test_unbroken(home: Home) -> None:
    assert audit.verify(home) == "custody unbroken: 4 files of evidence hashed again, 5 ledger events walked; no checkpoint yet"


@pytest.mark.parametrize(
    "damage", [alter, remove, add, add_under_its_hash, move, rewrite_an_event, cut_the_end_off, lose_the_ledger]
)
def test_damage_is_found_and_named(home: Home, damage: Callable[[Home], str]) -> None:
    expected = damage(home)
    with pytest.raises(CustodyBroken, match=expected):
        audit.verify(home)


def test_a_crash_is_no_break(home: Home) -> None:
    """A copy that was promised and not yet in its place, one that was never promised, an append that was cut off."""
    path = original(home)
    (home.evidence / ".incoming").mkdir(exist_ok=True)
    path.rename(home.evidence / ".incoming" / path.name)
    (home.evidence / ".incoming" / "partial").write_bytes(b"x")
    with home.ledger.open("ab") as file:
        file.write(b'{"action":"se')
    assert audit.verify(home).startswith("custody unbroken")


def test_every_damaged_file_is_named(home: Home) -> None:
    names = []
    for path in sorted(home.evidence.glob("??/*")):
        path.chmod(0o644)
        os.truncate(path, 1)
        names.append(path.name)
    with pytest.raises(CustodyBroken) as error:
        audit.verify(home)
    assert all(name in str(error.value) for name in names)


def test_an_empty_home(tmp_path: Path) -> None:
    assert (
        audit.verify(Home.at(tmp_path).create())
        == "custody unbroken: 0 files of evidence hashed again, 0 ledger events walked; no checkpoint yet"
    )


def test_verifying_writes_nothing(home: Home) -> None:
    before = home.ledger.read_bytes()
    audit.verify(home)
    assert home.ledger.read_bytes() == before
    assert len(list(ledger.read(home))) == 5


def test_a_home_that_is_not_there_is_not_said_to_be_unbroken(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no home"):
        audit.verify(Home.at(tmp_path / "misspelt"))
