"""Programs that unpack themselves are the archives that they carry; a program alone is a document."""

from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.home import Home
from tests.unit.seal.intakes import LIST, folder, manifest, zipped
from tests.unit.seal.packing import seven
from tests.unit.seal.test_archives import RAR, sealed
from tests.unit.seal.test_seal_run import con, findings, home, issues, take

__all__ = ["con", "home"]
DATA = LIST.encode()
PROGRAM = b"MZ" + bytes(500) + b"7z\xbc\xaf\x27\x1c knows Rar!\x1a\x07\x01\x00 and PK\x03\x04 " + bytes(range(256)) * 20


@pytest.mark.parametrize("kind", ["7z", "zip", "rar3-solid", "rar5-solid"])
def test_what_a_program_carries_is_opened(home: Home, con: warehouse.Connection, tmp_path: Path, kind: str) -> None:
    made = {"7z": lambda: seven({"a.csv": DATA})["x.7z"], "zip": lambda: zipped({"a.csv": DATA})}
    carried = made[kind]() if kind in made else (RAR / f"{kind}.rar").read_bytes()
    take(home, con, folder(tmp_path / "in", {"x.exe": PROGRAM + carried, "manifest.csv": manifest("x.exe,seized,x")}))
    found = findings(con)
    assert found["x.exe"]["kind"] == "archive"
    if kind in made:
        assert sealed(home, found["x.exe!a.csv"]["evidence_id"]) == DATA
    else:
        assert {"x.exe!stest1.txt", "x.exe!stest2.txt"} <= set(found)
    assert issues(con) == set()


def test_a_program_alone_is_a_document(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    take(home, con, folder(tmp_path / "in", {"x.exe": PROGRAM, "manifest.csv": manifest("x.exe,document,x")}))
    assert (set(findings(con)), findings(con)["x.exe"]["kind"], issues(con)) == ({"x.exe", "manifest.csv"}, "document", set())
