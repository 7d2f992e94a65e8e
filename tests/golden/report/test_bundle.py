"""The prosecutor's bundle of a small case: its script agrees with it, alone and with the sealed evidence, and sees what was changed."""

import csv
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipelines import flow
from pipelines.demo import generate
from pipelines.home import Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.at(tmp_path_factory.mktemp("home"))
    intake, later = generate("medical", None, tmp_path_factory.mktemp("case")).intake, tmp_path_factory.mktemp("later")
    named = next(row for row in csv.DictReader((intake / "manifest.csv").open(encoding="utf-8-sig")) if row["case_id"] == "MED-C")
    place = later / named["file"]  # a second file of one path, in a second intake
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("姓名,联系电话,诊断\n王某,15400000001,感冒\n", "utf-8")
    (later / "manifest.csv").write_text(f"file,kind,case_id,holder\n{named['file']},seized,MED-C,护士侯某\n", "utf-8")
    flow.everything(home, [intake, later])
    flow.report(home, "MED-C", ["bundle"])
    return home


@pytest.fixture
def bundle(home: Home, tmp_path: Path) -> Path:
    with zipfile.ZipFile(home.reports / "MED-C" / "bundle.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path


def _recompute(bundle: Path, *options: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "recompute.py", *options], cwd=bundle, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_script_agrees_with_the_bundle_and_the_evidence(home: Home, bundle: Path) -> None:
    code, said = _recompute(bundle, "--evidence", str(home.evidence))
    assert (code, said.splitlines()[-1]) == (0, "ALL AGREE"), said
    assert len(list(bundle.glob("*.csv"))) == 7
    assert json.loads((bundle / "about.json").read_text())["case_id"] == "MED-C"


def test_a_run_from_the_sealed_evidence_agrees_and_sees_what_was_done_to_the_counts(home: Home, bundle: Path) -> None:
    again = ("--evidence", str(home.evidence), "--hopback", str(Path(sys.executable).with_name("hopback")))
    code, said = _recompute(bundle, *again)
    assert (code, said.splitlines()[-2:]) == (0, ["a new run from the sealed evidence: agree", "ALL AGREE"]), said
    place, digests = bundle / "severity.json", bundle / "sha256.json"
    before = hashlib.sha256(place.read_bytes()).hexdigest()
    place.write_text(place.read_text("utf-8").replace("法释〔2017〕10号", "法释〔2017〕11号"), "utf-8")
    digests.write_text(digests.read_text("utf-8").replace(before, hashlib.sha256(place.read_bytes()).hexdigest()), "utf-8")
    code, said = _recompute(bundle, *again)
    assert code == 1
    assert "severity.json of a new run is another" in said


def test_a_changed_count_is_seen(bundle: Path) -> None:
    place = bundle / "counts.json"
    place.write_text(place.read_text("utf-8").replace('"counted": 251', '"counted": 249'), "utf-8")
    code, said = _recompute(bundle)
    assert code == 1
    assert "counts.json was changed" in said
    assert "counts of 护士侯某, class B, main" in said


def test_changed_evidence_is_seen(home: Home, bundle: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed"
    for place in home.evidence.glob("??/*"):
        (sealed / place.parent.name).mkdir(parents=True, exist_ok=True)
        (sealed / place.parent.name / place.name).write_bytes(place.read_bytes() + b" ")
    code, said = _recompute(bundle, "--evidence", str(sealed))
    assert code == 1
    assert "was changed" in said


def test_the_same_case_gives_the_same_bytes(home: Home) -> None:
    place = home.reports / "MED-C" / "bundle.zip"
    before = place.read_bytes()
    flow.report(home, "MED-C", ["bundle"])
    assert place.read_bytes() == before
