"""The nine stages in order: the one registry for the command line, the DAGs and the docs.

A stage's ``run`` takes (home, connection, ids) and may be repeated: with the same input it changes nothing. It writes in
one transaction of its own (several where it works file by file) and returns an Outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from pipelines import warehouse
from pipelines.home import Home
from pipelines.outcome import Outcome


class Run(Protocol):
    """The signature of every ``pipelines.<stage>.run.run``."""

    def __call__(self, home: Home, con: warehouse.Connection, ids: Sequence[str], **options: Any) -> Outcome: ...


@dataclass(frozen=True)
class Stage:
    """A stage: what its ids are, what it reads and writes (tables, or folders with a trailing slash)."""

    name: str
    ids: str
    summary: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def run(self) -> Run:
        """Imported when asked for: a DAG file must not pay for pandas and Great Expectations."""
        run: Run = import_module(f"pipelines.{self.name}.run").run
        return run


_RECORD_TABLES = ("payments", "chats", "calls", "accounts", "complaints", "exclusions", "judgements")

STAGES: tuple[Stage, ...] = (
    Stage("seal", "intakes", "hash, copy and unpack what lies in the inbox", ("inbox/",), ("evidence/", "intakes", "findings")),
    Stage("load", "findings", "read each file into verbatim rows", ("findings", "evidence/"),
          ("staging/", "datasets", "dataset_columns", "load_issues")),
    Stage("normalise", "datasets", "map columns to fields, clean values, check quality", ("staging/", "datasets", "dataset_columns"),
          ("records", *_RECORD_TABLES, "quality_metrics", "quality/")),
    Stage("resolve", "datasets", "find the persons behind the records", ("records",), ("persons", "person_records", "identities", "value_counts")),
    Stage("derive", "datasets", "find which list was made from which", ("records", "person_records"), ("derivations",)),
    Stage("trace", "cases", "find who sold to whom, back to the source", ("derivations", *_RECORD_TABLES),
          ("actors", "hops", "hop_evidence", "sources", "chains", "next_steps")),
    Stage("assess", "cases", "count what the law counts", ("hops", "records", "person_records"), ("counts", "severity", "leads")),
    Stage("report", "cases", "write the case report", ("hops", "hop_evidence", "chains", "counts"), ("reports/",)),
    Stage("publish", "", "swap in the analysts' masked database", ("datasets", "persons", "hops", "counts"), ("published/",)),
)  # fmt: skip

NAMES: tuple[str, ...] = tuple(s.name for s in STAGES)
INGEST: tuple[str, ...] = NAMES[:5]
TRACE: tuple[str, ...] = NAMES[5:]


def stage(name: str) -> Stage:
    """The stage of that name. Raises StopIteration for an unknown one."""
    return next(s for s in STAGES if s.name == name)
