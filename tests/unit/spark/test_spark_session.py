"""What an operator is told when Spark cannot start."""

import sys
from pathlib import Path

import pytest

from pipelines import flow
from pipelines.errors import UsageError
from pipelines.home import Home


def test_missing_extra_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hopback.toml").write_text('engine = "spark"\n', "utf-8")
    for name in [m for m in sys.modules if m.split(".")[0] == "pyspark" or m == "pipelines.spark.connection"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"scripts/spark\.sh"):
        flow.run_stage(Home.at(tmp_path), "resolve")
    assert flow.run_stage(Home.at(tmp_path), "trace").done == 0, "the other stages need no Spark"
