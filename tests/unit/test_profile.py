"""Profile of a run: a line a stage, kept."""

import csv
from pathlib import Path

from pipelines import flow, profile
from pipelines.home import Home
from tests.unit.seal.intakes import folder, manifest

LIST = "姓名,手机号,学校\n" + "".join(f"王{chr(0x4E00 + i)},1640000{i:04},宁波市第{i % 7}小学\n" for i in range(50))


def test_each_stage_has_its_line_and_history_grows(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    intake = folder(tmp_path / "in", {"a.csv": LIST, "manifest.csv": manifest("a.csv,seized,x")})
    for _ in range(2):
        with profile.kept(home) as kept:
            flow.ingest(home, [intake])
    with (home.root / profile.FILE).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["stage"] for line in lines] == 2 * ["seal", "load", "normalise", "resolve", "derive"]
    assert [int(line["rows"]) for line in lines[:5]] == [50, 50, 50, 50, 50]
    assert all(int(line["peak_memory"]) > 10_000_000 and float(line["seconds"]) >= 0 for line in lines)
    assert [line["rows"] for line in lines[6:]] == ["0"] * 4  # nothing was new
    assert "resolve" in kept.table() and profile.current() is None
