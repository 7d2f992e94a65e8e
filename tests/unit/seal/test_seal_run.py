"""seal: nothing lost, nothing twice, whatever lies in an intake and whenever it is killed."""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines import audit, evidence, ledger, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.seal import run as seal
from tests.unit.seal.intakes import HEAD, LIST, folder, manifest, zipped


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home").create()


@pytest.fixture
def con(home: Home) -> Iterator[warehouse.Connection]:
    with warehouse.writer(home) as connection:
        yield connection


def take(home: Home, con: warehouse.Connection, *intakes: Path | str) -> Outcome:
    return seal.run(home, con, [str(i) for i in intakes], settle_seconds=0)


def findings(con: warehouse.Connection) -> dict[str, dict[str, Any]]:
    cursor = con.execute("FROM findings")
    names = [d[0] for d in cursor.description or ()]
    return {row["path"]: row for row in (dict(zip(names, r, strict=True)) for r in cursor.fetchall())}


def issues(con: warehouse.Connection) -> set[tuple[str, str]]:
    return set(con.execute("SELECT path, code FROM load_issues").fetchall())


def everything(con: warehouse.Connection, home: Home) -> tuple[object, ...]:
    tables = [con.execute(f"FROM {t} ORDER BY ALL").fetchall() for t in ("findings", "intakes", "load_issues")]
    return (*tables, home.ledger.read_bytes(), sorted(p.name for p in evidence.files(home)))


