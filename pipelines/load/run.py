"""load: every file of evidence becomes tables of verbatim rows, counted so that nothing is lost.

Per finding: read → staging Parquet (written beside, then moved) → custody event → one transaction. Killed anywhere, the finding
still waits and is read again to the same files; the event is not written twice. The next files are read meanwhile.
"""

import hashlib
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import evidence, ledger, progress, quarantine, recall, warehouse
from pipelines.errors import BadFile, CustodyBroken, NoTable
from pipelines.home import Home
from pipelines.load import formats, mixed, staging
from pipelines.load.claimed import claimed_rows
from pipelines.load.table import Note, Table
from pipelines.outcome import Outcome

Finding = dict[str, Any]
"""A row of load/waiting.sql."""
READERS = 2
"""Files that are read at the same time: one text keeps about one processor busy, in Python and in DuckDB by turns."""


@dataclass
class _Read:
    """A table as staged: what goes into datasets, dataset_columns and load_issues."""

    table: Table
    target: Path
    balance: staging.Balance
    sha256: str


@dataclass
class _Run:
    """What all findings of a run share."""

    home: Home
    con: warehouse.Connection
    next_no: int


def run(home: Home, con: warehouse.Connection, ids: Sequence[str]) -> Outcome:
    """Load findings; none: all that wait. A file that cannot be read goes to quarantine, the others go on.

    The outcome's ids are the datasets of these findings, known ones too. Raises CustodyBroken when evidence is not there.
    """
    waiting = warehouse.rows(con, "load/waiting", ids=list(ids))
    loaded: list[str] = [f["finding_id"] for f in waiting]
    problems, notes = 0, []
    if waiting:
        last = warehouse.rows(con, "load/last")[0]["dataset_no"]
        _sweep(home)
        shared = _Run(home, con, last + 1)
        with _reading(shared, waiting) as found:
            for finding, reading in progress.track(found, "load", len(waiting)):
                try:
                    problems += _keep(shared, finding, reading.result())
                except BadFile as error:
                    _refuse(shared, finding, error)
                    problems += 1
                    what = "kept" if isinstance(error, NoTable) else "quarantined"
                    notes.append(f"{what} {finding['path']}: {error.message}")
    datasets = warehouse.rows(con, "load/datasets_of", ids=list(dict.fromkeys([*ids, *loaded])))
    skipped = len(set(ids) - set(loaded))
    return Outcome(tuple(d["dataset_id"] for d in datasets), len(waiting), skipped, problems, tuple(notes))


def _sweep(home: Home) -> None:
    """Make the staging folder and remove what a killed run left in it; the writer's lock keeps others out."""
    home.staging.mkdir(exist_ok=True)
    for leftover in home.staging.glob(".work-*"):
        shutil.rmtree(leftover)


@contextmanager
def _reading(shared: _Run, findings: Sequence[Finding]) -> Iterator[Iterator[tuple[Finding, Future[list[_Read]]]]]:
    """The findings in order, each with what is or will be read of it: READERS are read while what came before is kept."""
    begun: deque[tuple[Finding, warehouse.Connection, Future[list[_Read]]]] = deque()

    def first() -> Iterator[tuple[Finding, Future[list[_Read]]]]:
        finding, con, reading = begun[0]
        yield finding, reading
        begun.popleft()
        con.close()

    def ahead(pool: ThreadPoolExecutor) -> Iterator[tuple[Finding, Future[list[_Read]]]]:
        for finding in findings:
            con = warehouse.behind(shared.con).cursor()
            begun.append((finding, con, pool.submit(_read, shared.home, con, finding)))
            if len(begun) > READERS:
                yield from first()
        while begun:
            yield from first()

    with ThreadPoolExecutor(READERS, thread_name_prefix="load") as pool:
        try:
            yield ahead(pool)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for _, con, _ in begun:
                con.interrupt()
            raise


def _read(home: Home, con: warehouse.Connection, finding: Finding) -> list[_Read]:
    """Read a finding to staging files; changes nothing else. Raises BadFile, CustodyBroken."""
    source = evidence.find(home, finding["evidence_id"])
    if source is None:
        raise CustodyBroken(f"{finding['path']}: its evidence {finding['evidence_id']} is gone; restore it from the backup")
    with tempfile.TemporaryDirectory(dir=home.staging, prefix=".work-") as work:
        try:
            tables = formats.read(source, finding["path"], Path(work))
            return [_stage(home, con, finding, number, table, Path(work)) for number, table in enumerate(tables)]
        except (BadFile, OSError, MemoryError, warehouse.Refused):
            raise  # a full disk is no fault of the file
        except Exception as error:  # one file must not stop the night; the error's text may hold a person's value
            message = f"the reader failed ({type(error).__name__}); report it, and hand in the file as CSV in UTF-8"
            raise BadFile(finding["path"], "reader_failed", message) from error


