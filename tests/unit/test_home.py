"""A home's folders and settings."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import flow, warehouse
from pipelines.backup import back_up
from pipelines.errors import UsageError
from pipelines.home import FOLDERS, PRIVATE, Home
from tests.unit.seal.intakes import LIST, folder, manifest, zipped


def test_clear_values_are_for_the_owner_alone(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    with warehouse.writer(home):
        rights = {name: stat.S_IMODE((home.root / name).stat().st_mode) for name in FOLDERS}
    assert {name for name, mode in rights.items() if not mode & 0o077} >= PRIVATE
    assert rights["published"] & 0o055, "analysts have accounts of their own"
    assert stat.S_IMODE(home.warehouse.stat().st_mode) == 0o600


SHARED = {"inbox", "published", "reports", "quality"}


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def rights(home: Home) -> dict[str, int]:
    """Path of the home → its rights; its settings are the operator's."""
    found = {p.relative_to(home.root).as_posix(): stat.S_IMODE(p.stat().st_mode) for p in home.root.rglob("*")}
    return {name: mode for name, mode in found.items() if name.split("/")[0] not in SHARED}


@pytest.mark.usefixtures("open_umask")
def test_what_holds_clear_values_is_the_owner_s_whatever_the_umask(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    files = {
        "a.csv": LIST * 2, "z.zip": zipped({"b.csv": LIST}), "broken.xlsx": b"PK\x03\x04broken", "pay.csv": "time,payer,payee,amount\n2016-05-30,x,y,10\n",
        "manifest.csv": manifest("a.csv,seized,x", "z.zip,seized,y", "broken.xlsx,seized,z", "pay.csv,payments,x"),
    }  # fmt: skip
    flow.everything(home, [folder(tmp_path / "in", files)])
    with warehouse.writer(home) as con:
        con.execute("INSERT INTO accounts SELECT * FROM accounts")
        con.execute("CREATE TABLE spilled AS SELECT random() AS x FROM range(300_000)")
        assert (home.root / "warehouse.duckdb.wal").exists()
        during = rights(home)
    back_up(home, tmp_path / "backup")
    after = rights(home)
    for name, mode in (during | after).items():
        assert not mode & 0o077, name
    assert {"evidence/ledger.jsonl", "evidence/checkpoints.jsonl", "checkpoint.key", "warehouse.duckdb"} < after.keys()
    assert not [p for p in (tmp_path / "backup").rglob("*") if p.stat().st_mode & 0o077]


def test_what_is_masked_has_the_rights_of_its_folder(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home").create()
    for name, mode in (("published", 0o755), ("reports", 0o750), ("quality", 0o770)):
        (home.root / name).chmod(mode)
    flow.everything(home, [folder(tmp_path / "in", {"a.csv": LIST, "manifest.csv": manifest("a.csv,seized,x")})])
    for name, mode in (("published", 0o755), ("reports", 0o750), ("quality", 0o770)):
        inside = list((home.root / name).rglob("*"))
        assert inside
        assert {stat.S_IMODE(p.stat().st_mode) for p in inside} <= {mode, mode & 0o666}, name


def test_rights_that_an_operator_set_are_kept(tmp_path: Path) -> None:
    home = Home.at(tmp_path).create()
    home.evidence.chmod(0o750)
    assert stat.S_IMODE(home.create().evidence.stat().st_mode) == 0o750


def test_unknown_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "hopback.toml").write_text("settle = 5\n", "utf-8")
    with pytest.raises(UsageError, match="unknown settings settle"):
        Home.at(tmp_path)


def test_memory_is_half_of_the_machine_unless_set(tmp_path: Path) -> None:
    assert Home.at(tmp_path).settings.memory_limit.endswith("MiB")
    (tmp_path / "hopback.toml").write_text('memory_limit = "3GB"\n', "utf-8")
    assert Home.at(tmp_path).settings.memory_limit == "3GB"


def test_unknown_engine_is_refused_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "hopback.toml").write_text('engine = "pandas"\n', "utf-8")
    with pytest.raises(UsageError, match="engine is one of duckdb, spark"):
        Home.at(tmp_path)
