"""kill -9 anywhere in seal or load, then the same again: the same evidence, tables and events as without the kill."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import audit, evidence, ledger, warehouse
from pipelines.home import Home
from pipelines.load import run as load
from pipelines.seal import run as seal
from tests.unit.seal.intakes import LIST, folder, manifest, zipped

ROOT = Path(__file__).parents[3]
WORKER = """
import os, sys
from pipelines import evidence, ledger, warehouse
from pipelines.home import Home
from pipelines.load import run as load, staging
from pipelines.seal import run as seal

home, intake, where, after = Home.at(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
modules = {"evidence": evidence, "ledger": ledger, "warehouse": warehouse, "staging": staging}

def deadly(function):
    calls = 0
    def wrapped(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls > after:
            os._exit(9)
        return function(*args, **kwargs)
    return wrapped

module, name = where.split(".")
setattr(modules[module], name, deadly(getattr(modules[module], name)))
with warehouse.writer(home) as con:
    load.run(home, con, seal.run(home, con, [intake], settle_seconds=0).ids)
"""


def killed(home: Home, intake: Path, where: str, after: int) -> int:
    """Exit code of a process of its own that does the work until ``where`` is called once more than ``after`` times."""
    command = [sys.executable, "-c", WORKER, str(home.root), str(intake), where, str(after)]
    return subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False, timeout=120).returncode


def work(home: Home, intake: Path) -> None:
    with warehouse.writer(home) as con:
        load.run(home, con, seal.run(home, con, [str(intake)], settle_seconds=0).ids)


def state(home: Home) -> dict[str, object]:
    tables = {"findings": "", "intakes": "EXCLUDE (received_at)", "datasets": "", "dataset_columns": "", "load_issues": ""}
    with warehouse.reader(home.warehouse) as con:
        found: dict[str, object] = {t: con.execute(f"SELECT * {but} FROM {t} ORDER BY ALL").fetchall() for t, but in tables.items()}
    acts = [(e["action"], e["evidence_id"], e["reason"], e["out_sha256"]) for e in ledger.read(home) if e["action"] != "repair"]
    found["ledger"] = sorted(acts, key=str)
    found["evidence"] = [p.name for p in evidence.files(home)]
    found["staging"] = {p.name: evidence.sha256_of(p) for p in home.staging.glob("*.parquet")}
    found["quarantine"] = sorted(p.name for p in home.quarantine.iterdir() if p.suffix != ".torn")
    return found


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {
        "a.csv": LIST, "b.txt": LIST.replace(",", "\t") + "坏行\n", "z.zip": zipped({"c.csv": LIST + "王三,16400000003,x\n"}),
        "broken.xlsx": b"PK\x03\x04broken", "manifest.csv": manifest("a.csv,seized,x", "b.txt,seized,y", "z.zip,seized,z", "broken.xlsx,seized,q"),
    }  # fmt: skip
    return folder(tmp_path_factory.mktemp("intake"), files)


@pytest.fixture(scope="module")
def undisturbed(intake: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    home = Home.at(tmp_path_factory.mktemp("undisturbed"))
    work(home, intake)
    return state(home)


@pytest.mark.parametrize(
    ("where", "after"),
    [("evidence.put", 2), ("ledger.append", 0), ("evidence.settle", 0), ("warehouse.insert", 0), ("warehouse.insert", 2),
     ("staging.write", 1), ("ledger.append", 2), ("warehouse.insert", 8)],
)  # fmt: skip
def test_killed_and_run_again(where: str, after: int, intake: Path, undisturbed: dict[str, object], tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    assert killed(home, intake, where, after) == 9
    assert audit.verify(home).startswith("custody unbroken")
    work(home, intake)
    assert state(home) == undisturbed
    assert audit.verify(home).startswith("custody unbroken")


def test_killed_in_the_middle_of_an_append(intake: Path, undisturbed: dict[str, object], tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    assert killed(home, intake, "evidence.settle", 0) == 9
    whole = home.ledger.read_bytes()
    home.ledger.write_bytes(whole[: len(whole) * 2 // 3])
    work(home, intake)
    assert state(home) == undisturbed
    assert [e["action"] for e in ledger.read(home)].count("repair") == 1
