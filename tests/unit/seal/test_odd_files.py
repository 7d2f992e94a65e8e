"""Files as file systems hold them: odd names, sizes, kinds, and files that change under our hands."""

import hashlib
import os
import socket
import threading
from pathlib import Path

import pytest

from pipelines import audit, evidence, flow, ledger, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.seal import run as seal
from pipelines.seal import taking
from pipelines.seal.intake import Intake
from tests.unit.seal.intakes import HEAD, LIST, folder, manifest, zipped
from tests.unit.seal.test_seal_run import con, findings, home, issues, take

__all__ = ["con", "home"]


def test_odd_names_sizes_and_kinds(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    intake = folder(tmp_path / "in", {"empty.csv": "", "名" * 80 + ".bin": b"\x00\x01", "a\nb.csv": LIST + "1"})
    for raw, text in ((b"\xc3\xfb\xb5\xa5.csv", LIST + "gbk"), (b"\xff\xfe\xff.csv", LIST + "no text")):
        Path(os.fsdecode(os.fsencode(intake) + b"/" + raw)).write_text(text)
    sparse = intake / "sparse.bin"
    with sparse.open("wb") as file:
        file.truncate(256 << 20)
    os.mkfifo(intake / "pipe")
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(str(intake / "sock"))
    (intake / "manifest.csv").write_text(manifest("empty.csv,seized,x", "名单.csv,seized,y", "sparse.bin,document,z"))
    take(home, con, intake)
    unix.close()
    found = findings(con)
    assert {"empty.csv", "名单.csv", "a\nb.csv", "sparse.bin", "名" * 80 + ".bin"} <= set(found)
    assert found["名单.csv"]["holder"] == "y"
    assert len(found) == 7
    assert {("pipe", "device"), ("sock", "device")} <= issues(con)
    place = home.evidence_file(found["sparse.bin"]["evidence_id"])
    assert place.stat().st_size == 256 << 20 and place.stat().st_blocks * 512 < 8 << 20
    assert found["sparse.bin"]["evidence_id"] == hashlib.sha256(bytes(256 << 20)).hexdigest()
    assert audit.verify(home).startswith("custody unbroken")


def test_a_long_name_in_quarantine(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    name = "名" * 80 + ".zip"
    take(home, con, folder(tmp_path / "in", {name: b"PK\x03\x04 broken", "manifest.csv": manifest(f"{name},seized,x")}))
    assert len(list(home.quarantine.iterdir())) == 2


def test_a_file_that_never_stands_still(
    home: Home, con: warehouse.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    intake = folder(
        tmp_path / "in", {"a.csv": LIST, "b.csv": LIST + "b", "manifest.csv": manifest("a.csv,seized,x", "b.csv,seized,x")}
    )
    whole = evidence.put

    def growing(*arguments: object) -> evidence.Stored:
        stored = whole(*arguments)  # type: ignore[arg-type]
        with (intake / "a.csv").open("a") as file:
            file.write("王,16400000009,x\n")
        return stored

    monkeypatch.setattr(evidence, "put", growing)
    take(home, con, intake)
    assert {("a.csv", "unreadable"), ("a.csv", "missing")} == issues(con)
    assert "b.csv" in findings(con)
    monkeypatch.undo()
    take(home, con, intake)
    assert issues(con) == set()
    assert audit.verify(home).startswith("custody unbroken")


def test_a_link_put_in_place_of_a_file(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    intake = folder(tmp_path / "in", {"a.csv": LIST, "manifest.csv": manifest("a.csv,seized,x")})
    seen = Intake.at(intake)
    (intake / "a.csv").unlink()
    (intake / "a.csv").symlink_to("/etc/hostname")
    taken = taking.take(home, seen, set())
    assert [(t.path, t.code) for t in taken.troubles] == [("a.csv", "unreadable")]
    assert [f.path for f in taken.found] == ["manifest.csv"]


def test_what_only_sounds_like_an_archive(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    files = {
        "list.rar": LIST,
        "torn.zip": b"junk before" + zipped({"x.csv": LIST + "x"}),
        "empty.7z": b"",
        "setup.exe": b"MZ" + zipped({"y.csv": LIST + "y"}),
    }
    take(home, con, folder(tmp_path / "in", {**files, "manifest.csv": manifest(*(f"{n},seized,x" for n in files))}))
    found = findings(con)
    assert {"torn.zip!x.csv", "setup.exe!y.csv"} <= set(found)
    assert (found["list.rar"]["state"], found["list.rar"]["kind"]) == ("sealed", "seized")
    assert issues(con) == {("list.rar", "archive_unknown"), ("empty.7z", "archive_unknown")}


def test_links_and_pipes_as_intakes(home: Home, con: warehouse.Connection, caplog: pytest.LogCaptureFixture) -> None:
    (home.inbox / "etc").symlink_to("/etc")
    (home.inbox / "nowhere").symlink_to("/no/such/place")
    os.mkfifo(home.inbox / "pipe")
    con.close()
    ended = threading.Timer(20, lambda: os._exit(1))  # a pipe that is opened waits for ever
    ended.start()
    assert seal.scan(home) == []
    ended.cancel()
    assert "3 entries of the inbox" in caplog.text
    with warehouse.writer(home) as writer:
        assert seal.run(home, writer, []).ids == ()
        with pytest.raises(UsageError, match="no folder and no file"):
            take(home, writer, home.inbox / "pipe")


def test_logs_do_not_name_a_folder(home: Home, con: warehouse.Connection, caplog: pytest.LogCaptureFixture) -> None:
    folder(home.inbox / "张小明的手机", {"manifest.csv": manifest("gone.csv,seized,x")})
    for path in home.inbox.rglob("*"):
        os.utime(path, (1_400_000_000, 1_400_000_000))
    outcome = seal.run(home, con, [])
    assert "张小明" not in caplog.text + str(outcome)
    assert "not there" in caplog.text and "not taken yet" in outcome.notes[0]


def test_quarantine_of_a_killed_run_still_counts(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    text = HEAD + f"a.csv,seized,C-1,x,2016-05-30,,,{'0' * 64}\n"
    intake = folder(tmp_path / "in", {"a.csv": LIST, "b.csv": LIST + "王,16400000003,x\n", "manifest.csv": text})
    flow.run_stage(home, "seal", [str(intake)], settle_seconds=0.0)  # and killed before the command could say how it ended
    assert flow.ingest(home, [intake]).problems == 1
    assert flow.ingest(home, [intake]).problems == 1
    (intake / "manifest.csv").write_text(text.replace("0" * 64, hashlib.sha256(LIST.encode()).hexdigest()))
    assert flow.ingest(home, [intake]).problems == 0
    assert any("mended" in e["reason"] for e in ledger.read(home))
    with warehouse.reader(home.warehouse) as con:
        assert con.execute("SELECT state FROM findings WHERE path = 'a.csv'").fetchone() == ("loaded",)


def test_a_later_manifest_that_contradicts_is_told(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    intake = folder(tmp_path / "in", {"a.csv": LIST, "manifest.csv": manifest("a.csv,seized,x")})
    take(home, con, intake)
    (intake / "manifest.csv").write_text(HEAD + f"a.csv,seized,C-1,x,2016-05-30T22:35:27,,,{'0' * 64}\n")
    assert take(home, con, intake).problems == 1
    assert issues(con) == {("a.csv", "custody_broken")}
    assert take(home, con, intake).problems == 0
    assert findings(con)["a.csv"]["state"] == "sealed"


def test_a_full_disk_is_not_the_files_fault(
    home: Home, con: warehouse.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    intake = folder(tmp_path / "in", {"a.zip": zipped({"x.csv": LIST}), "manifest.csv": manifest("a.zip,seized,x")})

    def full(*_: object) -> evidence.Stored:
        raise OSError(28, "No space left on device")

    for after in (0, 2):
        calls = iter([evidence.put] * after + [full] * 9)
        monkeypatch.setattr(taking.evidence, "put", lambda *a, calls=calls: next(calls)(*a))
        with pytest.raises(OSError, match="No space left"):
            take(home, con, intake)
        monkeypatch.undo()
    assert issues(con) == set()
