"""Zips whose list of members is not the whole truth: members left out of it, lists cut off, lists without end."""

import os
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from pipelines import audit, warehouse
from pipelines.home import Home
from tests.unit.seal.intakes import HEAD, LIST, folder, manifest, zipped
from tests.unit.seal.packing import locked_zip, overlapping, seven
from tests.unit.seal.test_archives import row, sealed
from tests.unit.seal.test_seal_run import con, findings, home, issues, take

__all__ = ["con", "home"]
DATA = LIST.encode()


class _Blind(BytesIO):
    """A target that cannot seek: sizes then stand after a member's bytes."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise OSError


def streamed(files: dict[str, bytes]) -> bytes:
    target = _Blind()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def body(data: bytes) -> bytes:
    """A zip without its directory."""
    return data[: data.index(b"PK\x01\x02")]


def moved(data: bytes, by: int) -> bytes:
    """The directory of a zip before which ``by`` bytes were put."""
    at = data.index(b"PK\x01\x02")
    directory = bytearray(data[at:])
    struct.pack_into("<L", directory, 42, by)
    struct.pack_into("<L", directory, len(directory) - 6, at + by)
    return data[:at] + bytes(directory)


@pytest.mark.parametrize(
    "hidden", [zipped({"b.csv": DATA}), streamed({"b.csv": DATA}), seven({"b.csv": DATA}, "k", kind="zip")["x.zip"]]
)
def test_members_off_the_list_are_sealed_and_told(
    home: Home, con: warehouse.Connection, tmp_path: Path, hidden: bytes
) -> None:  # fmt: skip
    before, after = body(hidden), b"\0" * 40 + body(zipped({"manifest.csv": HEAD}))
    listed = moved(zipped({"a.csv": DATA + b"1"}), len(before))
    at = listed.index(b"PK\x01\x02")
    end = bytearray(listed[at:])
    struct.pack_into("<L", end, len(end) - 6, at + len(before) + len(after))
    data = before + listed[:at] + after + bytes(end)
    assert zipfile.ZipFile(BytesIO(data)).namelist() == ["a.csv"]
    take(home, con, folder(tmp_path / "in", {"z.zip": data, "manifest.csv": HEAD + row("z.zip", "pw k")}))
    found = findings(con)
    assert sealed(home, found["z.zip!a.csv"]["evidence_id"]) == DATA + b"1"
    assert sealed(home, found["z.zip!hidden/b.csv"]["evidence_id"]) == DATA
    assert {p: f["state"] for p, f in found.items() if "hidden" in p} == {
        "z.zip!hidden/b.csv": "quarantined",
        "z.zip!hidden/manifest.csv": "quarantined",
    }
    assert issues(con) == {("z.zip!hidden/b.csv", "archive_hidden"), ("z.zip!hidden/manifest.csv", "archive_hidden")}
    assert audit.verify(home).startswith("custody unbroken")


@pytest.mark.parametrize("made", [zipped, streamed])
def test_a_zip_that_breaks_off_gives_what_it_has(
    home: Home, con: warehouse.Connection, tmp_path: Path, made: object
) -> None:  # fmt: skip
    whole = made({"甲.csv": DATA, "乙.csv": DATA + b"2", "丙.bin": os.urandom(5000)})  # type: ignore[operator]
    files = {"half.zip": body(whole)[:-3000], "list.zip": whole[: whole.index(b"PK\x01\x02") + 60]}
    files["twisted.zip"] = whole.replace(b"PK\x01\x02", b"PK\x01\x03")
    take(home, con, folder(tmp_path / "in", files | {"manifest.csv": manifest(*(f"{n},seized,x" for n in files))}))
    found = findings(con)
    for name in files:
        assert sealed(home, found[f"{name}!乙.csv"]["evidence_id"]) == DATA + b"2"
        assert (found[f"{name}!甲.csv"]["state"], found[name]["state"]) == ("sealed", "quarantined")
    assert {(p, c) for p, c in issues(con) if c == "archive_damaged"} == {
        (n, "archive_damaged") for n in (*files, "half.zip!丙.bin")
    }
    assert {"list.zip!丙.bin", "twisted.zip!丙.bin"} <= set(found)


def test_a_list_of_a_million_is_refused_at_once(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    count = 1_000_000
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    size = len(entry) * count
    long = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, 31)
    end = struct.pack("<4sLQL", b"PK\x06\x07", 0, 31 + size, 1) + struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 0xFFFFFFFF, 0xFFFFFFFF, 0
    )
    data = body(zipped({"x": b""})) + entry * count + long + end
    started = sum(os.times()[:4])
    take(home, con, folder(tmp_path / "in", {"m.zip": data, "torn.zip": zipped({"x": b""})[:31] * 100_000, "manifest.csv": manifest("m.zip,seized,x", "torn.zip,seized,x")}))  # fmt: skip
    assert sum(os.times()[:4]) - started < 2
    assert issues(con) == {("m.zip", "archive_bomb"), ("torn.zip", "archive_bomb")}


def test_locked_members_that_overlap_are_refused(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    one = locked_zip("a.csv", DATA * 20, b"k", False)
    at, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry = one[at:end]
    data = one[:at] + entry * 9 + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(entry) * 9, at, 0)
    files = {"o.zip": data, "p.zip": overlapping(3, 1 << 20), "manifest.csv": HEAD + row("o.zip", "pw k") + row("p.zip")}
    take(home, con, folder(tmp_path / "in", files))
    assert issues(con) == {("o.zip", "archive_bomb"), ("p.zip", "archive_bomb")}
    assert not [p for p in findings(con) if "!" in p]


def test_two_names_for_one_member(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    data = zipped({"a.csv": DATA}).replace(b"a.csv", b"b.csv", 1)
    take(home, con, folder(tmp_path / "in", {"z.zip": data, "manifest.csv": manifest("z.zip,seized,x")}))
    assert sealed(home, findings(con)["z.zip!a.csv"]["evidence_id"]) == DATA


def test_odd_headers_of_a_torn_zip(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    good = body(zipped({"甲.csv": DATA}))
    odd_name = good.replace("甲".encode(), b"\xe7\x94\xff")
    odd_extra = bytearray(body(zipped({"b.csv": DATA + b"4"})))
    odd_extra[28:30] = struct.pack("<H", 6)
    odd_extra[35:35] = struct.pack("<HHH", 0x4D68, 18848, 0)
    take(home, con, folder(tmp_path / "in", {"z.zip": odd_name + bytes(odd_extra), "manifest.csv": manifest("z.zip,seized,x")}))
    assert {sealed(home, f["evidence_id"]) for p, f in findings(con).items() if "!" in p} == {DATA, DATA + b"4"}
