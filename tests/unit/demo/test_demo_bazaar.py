"""Random markets: every kind can be written, holds together, and leaves the traces it promises."""

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.demo import bazaar
from pipelines.demo.bazaar import KINDS


@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"large"}))
def test_market_holds_together(name: str, tmp_path: Path) -> None:
    market, told = bazaar.build(tmp_path, KINDS[name], 3)
    assert json.loads(json.dumps(told)) == told
    sold = {(h["seller"], h["buyer"]) for h in told["hops"]}
    assert set(pairwise(told["chain"])) <= sold
    assert all(a != b for a, b in sold)
    files = {d["file"] for d in told["datasets"]}
    assert all((tmp_path / f).exists() for f in files)
    assert {d[k] for d in told["derivations"] for k in ("parent", "child")} <= files
    at = {s.list: s.at for s in market.sales}
    for sale in market.sales:
        assert all(at[p] < sale.at for p in market.versions[sale.list].parents if p in at), "sold before it was bought"
    final = next(s.list for s in market.sales if s.buyer == told["chain"][-1])
    assert market.spare in market.versions[final].table["pid"].to_pylist(), "the victim is on the caller's list"


def test_kinds_differ_in_what_they_leave(tmp_path: Path) -> None:
    told = {
        name: bazaar.build(tmp_path / name, KINDS[name], 5)[1] for name in ("typical", "content-only", "gaps", "unseen", "merges")
    }
    assert not any(h["paid"] or h["chat"] for h in told["content-only"]["hops"])
    assert all(h["both_seized"] for h in told["typical"]["hops"])
    assert len(told["unseen"]["seized"]) < len(told["gaps"]["seized"]) < len(told["typical"]["seized"])
    copies = [bazaar.build(tmp_path / f"copies {n}", KINDS["unseen"], n)[0].copies for n in range(3)]
    assert any(copies)
    children = [d["child"] for d in told["merges"]["derivations"]]
    assert any(children.count(c) == 2 for c in children)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    def digest(folder: Path, seed: int) -> list[str]:
        bazaar.build(folder, KINDS["gaps"], seed)
        return sorted(hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file())

    assert digest(tmp_path / "a", 1) == digest(tmp_path / "b", 1)
    assert digest(tmp_path / "a2", 2) != digest(tmp_path / "b", 1)
