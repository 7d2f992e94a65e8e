"""What really happened, in the shape of the public benchmarks: read by the demo's check and by tests, never by the program."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.demo.trade import Market


def told(markets: Sequence[Market], expect: dict[str, list[dict[str, Any]]], **more: Any) -> dict[str, Any]:
    """The truth of an intake of several cases without a complaint to trace: sales and lists of all, and ``expect``: rows (of counts,
    severity, …) that the published database must hold, each told by some of its columns."""
    parts = [truth(market, [], "") for market in markets]
    whole = {k: [x for part in parts for x in part[k]] for k in ("seized", "hops", "derivations", "datasets")}
    return {"case_id": markets[0].case_id, "cases": [m.case_id for m in markets], "chain": [], "source": None, "complaint": None,
            **whole, "expect": expect, **more}  # fmt: skip


def truth(market: Market, chain: list[str], complaint: str, extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """case_id, chain (source first), source, complaint, seized, hops, derivations, datasets."""
    found = {k: v for k, v in market.versions.items() if v.file is not None}
    seized = {v.holder for v in found.values() if v.file is not None and v.file.kind == "seized" and v.holder}
    hops = [
        {
            "seller": s.seller, "buyer": s.buyer, "rows": s.rows, "amount": s.amount, "paid": bool(s.parts), "chat": s.chat,
            "both_seized": {s.seller, s.buyer} <= seized,
        }
        for s in market.sales
    ]  # fmt: skip
    derivations = [
        {"parent": found[p].file.path, "child": v.file.path}  # type: ignore[union-attr]
        for v in found.values()
        for p in v.parents
        if p in found
    ]
    datasets = [
        {"file": v.file.path, "holder": v.holder, "rows": v.rows, "persons": len(np.unique(v.table["pid"])), "kind": v.role}  # type: ignore[union-attr]
        for v in found.values()
    ]
    for file, holder, of in market.copies:
        same = next(d for d in datasets if d["file"] == found[of].file.path)  # type: ignore[union-attr]
        datasets.append({**same, "file": file.path, "holder": holder, "kind": "sold copy"})
    return {
        "case_id": market.case_id, "chain": chain, "source": chain[0] if chain else None, "complaint": complaint, "seized": sorted(seized),
        "hops": hops, "derivations": derivations, "datasets": datasets, **(extra or {}),
    }  # fmt: skip


def text(values: dict[str, Any]) -> str:
    """As the file beside the intake holds it."""
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"
