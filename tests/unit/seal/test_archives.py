"""Archives: every format, passwords, names, limits."""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from backports import zstd

from pipelines import audit, evidence, ledger, warehouse
from pipelines.home import Home
from pipelines.seal import passwords
from tests.unit.seal.intakes import HEAD, LIST, folder, manifest, zipped
from tests.unit.seal.packing import locked_zip, names_in_zip, nested_bomb, overlapping, quine, seven, tarred
from tests.unit.seal.test_seal_run import con, everything, findings, home, issues, take

__all__ = ["con", "home"]
RAR = Path(__file__).parent / "rar"
DATA = LIST.encode()


def sealed(home: Home, sha256: str) -> bytes:
    return home.evidence_file(sha256).read_bytes()


def row(file: str, note: str = "", kind: str = "seized") -> str:
    return f"{file},{kind},C-1,x,2016-05-30,,{note},\n"


def _by_name(value: object) -> str:
    """Ids of tests must be the same in every process: packed bytes hold the time."""
    return value if isinstance(value, str) else "x"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tar", tarred([("夹/a.csv", DATA, tarfile.REGTYPE)])),
        ("a.tar.gz", tarred([("夹/a.csv", DATA, tarfile.REGTYPE)], "gz")),
        ("a.tgz", tarred([("夹/a.csv", DATA, tarfile.REGTYPE)], "gz")),
        ("a.tar.bz2", tarred([("夹/a.csv", DATA, tarfile.REGTYPE)], "bz2")),
        ("a.tar.xz", tarred([("夹/a.csv", DATA, tarfile.REGTYPE)], "xz")),
        ("a.tar.zst", zstd.compress(tarred([("夹/a.csv", DATA, tarfile.REGTYPE)]))),
        ("a.7z", seven({"夹/a.csv": DATA})["x.7z"]),
        ("a.zip", zipped({"夹/a.csv": DATA}, gbk=True)),
        ("outer.zip", zipped({"in.tar.gz": tarred([("mid.7z", seven({"夹/a.csv": DATA})["x.7z"], tarfile.REGTYPE)], "gz")})),
    ],
    ids=_by_name,
)
def test_every_format(home: Home, con: warehouse.Connection, tmp_path: Path, name: str, content: bytes) -> None:
    take(home, con, folder(tmp_path / "in", {name: content, "manifest.csv": manifest(f"{name},seized,x")}))
    found = findings(con)
    inner = f"{name}!in.tar.gz!mid.7z!夹/a.csv" if name == "outer.zip" else f"{name}!夹/a.csv"
    assert (found[inner]["kind"], found[inner]["holder"], found[inner]["state"]) == ("seized", "x", "sealed")
    assert sealed(home, found[inner]["evidence_id"]) == DATA
    assert issues(con) == set()
    assert audit.verify(home).startswith("custody unbroken")


@pytest.mark.parametrize(
    ("name", "content", "inner"),
    [
        ("a.csv.gz", gzip.compress(DATA, mtime=0), "a.csv"), ("a.csv.bz2", bz2.compress(DATA), "a.csv"), ("a.csv.xz", lzma.compress(DATA), "a.csv"),
        ("a.csv.zst", zstd.compress(DATA), "a.csv"), ("名单.GZ", gzip.compress(DATA, mtime=0) + gzip.compress(b"x", mtime=0), "名单"),
    ],
    ids=_by_name,
)  # fmt: skip
def test_single_packed_files(home: Home, con: warehouse.Connection, tmp_path: Path, name: str, content: bytes, inner: str) -> None:
    take(home, con, folder(tmp_path / "in", {name: content, "manifest.csv": manifest(f"{name}!{inner},seized,y")}))
    found = findings(con)[f"{name}!{inner}"]
    assert sealed(home, found["evidence_id"]).startswith(DATA)
    assert (found["holder"], issues(con)) == ("y", set())