def test_every_file_is_sealed_and_named(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    files = {"a.csv": LIST, "记录/payments.csv": "time,payer,payee,amount,currency,memo\n", "信.pdf": b"%PDF-1.4 x"}
    text = manifest("a.csv,seized,李某", "记录/payments.csv,payments,", "信.pdf,document,")
    intake = folder(tmp_path / "in", files | {"manifest.csv": text})
    outcome = take(home, con, intake)
    found = findings(con)
    assert {p: (f["kind"], f["state"], f["holder"], f["case_id"]) for p, f in found.items()} == {
        "a.csv": ("seized", "sealed", "李某", "C-1"),
        "记录/payments.csv": ("payments", "sealed", None, "C-1"),
        "信.pdf": ("document", "kept", None, "C-1"),
        "manifest.csv": ("manifest", "kept", None, "C-1"),
    }
    for path, row in found.items():
        assert home.evidence_file(row["evidence_id"]).read_bytes() == (intake / path).read_bytes()
        assert home.evidence_file(row["evidence_id"]).stat().st_mode & 0o222 == 0
    assert con.execute("SELECT files, bytes FROM intakes").fetchone() == (4, sum(f.stat().st_size for f in intake.rglob("*.*")))
    assert set(outcome.ids) == {f["finding_id"] for f in found.values()}
    assert (outcome.done, outcome.problems, issues(con)) == (4, 0, set())
    assert [e["action"] for e in ledger.read(home)] == ["receive", "seal", "seal", "seal", "seal"]


def test_an_intake_taken_twice_changes_nothing(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    files = {
        "a.csv": LIST,
        "b.zip": zipped({"名单.csv": LIST + "x"}),
        "odd.bin": b"\x00\x01",
        "manifest.csv": manifest("a.csv,seized,x", "gone.csv,seized,y"),
    }
    first = take(home, con, folder(tmp_path / "in", files))
    before = everything(con, home)
    again = take(home, con, folder(tmp_path / "copy of it", files))
    assert everything(con, home) == before
    assert (again.ids, again.done, again.problems) == (first.ids, 0, 0)


def test_the_same_bytes_twice_are_one_item_with_two_findings(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    take(
        home,
        con,
        folder(tmp_path / "in", {"a.csv": LIST, "b/新.csv": LIST, "manifest.csv": manifest("a.csv,seized,x", "b/新.csv,seized,y")}),
    )
    rows = con.execute("SELECT holder, evidence_id FROM findings WHERE kind = 'seized' ORDER BY holder").fetchall()
    sha256 = hashlib.sha256(LIST.encode()).hexdigest()
    assert rows == [("x", sha256), ("y", sha256)]
    assert len(list(evidence.files(home))) == 2


def test_missing_unnamed_and_mismatched_files(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    text = (
        HEAD
        + f"a.csv,seized,C-1,x,2016-05-30,,,{'0' * 64}\nb.csv,seized,C-1,y,2016-05-30,,,{hashlib.sha256(LIST.encode()).hexdigest()}\n"
    )
    text += "gone.csv,seized,C-1,z,2016-05-30,,,\n"
    files = {"a.csv": LIST + "王", "b.csv": LIST, "c.csv": LIST + "李", "notes.txt": "hello", "manifest.csv": text}
    outcome = take(home, con, folder(tmp_path / "in", files))
    found = findings(con)
    assert {p: (f["kind"], f["state"], f["named"]) for p, f in found.items() if p != "manifest.csv"} == {
        "a.csv": ("seized", "quarantined", True),
        "b.csv": ("seized", "sealed", True),
        "c.csv": ("seized", "sealed", False),
        "notes.txt": ("document", "kept", False),
    }
    assert issues(con) == {("a.csv", "custody_broken"), ("gone.csv", "missing"), ("c.csv", "unnamed"), ("notes.txt", "unnamed")}
    assert outcome.problems == 2
    assert len(list(home.quarantine.glob("*-a.csv*"))) == 2
    files["gone.csv"] = LIST + "late"
    take(home, con, folder(tmp_path / "in", files))
    assert ("gone.csv", "missing") not in issues(con)
    assert findings(con)["gone.csv"]["state"] == "sealed"


def test_members_of_archives_are_evidence_with_a_parent(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    inner = zipped({"深/表.csv": LIST + "2"})
    files = {
        "包.zip": zipped({"名单/学生.csv": LIST, "内.zip": inner}, gbk=True),
        "manifest.csv": manifest("包.zip!名单/学生.csv,leaked,poster", "包.zip,seized,x"),
    }
    take(home, con, folder(tmp_path / "in", files))
    found = findings(con)
    outer = found["包.zip"]
    assert (outer["kind"], outer["state"]) == ("archive", "kept")
    member, nested = found["包.zip!名单/学生.csv"], found["包.zip!内.zip!深/表.csv"]
    assert (member["kind"], member["holder"], member["parent_evidence_id"]) == ("leaked", "poster", outer["evidence_id"])
    assert (nested["kind"], nested["holder"], nested["named"]) == ("seized", "x", True)
    assert nested["parent_evidence_id"] == found["包.zip!内.zip"]["evidence_id"]
    extracts = {e["evidence_id"]: e["parent_ids"] for e in ledger.read(home) if e["action"] == "extract"}
    assert extracts[member["evidence_id"]] == [outer["evidence_id"]]


@pytest.mark.parametrize("top", ["", "案件材料/"])
def test_an_intake_given_as_an_archive(home: Home, con: warehouse.Connection, tmp_path: Path, top: str) -> None:
    archive = tmp_path / "intake.zip"
    archive.write_bytes(zipped({f"{top}a.csv": LIST, f"{top}manifest.csv": manifest("a.csv,seized,x")}))
    take(home, con, archive)
    found = findings(con)
    assert {p: f["kind"] for p, f in found.items()} == {"intake.zip": "archive", "a.csv": "seized", "manifest.csv": "manifest"}
    assert (found["a.csv"]["holder"], found["a.csv"]["parent_evidence_id"]) == ("x", found["intake.zip"]["evidence_id"])
    assert found["intake.zip"]["case_id"] == "C-1"


def test_hostile_archives(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    layer = zipped({"x.csv": LIST})
    for _ in range(10):
        layer = zipped({"x.zip": layer})
    broken = bytearray(zipped({"a.csv": LIST * 50, "b.csv": "姓名\n"}))
    broken[60] ^= 0xFF
    encrypted = bytearray(zipped({"s.csv": LIST}))
    for at in (encrypted.find(b"PK\x03\x04") + 6, encrypted.find(b"PK\x01\x02") + 8):
        encrypted[at] |= 1
    files = {
        "bomb.zip": zipped({"ok.csv": LIST, "zeros": b"\x00" * (90 << 20)}), "deep.zip": layer, "broken.zip": bytes(broken),
        "cut.zip": zipped({"a.csv": LIST})[:40], "locked.zip": bytes(encrypted), "up.zip": zipped({"../../etc/passwd": "root", "/abs.csv": LIST}),
        "nameless.zip": zipped({"xQ": LIST}).replace(b"xQ", b"\x00Q"), "z.7z": b"7z\xbc\xaf\x27\x1c" + b"\x00" * 40, "manifest.csv": manifest("bomb.zip,seized,x"),
    }  # fmt: skip
    take(home, con, folder(tmp_path / "in", files))
    found, codes = findings(con), {code for _, code in issues(con)}
    assert {"archive_bomb", "archive_depth", "archive_damaged", "archive_encrypted", "archive_name"} <= codes
    assert not any(p.startswith("bomb.zip!") for p in found)
    assert found["bomb.zip"]["state"] == found["cut.zip"]["state"] == found["z.7z"]["state"] == "quarantined"
    assert "broken.zip!b.csv" in found
    assert [f["parent_evidence_id"] for p, f in found.items() if p.startswith("nameless.zip!")] == [
        found["nameless.zip"]["evidence_id"]
    ]
    assert {"up.zip!passwd", "up.zip!abs.csv"} <= set(found)
    assert {p.parent.name for p in evidence.files(home)} == {p.name[:2] for p in evidence.files(home)}
    assert audit.verify(home).startswith("custody unbroken")


def test_two_members_of_one_name_are_both_kept(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.csv", LIST)
        archive.writestr("a.csv", LIST + "x")
    take(home, con, folder(tmp_path / "in", {"z.zip": buffer.getvalue(), "manifest.csv": manifest("z.zip,seized,x")}))
    assert {"z.zip!a.csv", "z.zip!a.csv~"} <= set(findings(con))


def test_links_are_not_followed(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    intake = folder(tmp_path / "in", {"manifest.csv": manifest("a.csv,seized,x")})
    (intake / "a.csv").symlink_to("/etc/hostname")
    (intake / "sub").symlink_to("/etc")
    take(home, con, intake)
    assert set(findings(con)) == {"manifest.csv"}
    assert {("a.csv", "link"), ("sub", "link"), ("a.csv", "missing")} <= issues(con)


def test_the_inbox_waits_for_whole_and_settled_intakes(home: Home, con: warehouse.Connection) -> None:
    whole = folder(home.inbox / "whole", {"a.csv": LIST, "manifest.csv": manifest("a.csv,seized,x")})
    folder(home.inbox / "partial", {"manifest.csv": manifest("a.csv,seized,x")})
    folder(home.inbox / "nameless", {"a.csv": LIST})
    (home.inbox / "packed.zip").write_bytes(zipped({"a.csv": LIST + "z", "manifest.csv": manifest("a.csv,seized,z")}))
    con.close()
    assert seal.scan(home) == []
    for path in home.inbox.rglob("*"):
        os.utime(path, (1_400_000_000, 1_400_000_000))
    assert {seal._named(home, i).name for i in seal.scan(home)} == {"packed.zip", "whole"}
    with warehouse.writer(home) as writer:
        assert seal.run(home, writer, []).done == 5
    assert seal.scan(home) == []
    (whole / "b.csv").write_text(LIST + "b")
    os.utime(whole / "b.csv", (1_500_000_000, 1_500_000_000))
    assert [seal._named(home, i).name for i in seal.scan(home)] == ["whole"]
    with warehouse.writer(home) as writer:
        assert seal.run(home, writer, ["whole"]).done == 1


def test_what_was_taken_from_the_inbox_is_not_read_again(
    home: Home, con: warehouse.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(home.inbox / "in", {"a.csv": LIST, "manifest.csv": manifest("a.csv,seized,x")})
    first = take(home, con, "in")
    monkeypatch.setattr(evidence, "put", lambda *_: pytest.fail("copied again"))
    monkeypatch.setattr(evidence, "sha256_of", lambda *_: pytest.fail("hashed again"))
    again = take(home, con, "in")
    assert (set(again.ids), again.done) == (set(first.ids), 0)


def test_an_intake_that_is_not_there(home: Home, con: warehouse.Connection) -> None:
    with pytest.raises(UsageError, match="no intake nowhere"):
        take(home, con, "nowhere")


@pytest.mark.parametrize("name", ["manifest.yaml", "manifest.csv"])
def test_a_manifest_that_cannot_be_read(home: Home, con: warehouse.Connection, tmp_path: Path, name: str) -> None:
    take(home, con, folder(tmp_path / "in", {"a.csv": LIST, name: "- [unclosed"}))
    assert {("manifest", "no_manifest"), (name, "bad_manifest"), ("a.csv", "unnamed")} <= issues(con)
    assert findings(con)["a.csv"]["kind"] == "seized"


def test_patterns_and_spellings(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    text = (
        manifest("lists/*.csv,leaked,帖主", "LISTS/B.CSV,seized,x", "none-*.csv,seized,y", "z*.zip,reference,校")
        + f"C.csv,seized,C-1,w,,,,{'0' * 64}\n"
    )
    files = {
        "lists/a.csv": LIST,
        "lists/b.csv": LIST + "b",
        "c.csv": LIST + "c",
        "z1.zip": zipped({"d.csv": LIST + "d"}),
        "Manifest.csv": text,
    }
    take(home, con, folder(tmp_path / "in", files))
    found = findings(con)
    assert {p: (f["kind"], f["holder"], f["state"]) for p, f in found.items() if p.endswith(".csv")} == {
        "lists/a.csv": ("leaked", "帖主", "sealed"), "lists/b.csv": ("seized", "x", "sealed"), "c.csv": ("seized", "w", "quarantined"),
        "z1.zip!d.csv": ("reference", "校", "sealed"), "Manifest.csv": ("manifest", None, "kept"),
    }  # fmt: skip
    assert issues(con) == {("c.csv", "custody_broken"), ("none-*.csv", "missing")}
