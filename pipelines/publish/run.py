"""publish: build the analysts' database anew beside the old one, and swap it in whole.

Readers of the old file keep the old data until they open it again. Nothing is rebuilt when nothing changed.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines import __version__, contracts, evidence, fields, ledger, warehouse
from pipelines.errors import HopbackError
from pipelines.home import Home, share
from pipelines.outcome import Outcome

LIST_KINDS = ("seized", "leaked", "reference")
RARE = 5  # a school or city that fewer persons have may point to one of them, or be a name in the wrong column
HIDDEN = tuple(f.name for f in fields.FIELDS if f.mask or f.name == "school")
ISSUE_FIELDS = sorted({*fields.NAMES, "file", *(c for t in contracts.WAREHOUSE for c in t.names)})
WALL_CLOCK = {
    "ledger": ("at", "prev_hash", "hash", "in_sha256", "out_sha256"),
    "crossings": ("crossed_at",),
}  # an exported workbook prints the ledger's times, a publication holds them
_OWN = b'{"action":"publish"'  # how the ledger's lines of a publication begin
# What a publication is made of. Accepted rows (records) never change without a row of datasets changing: they are not hashed.
READS = (
    "findings", "datasets", "dataset_columns", "load_issues", "accounts", "complaints", "persons", "person_records",
    "person_judgements", "look_alikes", "person_merges", "large_persons", "variants", "variant_readings", "derivations",
    "actors", "hops", "hop_evidence", "sources", "chains", "next_steps", "leads", "counts", "severity", "facts",
    "receipt_lines", "rules", "exclusions_applied", "exclusions_unmatched", "readings_excluded", "crossings",
)  # fmt: skip


def run(home: Home, con: warehouse.Connection, ids: Sequence[str] = (), *, force: bool = False) -> Outcome:
    """Publish the whole warehouse; ``ids`` are not used. Skips when the published file has the same input, unless ``force``."""
    prefix = f".{home.published.name}."
    for leftover in home.published.parent.glob(f"{prefix}*"):
        leftover.unlink()  # of a run that was killed; the writer's lock keeps others out
    state = inputs(con, home)
    if not force and _published_inputs(home.published) == state:
        return Outcome(skipped=1)
    new = home.published.with_name(f"{prefix}{os.getpid()}")
    try:
        warehouse.run(con, "trace/masks", case_id=None)
        with warehouse.new_file(con, new, contracts.PUBLISHED):
            for table in contracts.PUBLISHED:
                _fill(con, table.name, home, state)
            warehouse.run(con, "publish/macros")
        share(home.published.parent, new)
        done = ledger.Event("publish", reason="published database", in_sha256=state, out_sha256=evidence.sha256_of(new))
        ledger.append(home, [done] if new.parent == home.root / "published" else [])  # the audit's comparison hands nothing out
        new.replace(home.published)
    finally:
        new.unlink(missing_ok=True)
        new.with_name(f"{new.name}.wal").unlink(missing_ok=True)
    return Outcome(done=1)


def table_hashes(path: Path) -> dict[str, str]:
    """Table → rows and content hash of a published file; the same for the same content in any order of rows.

    Leaves out the ledger's times, the hashes that hold them (chain, exported files), and ``about``, whose input state holds them too.
    """
    with warehouse.reader(path) as con:
        return {
            t.name: warehouse.content_hash(con, t.name, WALL_CLOCK.get(t.name, ()))
            for t in contracts.PUBLISHED
            if t.name != "about"
        }


def inputs(con: warehouse.Connection, home: Home) -> str:
    """Hash of all that a publication is made of: tables, the ledger but for earlier publications, the statements and the contracts."""
    state = hashlib.sha256(repr(contracts.PUBLISHED).encode())
    for path in sorted((warehouse.SQL / "publish").glob("*.sql")):
        state.update(path.read_bytes())
    if home.ledger.exists():
        with home.ledger.open("rb") as file:
            for line in file:
                state.update(b"" if line.startswith(_OWN) else line)
    for table in READS:
        state.update(f"{table} {warehouse.content_hash(con, table)}\n".encode())
    return state.hexdigest()


def _fill(con: warehouse.Connection, table: str, home: Home, state: str) -> None:
    params: dict[str, dict[str, Any]] = {
        "datasets": {"list_kinds": LIST_KINDS},
        "person_records": {"list_kinds": LIST_KINDS},
        "load_issues": {"fields": ISSUE_FIELDS},
        "exclusions_applied": {"hidden": HIDDEN},
        "complaints": {"field_of": fields.FIELD_OF},
        "ledger": {"path": str(home.ledger)},
        "list_columns": {"list_kinds": LIST_KINDS, "words": list(fields.FIELD_OF)},
        "list_values": {"list_kinds": LIST_KINDS, "at_least": RARE},
        "complaint_matches": {"list_kinds": LIST_KINDS, "fields": fields.NAMES, "field_of": fields.FIELD_OF},
        "about": {"version": __version__, "inputs": state},
    }
    if table != "ledger" or home.ledger.exists():
        warehouse.run(con, f"publish/{table}", **params.get(table, {}))


def _published_inputs(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        with warehouse.reader(path) as con:
            return str(warehouse.rows(con, "publish/published_inputs")[0]["inputs"])
    except (HopbackError, warehouse.Error):
        return None  # made by an older version, or damaged: build it anew
