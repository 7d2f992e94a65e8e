"""normalise: name the columns of each list, write its records with canonical and raw values, judge its quality.

Lists are worked on in batches, each batch one transaction and one question to the quality gate: the columns of every list are
mapped (headers.py), a view puts the cells under their fields (columns.py), and one statement writes the records of as many lists
as can be gathered.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pipelines import contracts, evidence, fields, progress, quality, quarantine, warehouse
from pipelines.home import Home
from pipelines.normalise import columns, headers, tables, told
from pipelines.outcome import Outcome

log = logging.getLogger("hopback")

BATCH_LISTS = 64
"""Lists of one transaction, at most."""
BATCH_ROWS = 20_000_000
"""Rows of one transaction, unless a list alone is longer: what a killed run does again."""
GATHERED_ROWS = 1_000_000
"""Rows of several lists gathered for one statement; a list alone is read from its staging directly: the copy costs more than a second read."""
RECORDS = contracts.table("records")
SAMPLE_ROWS = 400
"""Rows of a list whose values help to name its columns."""


def run(home: Home, con: warehouse.Connection, ids: Sequence[str], **_: Any) -> Outcome:
    """Normalise these datasets (none: all that wait). The outcome's ids are datasets whose lists passed the quality gate."""
    waiting = warehouse.rows(con, "normalise/waiting", ids=list(ids))
    if not waiting:
        return Outcome(skipped=len(ids))
    warehouse.run(con, "normalise/macros")
    lists = [d for d in waiting if d["kind"] not in tables.KINDS]
    problems = 0
    for kind in sorted(tables.KINDS & {d["kind"] for d in waiting}):
        with warehouse.transaction(con):
            problems += _write_table(home, con, kind, [d for d in waiting if d["kind"] == kind])
    batches = list(_parts(lists, BATCH_ROWS))
    passed: list[str] = []
    notes: list[str] = []
    with quality.gate(home.quality) as judge:
        for batch in progress.track(batches, "normalise", len(batches)):
            with warehouse.transaction(con):
                problems += _write_lists(home, con, batch)
                refused = _judge(home, con, batch, judge)
            passed += [d["dataset_id"] for d in batch if d["dataset_id"] not in refused]
            notes += [f"quarantined {path}" for path in refused.values()]
    return Outcome(tuple(passed), len(waiting), max(0, len(ids) - len(waiting)), problems + len(notes), tuple(notes))


def _parts(lists: list[dict[str, Any]], rows: int) -> Iterator[list[dict[str, Any]]]:
    """Lists in their order, so many together as have no more than ``rows``; a longer one alone."""
    part: list[dict[str, Any]] = []
    for d in lists:
        if part and (len(part) == BATCH_LISTS or _rows(part) + d["rows_accepted"] > rows):
            yield part
            part = []
        part.append(d)
    if part:
        yield part


def _rows(lists: list[dict[str, Any]]) -> int:
    return sum(d["rows_accepted"] for d in lists)


def _write_lists(home: Home, con: warehouse.Connection, batch: list[dict[str, Any]]) -> int:
    """Write the records of a batch; returns the rows of mapping files that cannot be obeyed."""
    _forget(home, con, batch)
    tabled, wrong = _tables(con, batch, _shares(home, con, batch), headers.mapped, fields.NAMES, headers.JOINED)
    table = {t.dataset_no: t for t in tabled}
    for part in _parts(batch, GATHERED_ROWS):
        _write_records(home, con, part, [table[d["dataset_no"]] for d in part])
    warehouse.run(con, "normalise/datasets", datasets=[d["dataset_no"] for d in batch])
    return wrong


def _write_records(home: Home, con: warehouse.Connection, part: list[dict[str, Any]], tabled: list[columns.Table]) -> None:
    names = [name for name in fields.NAMES if any(name in t.fields for t in tabled)]
    cells = _stack(con, home, part, [columns.list_columns(t, names) for t in tabled])
    if len(part) > 1:
        warehouse.run(con, "normalise/gathered")
        cells = con.table("gathered")
    con.register("found", cells.select(*columns.all_fields(names)))  # a temporary view
    warehouse.run(con, "normalise/twins")
    warehouse.run(con, "normalise/records")
    filled = {*names, "extra"} if any(t.unknown for t in tabled) else {*names}
    warehouse.append(con, "records", "written", [c.name for c in RECORDS.columns if c.name in filled or not c.sparse])


def _judge(home: Home, con: warehouse.Connection, batch: list[dict[str, Any]], judge: quality.Judge) -> dict[str, str]:
    """Measure the batch's lists and quarantine those that the quality gate refuses: dataset_id → path."""
    lists = warehouse.rows(con, "normalise/metrics", datasets=[d["dataset_no"] for d in batch])
    broken = judge(lists)
    warehouse.run(
        con,
        "normalise/quality_metrics",
        gated=[b.metric for b in quality.BOUNDS],
        failed=[f"{m['dataset_no']} {b.metric}" for m in lists for b in broken.get(m["dataset_id"], ())],
    )
    refused = [m for m in lists if m["dataset_id"] in broken]
    warehouse.run(con, "normalise/quarantine", datasets=[m["dataset_no"] for m in refused])
    for m in refused:
        place = {name: m[name] for name in ("finding_id", "case_id", "dataset_id", "path")}
        reasons = broken[m["dataset_id"]]
        warehouse.insert(con, "load_issues", [place | {"code": f"quality_{b.metric}", "message": b.remedy} for b in reasons])
        message = "; ".join(f"{b.metric} = {m[b.metric]:g}: {b.remedy}" for b in reasons)
        quarantine.put(home, m["path"], m["sha256"], "quality", message, evidence.find(home, m["sha256"]))
    return {m["dataset_id"]: m["path"] for m in refused}


