"""The Jiaxing case at 1,000 pupils, list by list: a change of the generator shows here, and is then meant or undone.

Write the golden file anew with ``python tests/golden/demo/test_demo_golden.py``.
"""

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from pipelines.demo import generate

GOLDEN = Path(__file__).with_name("jiaxing-1000.json")


def made(folder: Path) -> dict[str, Any]:
    """Rows, persons and bytes of every list that is not compressed (compressed bytes hang on the zlib of the machine), and the sales."""
    demo = generate("jiaxing", 1_000, folder)
    truth = json.loads(demo.truth.read_text("utf-8"))
    plain = {d["file"] for d in truth["datasets"]} - {
        d["file"] for d in truth["datasets"] if "!" in d["file"] or d["file"].endswith(".xlsx")
    }
    records = {p.name for p in (demo.intake / "records").iterdir()}
    digest = {
        f: hashlib.sha256((demo.intake / f).read_bytes()).hexdigest()[:16]
        for f in sorted(plain | {f"records/{r}" for r in records})
    }
    return {
        "lists": [f"{d['file']}: {d['holder']}, {d['kind']}, {d['rows']} rows, {d['persons']} persons" for d in truth["datasets"]],
        "sales": [f"{h['seller']} → {h['buyer']}: {h['rows']} rows, {h['amount']} yuan" for h in truth["hops"]],
        "derivations": [f"{d['parent']} → {d['child']}" for d in truth["derivations"]],
        "bytes": digest,
    }


def test_case_is_what_it_was(tmp_path: Path) -> None:
    assert made(tmp_path) == json.loads(GOLDEN.read_text("utf-8"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.write_text(json.dumps(made(Path(folder)), ensure_ascii=False, indent=1) + "\n", "utf-8")
