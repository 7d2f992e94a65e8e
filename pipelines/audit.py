"""Is custody unbroken, is the published copy true? Hashes all evidence again, walks the ledger, compares with the warehouse."""

import re
import shutil
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines import checkpoints, evidence, ledger, warehouse
from pipelines.errors import CustodyBroken, HomeInUse, UsageError
from pipelines.home import Home

_TOLD = re.compile(r"(?:finding ([0-9a-f]{16}):|intake ([0-9a-f]+):|dataset ([0-9a-f]{16})$)")
_SHOWN = 20


@dataclass
class _Promised:
    """What the ledger says: evidence kept, evidence destroyed, findings, intakes and datasets that it names, the hashes of the
    staging files that came of each evidence, and of the published files; ``heads``: hashes of the events that were asked for."""

    kept: set[str] = field(default_factory=set)
    destroyed: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    staged: dict[str, set[str]] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)
    heads: dict[int, str | None] = field(default_factory=dict)

    def hear(self, event: dict[str, Any]) -> None:
        """Take in one event, in order."""
        evidence_id, action = str(event["evidence_id"]), event["action"]
        if action in ("seal", "extract"):
            self.kept.add(evidence_id)
            self.destroyed.discard(evidence_id)
        elif action == "destroy":
            self.kept.discard(evidence_id)
            self.destroyed.add(evidence_id)
        elif action == "parse":
            self.staged.setdefault(evidence_id, set()).add(str(event["out_sha256"]))
        elif action == "publish":
            self.published.add(str(event["out_sha256"]))
        if match := _TOLD.match(event["reason"]):
            self.told.add(str(match[1] or match[2] or match[3]))
        if event["seq"] in self.heads:
            self.heads[event["seq"]] = event["hash"]


def verify(home: Home, trusted: Sequence[str] = (), kept: Path | None = None) -> str:
    """A report of an unbroken custody. ``trusted`` and ``kept``: see checkpoints.check. Raises CustodyBroken that names the
    first broken link and every file that is not right, and UsageError for a home that is not there."""
    if not home.root.is_dir():
        raise UsageError(f"there is no home at {home.root}: check --home and HOPBACK_HOME")
    # What promises is read after what was promised, so that a run that goes on meanwhile is no break.
    taken, staged = _in_warehouse(home)
    there = list(evidence.files(home))
    signatures = checkpoints.read(home)
    said = _Promised(heads=dict.fromkeys(checkpoints.seqs(signatures, kept)))
    count, broken = ledger.verify(home, said.hear)
    promised = said if broken is None else None
    breaks = [] if broken is None else [f"ledger line {broken.line} {broken.what}"]
    breaks += _check_files(home, there, promised)
    signed = ""
    if promised is not None:
        signed, faults = checkpoints.check(home, signatures, promised.heads, count, trusted, kept)
        breaks += faults + _check_promises(home, there, promised) + _check_warehouse(home, taken, staged, promised)
    if breaks:
        more = f"\n… and {len(breaks) - _SHOWN} more" if len(breaks) > _SHOWN else ""
        raise CustodyBroken(
            "custody is broken; keep the home as it is and compare with the backup\n" + "\n".join(breaks[:_SHOWN]) + more
        )
    left = ledger.torn(home)
    torn = f"; the ledger ends in {left} bytes of an append that was cut off, the next run mends it" if left else ""
    return f"custody unbroken: {len(there)} files of evidence hashed again, {count} ledger events walked; {signed}{torn}"


def compare(home: Home) -> None:
    """Publish beside the published file and compare every table. Raises CustodyBroken that names the tables that differ."""
    from pipelines.publish.run import run as publish
    from pipelines.publish.run import table_hashes

    if not home.published.exists():
        return
    beside = _Beside(home.root, home.settings)
    try:
        with warehouse.writer(home) as con:
            beside.published.parent.mkdir(parents=True, exist_ok=True)
            publish(beside, con, force=True)
        analysts, anew = table_hashes(home.published), table_hashes(beside.published)
    finally:
        shutil.rmtree(beside.published.parent, ignore_errors=True)
    # Asking the published copy is an event of its own: the ledger grows without a publication, and ``verify`` walks it.
    if differ := sorted(name for name in anew if name != "ledger" and analysts.get(name) != anew[name]):
        raise CustodyBroken(
            f"{home.published}: {', '.join(differ)} differ from the warehouse; trigger trace_case to publish again, "
            "and ask who wrote to the file when they differ still"
        )


