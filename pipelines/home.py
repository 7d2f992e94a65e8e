"""Paths and settings of one home folder. Read once, passed on; nothing here opens the warehouse."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from pipelines.errors import UsageError

LONGEST_NAME = 200
"""Bytes of a folder's name; file systems take 255."""
FOLDERS = ("inbox", "evidence", "staging", "published", "reports", "quality", "quarantine")
ENGINES = ("duckdb", "spark")
PRIVATE = frozenset({"evidence", "staging", "quarantine"})
"""Clear values lie here: for the account that runs hopback alone. The inbox is the investigators' too, its rights are the operator's."""


@contextmanager
def private() -> Iterator[None]:
    """What the process makes meanwhile is for its own account alone, whatever its umask: files, logs and spills of DuckDB too."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def share(folder: Path, *paths: Path) -> None:
    """Give ``paths`` (below ``folder``; none: all that lies there) the rights of ``folder``, as its operator set them."""
    rights = stat.S_IMODE(folder.stat().st_mode)
    for path in paths or folder.rglob("*"):
        path.chmod(rights if path.is_dir() else rights & 0o666)


def _half_of_memory() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return f"{max(1024, pages * size // 2**21)}MiB"


@dataclass(frozen=True)
class Settings:
    """What an operator may set in ``hopback.toml`` at the root of the home.

    memory_limit: DuckDB's limit, e.g. ``"4GB"``; half of the machine by default.
    threads: DuckDB's threads; 0 means all cores.
    settle_seconds: an intake is taken when nothing in it changed for so long.
    seed: of everything that samples.
    archive_bytes, archive_ratio, archive_members: an archive of an intake, with all that is nested in it, expands to at most so
    many bytes, so many times its size (64 MiB are always allowed), and holds at most so many files.
    archive_depth: so many archives are unpacked inside each other.
    checkpoint_key: path of an Ed25519 private key (PEM) that signs the ledger; the home makes one of its own by default.
    engine: what normalise, resolve and derive compute with, "duckdb" or "spark" (an extra; see docs/operations.md).
    spark_master: where Spark runs, e.g. ``"local[*]"``, ``"spark://host:7077"``, ``"yarn"``, ``"k8s://https://host:6443"``.
    spark_conf: further settings of Spark by their names, values as texts.
    """

    memory_limit: str = ""
    threads: int = 0
    settle_seconds: float = 60.0
    seed: int = 20160501
    archive_bytes: int = 200 << 30
    archive_ratio: int = 200
    archive_members: int = 20_000
    archive_depth: int = 8
    checkpoint_key: str = ""
    engine: str = "duckdb"
    spark_master: str = "local[*]"
    spark_conf: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Settings":
        """Settings of ``path``, defaults for what it does not name. Raises UsageError for an unknown key."""
        given = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
        unknown = sorted(given.keys() - {f.name for f in fields(cls)})
        if unknown:
            raise UsageError(f"{path}: unknown settings {', '.join(unknown)}; remove them or see docs/operations.md")
        if not given.get("memory_limit"):
            given["memory_limit"] = _half_of_memory()
        if given.get("engine", ENGINES[0]) not in ENGINES:
            raise UsageError(f"{path}: engine is one of {', '.join(ENGINES)}; see docs/operations.md")
        return cls(**given)


@dataclass(frozen=True)
class Home:
    """One home: inbox, evidence, staging, warehouse, published copy, reports (see docs/data_flow.md)."""

    root: Path
    settings: Settings

    @classmethod
    def at(cls, root: str | Path | None = None) -> "Home":
        """The home at ``root``, else ``$HOPBACK_HOME``, else ``./data``. Reads settings, creates nothing."""
        path = Path(root or os.environ.get("HOPBACK_HOME") or "data").absolute()
        return cls(path, Settings.read(path / "hopback.toml"))

    def create(self) -> "Home":
        """Make the folders that are missing; returns itself."""
        self.root.mkdir(parents=True, exist_ok=True)
        for name in FOLDERS:
            (self.root / name).mkdir(mode=0o700 if name in PRIVATE else 0o777, exist_ok=True)
        return self

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def ledger(self) -> Path:
        return self.evidence / "ledger.jsonl"

    @property
    def checkpoints(self) -> Path:
        return self.evidence / "checkpoints.jsonl"

    @property
    def staging(self) -> Path:
        return self.root / "staging"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.root / "published" / "hopback.duckdb"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def report(self, case_id: str) -> Path:
        """The folder of a case's report: its id, with what could leave ``reports/`` or trouble a file system escaped."""
        safe = re.sub(r'[%/\\:*?"<>|\x00-\x1f]', lambda c: quote(c.group(), safe=""), case_id).strip()
        safe = re.sub(r"^\.+", lambda dots: "%2E" * len(dots.group()), safe) or "%20"
        if len(safe.encode()) > LONGEST_NAME:
            safe = f"{safe.encode()[: LONGEST_NAME - 17].decode(errors='ignore')}-{sha256(case_id.encode()).hexdigest()[:16]}"
        return self.reports / safe

    @property
    def quality(self) -> Path:
        return self.root / "quality"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine"

    def evidence_file(self, evidence_id: str) -> Path:
        """Where the original with this SHA-256 lies."""
        return self.evidence / evidence_id[:2] / evidence_id