def _stage(home: Home, con: warehouse.Connection, finding: Finding, number: int, table: Table, work: Path) -> _Read:
    """Two findings of the same bytes may be read at once: each writes a file of its own, then moves it to the same place."""
    target = home.staging / f"{finding['evidence_id']}.{number}.parquet"
    written = work / target.name
    balance = staging.write(con, table, written)
    digest = evidence.sha256_of(written)
    written.replace(target)
    return _Read(table, target, balance, digest)


def _keep(shared: _Run, finding: Finding, read: list[_Read]) -> int:
    """Make datasets of what was read of a finding; returns its rejected rows."""
    home, con = shared.home, shared.con
    datasets = [_dataset(shared, finding, item) for item in read]
    events = [_event(finding, dataset, item) for dataset, item in zip(datasets, read, strict=True)]
    ledger.append(home, recall.unwritten(home, events))
    with warehouse.transaction(con):
        warehouse.insert(con, "datasets", datasets)
        for dataset, item in zip(datasets, read, strict=True):
            _describe(con, dataset, item)
        warehouse.run(con, "load/state", state="loaded", finding_id=finding["finding_id"])
    shared.next_no += len(datasets)
    return sum(item.balance.rows_rejected for item in read)


def _dataset(shared: _Run, finding: Finding, item: _Read) -> dict[str, Any]:
    table = item.table
    path = f"{finding['path']}#{table.sheet}" if table.sheet else finding["path"]
    parts = (finding["case_id"], finding["evidence_id"], finding["holder"], path)
    number = int(item.target.name.split(".")[1])
    return {
        "dataset_no": shared.next_no + number,
        "dataset_id": hashlib.sha256("\x1f".join(p or "" for p in parts).encode("utf-8", "surrogatepass")).hexdigest()[:16],
        **{name: finding[name] for name in ("finding_id", "case_id", "file_name", "kind", "holder", "obtained_at")},
        "path": path,
        "sha256": finding["evidence_id"],
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header_line": table.layout.header_line,
        "preamble": table.preamble or None,
        "staging": str(item.target.relative_to(shared.home.root)),
        "rows_read": item.balance.rows_read,
        "rows_accepted": item.balance.rows_accepted,
        "rows_rejected": item.balance.rows_rejected,
        "claimed_rows": claimed_rows(finding["file_name"]),
        "state": "loaded",
    }


def _event(finding: Finding, dataset: dict[str, Any], item: _Read) -> ledger.Event:
    return ledger.Event(
        "parse",
        evidence_id=finding["evidence_id"],
        reason=f"dataset {dataset['dataset_id']}",
        in_sha256=finding["evidence_id"],
        out_sha256=item.sha256,
        rows_in=item.balance.rows_read,
        rows_out=item.balance.rows_accepted,
        rows_rejected=item.balance.rows_rejected,
    )


def _describe(con: warehouse.Connection, dataset: dict[str, Any], item: _Read) -> None:
    """Columns and issues of a dataset."""
    columns = [
        {"dataset_no": dataset["dataset_no"], "position": position, "header": header}
        for position, header in enumerate(item.table.layout.header)
    ]
    warehouse.insert(con, "dataset_columns", columns)
    place = {name: dataset[name] for name in ("finding_id", "case_id", "dataset_id", "path")}
    warehouse.insert(con, "load_issues", [place | vars(note) for note in notes_of(item.table, item.balance)])
    if item.table.odd:
        odd = {"lines": list(item.table.odd), "codes": list(item.table.odd.values()), "messages": mixed.MESSAGES}
        warehouse.run(con, "load/odd_lines", staging=str(item.target), **odd, **place)
    if item.balance.rows_rejected:
        warehouse.run(con, "load/rejected", staging=str(item.target), messages=staging.MESSAGES, **place)


def notes_of(table: Table, balance: staging.Balance) -> list[Note]:
    """Notes of a table, those of its rows included."""
    notes = list(table.notes)
    if balance.padded:
        message = f"{balance.padded} rows have fewer cells than the header, this is the first; the missing cells are NULL"
        notes.append(Note("short_rows", message, row=balance.first))
    if not balance.rows_read:
        notes.append(Note("no_rows", "the table has a header and no rows; ask for the right file"))
    return notes


def _refuse(shared: _Run, finding: Finding, error: BadFile) -> None:
    kept = isinstance(error, NoTable)
    if not kept:
        quarantine.put(shared.home, finding["path"], finding["evidence_id"], error.code, error.message)
    reason = f"finding {finding['finding_id']} {'kept' if kept else 'quarantined'}: {error.code}"
    event = ledger.Event("exclude", finding["evidence_id"], reason=reason, in_sha256=finding["evidence_id"])
    ledger.append(shared.home, recall.unwritten(shared.home, [event]))
    issue = {name: finding[name] for name in ("finding_id", "case_id", "path")}
    with warehouse.transaction(shared.con):
        warehouse.insert(shared.con, "load_issues", [issue | {"row": error.row, "code": error.code, "message": error.message}])
        warehouse.run(shared.con, "load/state", state="kept" if kept else "quarantined", finding_id=finding["finding_id"])
