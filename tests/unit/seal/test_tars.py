"""Tars whose headers lie, tars one after the other, sparse members."""

import gzip
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.home import Home
from tests.unit.seal.intakes import LIST, folder, manifest
from tests.unit.seal.packing import tarred
from tests.unit.seal.test_archives import sealed
from tests.unit.seal.test_seal_run import con, findings, home, issues, take

__all__ = ["con", "home"]
DATA = LIST.encode()
FIRST = tarred([("a.csv", DATA, tarfile.REGTYPE)])
MEMBER = FIRST[:1024]


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def long_note(size: int) -> bytes:
    return MEMBER + header("././@LongLink", size, tarfile.GNUTYPE_LONGNAME) + bytes(512)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("long.tar", MEMBER + header("b.csv", 10_000_000) + b"x" * 1000), ("endless.tar", MEMBER + header("b.csv", 1 << 60) + b"x" * 512),
        ("negative.tar", MEMBER + header("b.csv", -512)), ("endless.tar.gz", gzip.compress(MEMBER + header("b.csv", 1 << 60) + b"x" * 512, mtime=0)),
        ("note.tar", long_note(1 << 40)), ("note.tar.gz", gzip.compress(long_note(60 << 20) + bytes(60 << 20), mtime=0)), ("tail.tar", FIRST + b"tail" * 200),
    ],
    ids=lambda value: value if isinstance(value, str) else "x",
)  # fmt: skip
def test_a_lie_ends_the_tar_and_is_told(home: Home, con: warehouse.Connection, tmp_path: Path, name: str, content: bytes) -> None:
    started = sum(os.times()[:2])
    take(home, con, folder(tmp_path / "in", {name: content, "manifest.csv": manifest(f"{name},seized,x")}))
    assert sum(os.times()[:2]) - started < 2
    found = findings(con)
    assert sealed(home, found[f"{name}!a.csv"]["evidence_id"]) == DATA
    lying = {(f"{name}!b.csv", "archive_damaged")} if b"b.csv" in (gzip.decompress(content) if "gz" in name else content) else set()
    assert issues(con) == lying | {(name, "archive_damaged")}


def test_tars_one_after_the_other(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    second = tarred([("长" * 60 + "/b.csv", DATA + b"2", tarfile.REGTYPE)])
    files = {"two.tar": FIRST + second, "two.tgz": gzip.compress(FIRST, mtime=0) + gzip.compress(second, mtime=0)}
    take(home, con, folder(tmp_path / "in", files | {"manifest.csv": manifest("two.tar,seized,x", "two.tgz,seized,x")}))
    found = findings(con)
    for name in files:
        assert sealed(home, found[f"{name}!a.csv"]["evidence_id"]) == DATA
        assert sealed(home, found[f"{name}!{'长' * 60}/b.csv"]["evidence_id"]) == DATA + b"2"
    assert issues(con) == set()


@pytest.mark.parametrize("form", ["gnu", "posix"])
def test_sparse_members_come_out_whole(home: Home, con: warehouse.Connection, tmp_path: Path, form: str) -> None:
    with (tmp_path / "s.bin").open("wb") as file:
        file.seek(3 << 20)
        file.write(b"end")
    subprocess.run(["tar", "-S", f"--format={form}", "-cf", "s.tar", "s.bin"], cwd=tmp_path, check=True)
    packed = (tmp_path / "s.tar").read_bytes()
    assert len(packed) < 1 << 20

    take(home, con, folder(tmp_path / "in", {"t.tar": packed, "manifest.csv": manifest("t.tar,seized,x")}))
    assert sealed(home, findings(con)["t.tar!s.bin"]["evidence_id"]) == bytes(3 << 20) + b"end"