def _write_table(home: Home, con: warehouse.Connection, kind: str, batch: list[dict[str, Any]]) -> int:
    """Write the datasets of one kind of record table; returns the rows that could not be taken."""
    _forget(home, con, batch)
    tabled, wrong = _tables(con, batch, {}, partial(tables.mapped, kind), tables.columns_of(kind), ())
    cells = _stack(con, home, batch, [columns.record_columns(t, tables.columns_of(kind)) for t in tabled])
    con.register("found", cells)  # a temporary view
    words = {"words": list(fields.BY_WORD), "fields": list(fields.BY_WORD.values())} if kind == "exclusions" else {}
    warehouse.run(con, f"normalise/{kind}", **words)
    warehouse.run(con, "normalise/table_issues")
    warehouse.run(con, "normalise/table_datasets", datasets=[d["dataset_no"] for d in batch])
    return int(warehouse.rows(con, "normalise/rejected")[0]["rejected"]) + wrong


def _stack(con: warehouse.Connection, home: Home, batch: list[dict[str, Any]], chosen: Sequence[list[Any]]) -> Any:
    """The accepted rows of the batch under the columns chosen for each dataset: a relation, and the view `stacked`."""
    stacked: Any = None
    for d, expressions in zip(batch, chosen, strict=True):
        part = con.from_parquet(str(home.root / d["staging"])).filter(columns.accepted()).select(*expressions)
        stacked = part if stacked is None else stacked.union(part)
    con.register("stacked", stacked)  # a temporary view
    return stacked


def _shares(home: Home, con: warehouse.Connection, batch: list[dict[str, Any]]) -> dict[int, dict[int, dict[str, float]]]:
    """dataset_no → position of a column → kind of value → share of the filled cells that look like it."""
    paths = sorted({str(home.root / d["staging"]) for d in batch})
    found: dict[str, dict[int, dict[str, float]]] = {}
    for row in warehouse.rows(con, "normalise/profile", paths=paths, rows=SAMPLE_ROWS, surnames=headers.SURNAMES):
        found.setdefault(row["staged"], {}).setdefault(row["position"], {})[row["kind"]] = row["share"]
    return {d["dataset_no"]: found.get(Path(d["staging"]).name, {}) for d in batch}


def _forget(home: Home, con: warehouse.Connection, batch: list[dict[str, Any]]) -> None:
    """What an earlier reading left of datasets that a mapping file has sent back; persons that they had tied are taken apart."""
    before = warehouse.rows(con, "normalise/read_before", datasets=[d["dataset_no"] for d in batch])
    if before:
        warehouse.run(con, "normalise/forget", datasets=[d["dataset_no"] for d in before])
        for d in before:
            quarantine.release(home, d["path"], d["sha256"])
    if any(d["tied"] for d in before):
        log.info("normalise: a mapping file changes lists whose persons were resolved; all persons are resolved again")
        warehouse.run(con, "normalise/untie")


def _tables(
    con: warehouse.Connection,
    batch: list[dict[str, Any]],
    shares: dict[int, dict[int, dict[str, float]]],
    name: Callable[[Sequence[headers.Column]], list[headers.Mapped]],
    known: Collection[str],
    joined: Collection[str],
) -> tuple[list[columns.Table], int]:
    """(each dataset's columns with their fields, as ``name`` finds them or a mapping file tells; rows of it that cannot be obeyed).

    Both are written to dataset_columns and load_issues on the way.
    """
    cells: dict[int, list[headers.Column]] = {d["dataset_no"]: [] for d in batch}
    for row in warehouse.rows(con, "normalise/headers", datasets=list(cells)):
        number, position = row["dataset_no"], row["position"]
        cells[number].append(headers.Column(position, row["header"] or "", shares.get(number, {}).get(position, {})))
    rules = told.grouped(warehouse.rows(con, "normalise/told", datasets=list(cells)))
    tabled, problems = [], 0
    for number, found in cells.items():
        mapped, wrong = told.obeyed(found, rules.get(number, ()), known, joined, name)
        tabled.append(columns.Table(number, found, mapped))
        problems += len(wrong)
        if wrong:
            warehouse.run(
                con,
                "normalise/mapping_issues",
                dataset_no=number,
                rows=[w.row for w in wrong],
                codes=[w.code for w in wrong],
                messages=[w.message for w in wrong],
            )
    lines = [(t.dataset_no, m) for t in tabled for m in t.mapped]
    warehouse.run(
        con,
        "normalise/dataset_columns",
        dataset_nos=[number for number, _ in lines],
        positions=[m.position for _, m in lines],
        fields=[m.field for _, m in lines],
        reasons=[m.reason for _, m in lines],
    )
    return tabled, problems
