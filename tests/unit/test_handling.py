"""Each act on evidence has its line in the ledger: input and output hash, tool and version, time, who; chained from file to result."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from pipelines import __version__, analyst, audit, evidence, flow, ledger
from pipelines.home import Home
from pipelines.withdraw import withdraw
from tests.unit.seal.intakes import LIST, folder, manifest, zipped

ROWS = "".join(f"王{chr(0x4E00 + i)},1640000{i:04},宁波市第{i % 3}小学\n" for i in range(40))
FILES: dict[str, str | bytes] = {
    "a.csv": LIST + ROWS,
    "z.zip": zipped({"b.csv": LIST + ROWS[: len(ROWS) // 2]}),
    "broken.xlsx": b"PK\x03\x04broken",
    "pay.csv": "time,payer,payee,amount\n2016-05-30,y,x,10\n2016-05-31,y,x,ten\n",
    "manifest.csv": manifest("a.csv,seized,x", "z.zip,seized,y", "broken.xlsx,seized,z", "pay.csv,payments,x"),
}
OF_LISTS = ("parse", "normalise", "resolve", "derive")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    work = tmp_path_factory.mktemp("handling")
    home = Home.at(work / "home").create()
    flow.everything(home, [folder(work / "in", FILES)])
    return home


@pytest.fixture(scope="module")
def events(home: Home) -> Iterator[list[dict[str, Any]]]:
    yield list(ledger.read(home))


def of(events: list[dict[str, Any]], action: str, reason: str = "") -> list[dict[str, Any]]:
    return [e for e in events if e["action"] == action and reason in e["reason"]]


def test_who_when_and_with_what(events: list[dict[str, Any]]) -> None:
    for event in events:
        assert event["actor"]
        assert (event["tool"], event["version"]) == ("hopback", __version__)
        assert datetime.fromisoformat(event["at"]).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("action", "count"),
    [("receive", 1), ("seal", 5), ("extract", 1), ("exclude", 1), ("parse", 3), ("normalise", 3), ("resolve", 2), ("derive", 2),
     ("trace", 1), ("assess", 1), ("export", 3), ("publish", 1)],
)  # fmt: skip
def test_every_act_has_its_line(action: str, count: int, events: list[dict[str, Any]]) -> None:
    found = of(events, action)
    assert len(found) == count
    for event in found:
        assert event["in_sha256"], "what went in"
        assert event["out_sha256"] or action in ("receive", "exclude"), "what came out"
        assert all(len(event[side] or "0" * 64) == 64 for side in ("in_sha256", "out_sha256"))


def test_what_comes_out_of_a_stage_goes_into_the_next(events: list[dict[str, Any]]) -> None:
    sealed = {e["evidence_id"] for e in (*of(events, "seal"), *of(events, "extract"))}
    for parsed in of(events, "parse"):
        assert parsed["in_sha256"] == parsed["evidence_id"] in sealed
        chain = [e for name in OF_LISTS for e in of(events, name, parsed["reason"])]
        assert len(chain) in (2, 4), "record tables have no persons"
        for before, after in pairwise(chain):
            assert before["out_sha256"] == after["in_sha256"]
            assert before["evidence_id"] == after["evidence_id"]
    (traced,), (assessed,) = of(events, "trace", "case C-1"), of(events, "assess", "case C-1")
    assert traced["out_sha256"] == assessed["in_sha256"]


def test_rows_balance(events: list[dict[str, Any]]) -> None:
    for event in (*of(events, "parse"), *of(events, "normalise")):
        assert event["rows_in"] == event["rows_out"] + event["rows_rejected"]
    assert sorted(e["rows_rejected"] for e in of(events, "normalise")) == [0, 0, 1]


def test_hashes_are_those_of_the_files(home: Home, events: list[dict[str, Any]]) -> None:
    staged = {evidence.sha256_of(p) for p in home.staging.glob("*.parquet")}
    assert {e["out_sha256"] for e in of(events, "parse")} == staged
    assert of(events, "publish")[0]["out_sha256"] == evidence.sha256_of(home.published)
    for event in of(events, "export"):
        assert event["out_sha256"] == evidence.sha256_of(home.root / event["reason"])
    sums = {e["reason"].split(": ", 1)[1]: e["out_sha256"] for e in (*of(events, "seal"), *of(events, "extract"))}
    listed = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(sums.items()))
    assert of(events, "receive")[0]["in_sha256"] == hashlib.sha256(listed.encode()).hexdigest(), "as sha256sum writes it"


def test_the_same_again_writes_nothing_and_all_else_is_noted(home: Home) -> None:
    before = len(list(ledger.read(home)))
    flow.everything(home, [home.root.parent / "in"])
    assert len(list(ledger.read(home))) == before
    analyst.sql(home, "SELECT count(*) FROM datasets")
    analyst.reveal(home, 1, "case C-1")
    withdraw(home, "court order 7", file="a.csv", destroy=True)
    later = list(ledger.read(home))[before:]
    assert [e["action"] for e in later[:4]] == ["query", "reveal", "exclude", "destroy"]
    assert all(e["in_sha256"] for e in later if e["action"] != "reveal")
    assert {e["action"] for e in later[4:]} == {"resolve", "derive", "trace", "assess", "export", "publish"}, "what it touched"
    assert audit.verify(home).startswith("custody unbroken")


def test_a_published_file_that_was_written_to_is_named(home: Home) -> None:
    with home.published.open("ab") as file:
        file.write(b"x")
    with pytest.raises(audit.CustodyBroken, match=r"published/hopback\.duckdb: altered"):
        audit.verify(home)