class _Beside(Home):
    """The same home, publishing to another place."""

    @property
    def published(self) -> Path:
        return self.root / "published" / ".audit" / "hopback.duckdb"


def _check_files(home: Home, there: list[Path], promised: _Promised | None) -> list[str]:
    """What is wrong with the files of evidence. Without a walked ledger (None) only names and hashes are compared."""
    wrong = []
    told = promised.kept | promised.destroyed if promised else set()
    with ThreadPoolExecutor(max_workers=2) as pool:
        for path, sha256 in zip(there, pool.map(_hash, there), strict=True):
            name = path.relative_to(home.evidence).as_posix()
            strange = promised is not None and path.name not in told
            if path != home.evidence_file(path.name) or (strange and sha256 == path.name):
                wrong.append(f"evidence/{name}: added; no event of the ledger tells of it")
            elif sha256 is None and not (promised and path.name in promised.destroyed):
                wrong.append(f"evidence/{name}: cannot be read, or is no file")
            elif sha256 not in (path.name, None):
                wrong.append(f"evidence/{name}: altered; its bytes hash to {sha256}")
    return wrong


def _check_promises(home: Home, there: list[Path], promised: _Promised) -> list[str]:
    """Evidence that is not there as promised; a copy that a crash left on its way is there when its bytes are right."""
    back = sorted(p.name for p in there if p.name in promised.destroyed and p.exists())
    wrong = [f"evidence {sha256}: there; the ledger says it was destroyed" for sha256 in back]
    for sha256 in sorted(promised.kept - {path.name for path in there}):
        waiting = evidence.find(home, sha256)
        if waiting is None:
            wrong.append(f"evidence {sha256}: missing; the ledger says it was sealed")
        elif _hash(waiting) != sha256:
            wrong.append(f"evidence {sha256}: altered, on its way into its place")
    return wrong


def _hash(path: Path) -> str | None:
    """SHA-256 of a file; None of what cannot be read, and of links and pipes, which are no copies."""
    try:
        return evidence.sha256_of(path) if stat.S_ISREG(path.lstat().st_mode) else None
    except OSError:
        return None


def _in_warehouse(home: Home) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(findings and intakes, datasets) of the warehouse; none while a writer works."""
    if home.warehouse.exists():
        try:
            with warehouse.reader(home.warehouse) as con:
                return warehouse.rows(con, "seal/custody"), warehouse.rows(con, "load/custody")
        except (HomeInUse, warehouse.Error):
            pass
    return [], []


def _check_warehouse(home: Home, taken: list[dict[str, Any]], staged: list[dict[str, Any]], promised: _Promised) -> list[str]:
    """Findings, intakes and datasets of which the ledger knows nothing: its end was cut off, or it was rewritten; and staging
    files that are not what load wrote."""
    known = promised.kept | promised.destroyed
    wrong = [
        f"{row['what']} {row['id']}: the ledger has no event of it; events were removed"
        for row in (*taken, *staged)
        if row["id"] not in promised.told or (row["what"] == "finding" and row["sha256"] not in known)
    ]
    files = {row["staging"]: row["sha256"] for row in staged}
    for name, sha256 in files.items():
        if (home.root / name).exists() and _hash(home.root / name) not in promised.staged.get(sha256, set()):
            wrong.append(f"{name}: altered; the ledger has another hash of what load wrote")
    if promised.published and home.published.exists() and _hash(home.published) not in promised.published:
        wrong.append(f"published/{home.published.name}: altered; the ledger has another hash of what was published")
    return wrong
