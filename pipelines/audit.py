"""Is custody unbroken, is the published copy true? Hashes all evidence again, walks the ledger, compares with the warehouse."""

import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines import checkpoints, evidence, ledger, warehouse
from pipelines.errors import CustodyBroken, HomeInUse, UsageError
from pipelines.home import Home

_FINDING = re.compile(r"finding ([0-9a-f]{16}):")
_SHOWN = 20


def verify(home: Home, trusted: Sequence[str] = (), kept: Path | None = None) -> str:
    """A report of an unbroken custody. ``trusted`` and ``kept``: see checkpoints.check. Raises CustodyBroken that names the first broken link and every file that is not right,
    and UsageError for a home that is not there: nothing was found unbroken in it."""
    if not home.root.is_dir():
        raise UsageError(f"there is no home at {home.root}: check --home and HOPBACK_HOME")
    count, broken = ledger.verify(home)
    breaks = [] if broken is None else [f"ledger line {broken.line} {broken.what}"]
    there = list(evidence.files(home))
    sealed, findings, destroyed = _promised(home) if broken is None else (None, set(), set())
    checked, wrong = _check_files(home, there, sealed)
    breaks += wrong
    signed = ""
    if broken is None:
        signed, faults = checkpoints.check(home, trusted, kept)
        breaks += faults
    if sealed is not None:
        present = {path.name for path in there}
        breaks += [
            f"evidence {s}: missing; the ledger says it was sealed"
            for s in sorted(sealed - present - destroyed)
            if not evidence.find(home, s)
        ]
        breaks += [f"evidence {s}: there; the ledger says it was destroyed" for s in sorted(destroyed & present)]
        breaks += _against_warehouse(home, sealed, findings)
    if breaks:
        more = f"\n… and {len(breaks) - _SHOWN} more" if len(breaks) > _SHOWN else ""
        raise CustodyBroken(
            "custody is broken; keep the home as it is and compare with the backup\n" + "\n".join(breaks[:_SHOWN]) + more
        )
    return f"custody unbroken: {checked} files of evidence hashed again, {count} ledger events walked; {signed}"


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


def _promised(home: Home) -> tuple[set[str], set[str], set[str]]:
    """(evidence that the ledger says was sealed, findings that it names, evidence that was destroyed since)."""
    sealed, findings, destroyed = set(), set(), set()
    for event in ledger.read(home):
        if event["action"] in ("seal", "extract"):
            sealed.add(str(event["evidence_id"]))
            destroyed.discard(str(event["evidence_id"]))
            if match := _FINDING.match(event["reason"]):
                findings.add(match[1])
        elif event["action"] == "destroy":
            destroyed.add(str(event["evidence_id"]))
    return sealed, findings, destroyed


def _check_files(home: Home, there: list[Path], sealed: set[str] | None) -> tuple[int, list[str]]:
    """(files hashed, what is wrong). Without a walked ledger (None) only names and hashes are compared."""
    wrong = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for path, sha256 in zip(there, pool.map(_hash, there), strict=True):
            name = path.relative_to(home.evidence).as_posix()
            if path != home.evidence_file(path.name) or (sealed is not None and path.name not in sealed and sha256 == path.name):
                wrong.append(f"evidence/{name}: added; no event of the ledger tells of it")
            elif sha256 is None:
                wrong.append(f"evidence/{name}: cannot be read")
            elif sha256 != path.name:
                wrong.append(f"evidence/{name}: altered; its bytes hash to {sha256}")
    return len(there), wrong


def _hash(path: Path) -> str | None:
    try:
        return evidence.sha256_of(path)
    except OSError:
        return None


def _against_warehouse(home: Home, sealed: set[str], findings: set[str]) -> list[str]:
    """Findings of which the ledger knows nothing: its end was cut off, or it was rewritten. Skipped while a writer works."""
    if not home.warehouse.exists():
        return []
    try:
        with warehouse.reader(home.warehouse) as con:
            rows = warehouse.rows(con, "seal/custody")
    except (HomeInUse, warehouse.Error):
        return []
    return [
        f"finding {row['finding_id']}: the ledger has no event of its sealing; events were removed"
        for row in rows
        if row["finding_id"] not in findings or row["evidence_id"] not in sealed
    ]
