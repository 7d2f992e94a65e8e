"""A home's folders and settings."""

import stat
from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.errors import UsageError
from pipelines.home import FOLDERS, PRIVATE, Home


def test_clear_values_are_for_the_owner_alone(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    with warehouse.writer(home):
        rights = {name: stat.S_IMODE((home.root / name).stat().st_mode) for name in FOLDERS}
    assert {name for name, mode in rights.items() if not mode & 0o077} >= PRIVATE
    assert rights["published"] & 0o055, "analysts have accounts of their own"
    assert stat.S_IMODE(home.warehouse.stat().st_mode) == 0o600


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
