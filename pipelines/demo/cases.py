"""The synthetic cases by name, and the one function that writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.demo import beijing, jiaxing, lanzhou, medical, shenzhen, xuyuyu
from pipelines.demo.trade import Market
from pipelines.demo.truth import text
from pipelines.errors import UsageError

SEED = 20160516
Build = Callable[[Path, int, int], tuple[Market, dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """build(folder, persons, seed) writes the intake; persons: the size by default, the full one but for Beijing."""

    build: Build
    persons: int


CASES: dict[str, Case] = {
    "jiaxing": Case(jiaxing.build, jiaxing.PERSONS),
    "lanzhou": Case(lanzhou.build, lanzhou.PERSONS),
    "xuyuyu": Case(xuyuyu.build, xuyuyu.PERSONS),
    "beijing": Case(beijing.build, beijing.PERSONS),
    "medical": Case(medical.build, medical.PERSONS),
    "shenzhen": Case(shenzhen.build, shenzhen.PERSONS),
}


@dataclass(frozen=True)
class Demo:
    """What was written: the intake's folder, the truth beside it, and how much there is."""

    case_id: str
    intake: Path
    truth: Path
    actors: int
    lists: int
    rows: int
    sales: int


def generate(case: str, persons: int | None, out: Path, seed: int = SEED) -> Demo:
    """Write ``case`` below ``out``: the intake OUT/CASE/ and OUT/CASE.truth.json.

    persons: at the robbed institution (Beijing: records of all cases); everything else scales with it. The same arguments give the same bytes.
    Raises UsageError for an unknown case, or when OUT/CASE is there and not empty.
    """
    if case not in CASES:
        raise UsageError(f"no case {case!r}; there are {', '.join(sorted(CASES))}")
    folder = out / case
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; remove it or give another --out")
    folder.mkdir(parents=True, exist_ok=True)
    _, told = CASES[case].build(folder, persons or CASES[case].persons, seed)
    place = out / f"{case}.truth.json"
    place.write_text(text(told), "utf-8")
    actors = set(told["seized"]) | {a for h in told["hops"] for a in (h["seller"], h["buyer"])}
    rows = sum(d["rows"] for d in told["datasets"])
    return Demo(told["case_id"], folder, place, len(actors), len(told["datasets"]), rows, len(told["hops"]))