@pytest.mark.parametrize("file", ["rar3-solid.rar", "rar5-solid.rar", "unicode.rar"])
def test_rar(home: Home, con: warehouse.Connection, tmp_path: Path, file: str) -> None:
    take(home, con, folder(tmp_path / "in", {file: (RAR / file).read_bytes(), "manifest.csv": manifest(f"{file},seized,x")}))
    members = {p.split("!")[1] for p in findings(con) if "!" in p}
    assert members == ({"уииоотивл.txt", "𝐀𝐁𝐁𝐂.txt"} if file == "unicode.rar" else {"stest1.txt", "stest2.txt"})


def test_volumes(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {p.name: p.read_bytes() for p in RAR.glob("rar5-vols*")}
    files |= {f"名{n[1:]}": d for n, d in seven({"a.csv": DATA * 40}, volume=100, password="k").items()}
    files |= {f"z{n[1:]}": d for n, d in seven({"b.csv": DATA * 40}, kind="zip", volume=100).items()}
    files |= {
        "alone.part2.rar": b"Rar!\x1a\x07\x01\x00",
        "manifest.csv": HEAD + row("rar5-vols.part1.rar") + row("名.7z.001", "pw k"),
    }
    take(home, con, folder(tmp_path / "in", files))
    found = findings(con)
    big = found["rar5-vols.part1.rar!vols/bigfile.txt"]
    assert big["size_bytes"] == 205000
    assert sealed(home, found["名.7z.001!a.csv"]["evidence_id"]) == DATA * 40
    assert sealed(home, found["z.zip.001!b.csv"]["evidence_id"]) == DATA * 40
    assert {(p, c) for p, c in issues(con) if c.startswith("archive")} == {("alone.part2.rar", "archive_volume")}
    extracted = next(e for e in ledger.read(home) if e["evidence_id"] == big["evidence_id"])
    assert extracted["parent_ids"] == [found[f"rar5-vols.part{n}.rar"]["evidence_id"] for n in (1, 2, 3)]


NOTES = [
    ("密码: xyz7", "xyz7"), ("解压密码：a b c", "a b c"), ("password=p@ss，见附件", "p@ss"), ("pw abc.", "abc."), ("Password is “秘密”", "秘密"), ("s3cret", "s3cret"),
    ("现场查获。口令是 x1；两份", "x1"), ("密码“Abc9”", "Abc9"), ("解压密码（Abc9）勿外传", "Abc9"), ("密 码：Abc9(保密)", "Abc9"), ("密碼是：Abc9", "Abc9"),
    ("提取码 Abc9", "Abc9"), ("用密码Abc9解压", "Abc9"), ("外层密码：x77；内层密码：Abc9", "Abc9"), ("密钥→Abc9。", "Abc9"), ("opens with Abc9", "Abc9"),
]  # fmt: skip


@pytest.mark.parametrize(("note", "password"), NOTES)
def test_what_a_note_gives(note: str, password: str) -> None:
    assert password in passwords.of_note(note, alone=True)
    assert password not in str(passwords.hidden(note, [password]))
    assert passwords.of_note("第二部手机 里的") == [] == passwords.of_note(None, alone=True)


@pytest.mark.parametrize(
    ("method", "note", "password"),
    [
        ("7z", *NOTES[4]),
        ("7z headers", *NOTES[1]),
        ("zip ZipCrypto", *NOTES[2]),
        ("zip AES256", *NOTES[0]),
        ("zip AES256", *NOTES[5]),
    ],
)
def test_passwords_of_notes(
    home: Home, con: warehouse.Connection, tmp_path: Path, note: str, password: str, method: str
) -> None:  # fmt: skip
    kind, _, how = method.partition(" ")
    data = seven({"a.csv": DATA, "b.csv": b"x"}, password, how == "headers", kind, how if kind == "zip" else "")[f"x.{kind}"]
    text = HEAD + row(f"a.{kind}", f'"{note}"') + row("other.csv", "pw zzz")
    take(home, con, folder(tmp_path / "in", {f"a.{kind}": data, "other.csv": LIST + "y", "manifest.csv": text}))
    found = findings(con)
    assert sealed(home, found[f"a.{kind}!a.csv"]["evidence_id"]) == DATA
    assert issues(con) == set()
    opened = [e["reason"] for e in ledger.read(home) if "candidate" in e["reason"]]
    assert len(opened) == 1 and "the note of its row" in opened[0]
    written = str(con.execute("FROM findings").fetchall()) + str(con.execute("FROM load_issues").fetchall()) + opened[0]
    assert "zzz" not in written
    assert password not in written


@pytest.mark.parametrize("aes", [False, True])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_passwords_in_chinese_of_any_program(
    home: Home, con: warehouse.Connection, tmp_path: Path, encoding: str, aes: bool
) -> None:
    data = locked_zip("a.csv", DATA, "名单2016".encode(encoding), aes)
    take(home, con, folder(tmp_path / "in", {"a.zip": data, "manifest.csv": HEAD + row("a.zip", "密码: 名单2016")}))
    assert sealed(home, findings(con)["a.zip!a.csv"]["evidence_id"]) == DATA
    assert issues(con) == set()
    assert [e for e in ledger.read(home) if "candidate 1 of " in e["reason"]]


def test_lists_of_passwords(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "a.rar": (RAR / "rar5-hpsw.rar").read_bytes(), "b.rar": (RAR / "rar3-comment-psw.rar").read_bytes(),
        "c.7z": seven({"c.csv": DATA}, "at home", True)["x.7z"], "d.rar": (RAR / "rar3-comment-hpsw.rar").read_bytes(),
        "passwords.txt": "wrong\npassword\n", "manifest.csv": manifest("a.rar,document,x", "b.rar,seized,x", "c.7z,seized,x", "d.rar,seized,y"),
    }  # fmt: skip
    files["manifest.csv"] = str(files["manifest.csv"]).replace("a.rar,document", "a.rar,seized")
    intake = folder(tmp_path / "in", files)
    take(home, con, intake)
    assert {"a.rar!stest1.txt", "b.rar!file1.txt", "d.rar!file1.txt", "passwords.txt"} <= set(findings(con))
    assert findings(con)["c.7z"]["state"] == "quarantined"
    assert issues(con) == {("c.7z", "archive_encrypted")}
    assert len(list(home.quarantine.glob("*-c.7z*"))) == 2
    (home.root / "passwords.txt").write_text("at home\n")
    again = take(home, con, intake)
    assert findings(con)["c.7z"]["state"] == "kept"
    assert "c.7z!c.csv" in findings(con)
    assert (issues(con), list(home.quarantine.iterdir()), again.problems) == (set(), [], 0)
    told = " ".join(e["reason"] for e in ledger.read(home))
    assert "candidate 2 of 2 for its password, from passwords.txt of the intake" in told
    assert "from passwords.txt of the home" in told and "at home\n" not in told and "wrong" not in told
    before = everything(con, home)
    take(home, con, intake)
    assert everything(con, home) == before
    assert audit.verify(home).startswith("custody unbroken")


def test_old_zip_passwords_are_fast(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    data = seven({"a.bin": bytes(range(256)) * (160 << 10)}, "k", kind="zip", method="ZipCrypto")["x.zip"]
    intake = folder(tmp_path / "in", {"a.zip": data, "manifest.csv": HEAD + row("a.zip", "pw k")})
    started = sum(os.times()[:4])
    take(home, con, intake)
    assert findings(con)["a.zip!a.bin"]["size_bytes"] == 40 << 20
    assert sum(os.times()[:4]) - started < 4  # the standard library: 15 s


BAD_NAMES = [
    "../../etc/passwd.csv", "/abs.csv", "C:\\x.csv", "..\\up.csv", "CON", "nul.csv", "dir/COM1.txt", "a\u202efdp.csv", "tab\tname.csv", "trail.csv ",
    "x:stream.csv", "名" * 120 + ".csv", "   ",
]  # fmt: skip


def test_names_that_mislead(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    names = [*BAD_NAMES, "ok.csv", "OK.csv", "ok.csv", "ｏｋ.csv", "cafe\u0301.csv", "caf\u00e9.csv"]
    text = HEAD + row("n.zip") + row("n.zip!passwd.csv")
    take(home, con, folder(tmp_path / "in", {"n.zip": names_in_zip(names, DATA), "manifest.csv": text}))
    found = {p: f for p, f in findings(con).items() if "!" in p}
    assert len(found) == len(names)
    assert sorted(p for p, f in found.items() if f["state"] == "sealed") == [
        "n.zip!cafe\u0301.csv".replace("e\u0301", "é"),
        "n.zip!ok.csv",
        "n.zip!passwd.csv",
    ]
    assert len([c for _, c in issues(con) if c == "archive_name"]) == len(BAD_NAMES) - 1  # the manifest names the first
    assert len([c for _, c in issues(con) if c == "archive_collision"]) == 4
    for path in found:
        assert ".." not in path and "\t" not in path and "\u202e" not in path
    messages = [m for (m,) in con.execute("SELECT message FROM load_issues").fetchall()]
    assert all(m.isprintable() for m in messages)
    assert audit.verify(home).startswith("custody unbroken")


def test_links_and_devices_in_archives(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    tar = tarred(
        [("a.csv", DATA, tarfile.REGTYPE), ("s", "/etc/passwd", tarfile.SYMTYPE), ("h", "a.csv", tarfile.LNKTYPE), ("f", b"", tarfile.FIFOTYPE),
         ("d", b"", tarfile.CHRTYPE), ("../up.csv", DATA + b"1", tarfile.REGTYPE), ("b.csv", DATA + b"2", tarfile.REGTYPE)]
    )  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("c.csv", LIST + "3")
    files: dict[str, bytes | str] = {
        "t.tar": tar,
        "z.zip": buffer.getvalue(),
        "manifest.csv": manifest("t.tar,seized,x", "z.zip,seized,x"),
    }
    files |= {p: (RAR / p).read_bytes() for p in ("rar5-symlink-unix.rar", "rar5-evil-symlink-traversal.rar", "rar5-hlink.rar")}
    take(home, con, folder(tmp_path / "in", files))
    found = {p for p, f in findings(con).items() if "!" in p and f["state"] != "quarantined"}
    assert found == {
        "t.tar!a.csv", "t.tar!b.csv", "z.zip!c.csv", "rar5-symlink-unix.rar!data.txt", "rar5-evil-symlink-traversal.rar!up/pwned.txt",
        "rar5-hlink.rar!stest1.txt",
    }  # fmt: skip
    assert {("t.tar!s", "archive_link"), ("t.tar!h", "archive_link"), ("t.tar!f", "archive_device"), ("t.tar!d", "archive_device"),
            ("t.tar!up.csv", "archive_name"), ("z.zip!link", "archive_link"), ("rar5-evil-symlink-traversal.rar!up", "archive_link")} <= issues(con)  # fmt: skip
    assert not any(sealed(home, p.name).startswith(b"root:") for p in evidence.files(home))


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("42.zip", nested_bomb), ("deep.zip", partial(nested_bomb, levels=9, wide=3)), ("fifield.zip", overlapping), ("small.zip", partial(overlapping, 4, 1 << 20)),
        ("zeros.gz", lambda: gzip.compress(bytes(1 << 20), 9) * 3000), ("zeros.tar.bz2", lambda: bz2.compress(tarred([("z", bytes(100 << 20), tarfile.REGTYPE)]))),
        ("zeros.7z", lambda: seven({"z": bytes(90 << 20)})["x.7z"]), ("many.zip", lambda: names_in_zip([f"{i}" for i in range(21_000)], b"")),
    ],
)  # fmt: skip
def test_bombs(home: Home, con: warehouse.Connection, tmp_path: Path, name: str, made: Callable[[], bytes]) -> None:
    content = made()
    intake = folder(
        tmp_path / "in",
        {name: content, "good.zip": zipped({"a.csv": LIST}), "manifest.csv": manifest(f"{name},seized,x", "good.zip,seized,x")},
    )
    started = sum(os.times()[:4])
    take(home, con, intake)
    assert sum(os.times()[:4]) - started < 2  # seconds of the processor, the unpacking process included
    found = findings(con)
    assert (name, "archive_bomb") in issues(con)
    assert set(found) == {name, "good.zip", "good.zip!a.csv", "manifest.csv"}
    assert found[name]["state"] == "quarantined"
    assert sum(p.stat().st_size for p in evidence.files(home)) < len(content) + 10_000
    assert not list((home.root / ".unpack").iterdir())


def test_an_endless_nest_ends(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    take(home, con, folder(tmp_path / "in", {"q.zip": quine(), "manifest.csv": manifest("q.zip,seized,x")}))
    assert [c for _, c in issues(con)] == ["archive_depth"]
    assert len(findings(con)) == 2 + 8


def test_limits_are_settings(tmp_path: Path) -> None:
    root = tmp_path / "strict"
    root.mkdir()
    (root / "hopback.toml").write_text("archive_depth = 1\narchive_members = 2\narchive_bytes = 1000\n")
    strict = Home.at(root).create()
    files = {
        "many.zip": zipped({"a": "1", "b": "2", "c": "3"}),
        "big.zip": zipped({"a": "x" * 1001}),
        "deep.zip": zipped({"b.zip": zipped({"a": "1"})}),
    }
    with warehouse.writer(strict) as own:
        take(strict, own, folder(tmp_path / "in", files | {"manifest.csv": manifest(*(f"{n},seized,x" for n in files))}))
        assert {("many.zip", "archive_bomb"), ("big.zip", "archive_bomb"), ("deep.zip!b.zip", "archive_depth")} == issues(own)


def test_damage_leaves_what_came_before(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    tar = tarred([(f"{i}.csv", DATA + b"%d" % i, tarfile.REGTYPE) for i in range(4)])
    bad_header = bytearray(tar)
    bad_header[2048:2060] = b"\xff" * 12
    files = {
        "cut.tar": tar[:2200],
        "bad.tar": bytes(bad_header),
        "cut.tar.gz": tarred([("a.csv", DATA, tarfile.REGTYPE), ("b", bytes(range(256)) * 99, tarfile.REGTYPE)], "gz")[:-40],
    }
    take(home, con, folder(tmp_path / "in", files | {"manifest.csv": manifest(*(f"{n},seized,x" for n in files))}))
    assert {p for p, _ in issues(con)} >= {"cut.tar", "bad.tar", "cut.tar.gz"}
    assert {"cut.tar!0.csv", "bad.tar!0.csv", "bad.tar!1.csv", "cut.tar.gz!a.csv"} <= set(findings(con))


def test_a_torn_rar_and_an_empty_zip_are_told(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    whole = (RAR / "unicode.rar").read_bytes()
    files = {"torn.rar": whole[:-60], "bad.rar": whole[:24] + b"\xff" * 8 + whole[32:], "none.zip": zipped({})}
    take(home, con, folder(tmp_path / "in", files | {"manifest.csv": manifest(*(f"{n},seized,x" for n in files))}))
    assert {("torn.rar", "archive_damaged"), ("bad.rar", "archive_damaged"), ("none.zip", "archive_empty")} <= issues(con)


@pytest.mark.parametrize("ending", ["tar.gz", "7z"])
def test_an_intake_as_any_archive(home: Home, con: warehouse.Connection, ending: str) -> None:
    files = {"材料/a.csv": DATA, "材料/manifest.csv": manifest("a.csv,seized,x").encode()}
    data = seven(files)["x.7z"] if ending == "7z" else tarred([(n, d, tarfile.REGTYPE) for n, d in files.items()], "gz")
    (home.inbox / f"in.{ending}").write_bytes(data)
    from pipelines.seal.intake import Intake

    assert Intake.at(home.inbox / f"in.{ending}").missing(home) == ""
    take(home, con, f"in.{ending}")
    assert {p: f["kind"] for p, f in findings(con).items()} == {
        f"in.{ending}": "archive",
        "a.csv": "seized",
        "manifest.csv": "manifest",
    }
