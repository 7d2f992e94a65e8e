"""The quality gate: the only place that knows Great Expectations, and the checks of the warehouse.

One query computes the metrics of every list of a batch (sql/normalise/metrics.sql); the suite of ``BOUNDS`` validates the
frame of them, one row a list. When the batch fails it is halved until the lists to blame stand alone, so that a batch
without trouble costs one validation and each bad list a few. Nothing here ever sees a value of a person.

Great Expectations is imported inside the functions: it costs seconds, and only new lists need it.
"""

import logging
import os
import re
import sys
from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from pipelines import warehouse
from pipelines.errors import HopbackError
from pipelines.home import share

log = logging.getLogger("hopback")

Metrics = Mapping[str, Any]
"""dataset_no, dataset_id, and metric → number."""

RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
DOCS_LIMIT = 200
"""Validations that the Data Docs list, newest first."""
CSS = Path(__file__).with_name("quality.css")
_IMPORT = Lock()


@contextmanager
def _without_spark() -> Iterator[None]:
    """Great Expectations imports PySpark where it is installed: needless here, slow, and its part ``connect`` ends a process whose
    main module is no file."""
    name = "pyspark.sql.connect" if "pyspark" in sys.modules else "pyspark"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails
    try:
        yield
    finally:
        del sys.modules[name]


def ahead() -> None:
    """Import Great Expectations while others work: its seconds are hidden behind a stage that leaves a processor free."""
    Thread(target=_imported, name="quality", daemon=True).start()


def _imported() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the package is imported
    with _IMPORT, _without_spark():
        import great_expectations as gx
    return gx


@dataclass(frozen=True)
class Bound:
    """What a list must fulfil, and what to tell the operator when it does not."""

    metric: str
    least: float | None
    most: float | None
    remedy: str


BOUNDS: tuple[Bound, ...] = (
    Bound("rows", 1, None, "no row could be taken; look at the file with 'hopback read'"),
    Bound("rows_unaccounted", 0, 0, "rows were lost between staging and records; run it again and report a bug if it stays"),
    Bound("rejected_share", None, 0.5, "more than half of the rows were rejected; look at the delimiter with 'hopback read'"),
    Bound("identifying_fields", 1, None, "no column names a person, phone or number; see the unknown columns, add the header word"),
    Bound("identified_share", 0.01, None, "hardly a row has a name, phone or number; look at the file with 'hopback read'"),
)


@dataclass(frozen=True)
class Offence:
    """A check that returned rows. level: fail or warn. message: says what is wrong, without a person's value."""

    check: str
    level: str
    rows: int
    message: str


Judge = Callable[[Sequence[Metrics]], dict[str, list[Bound]]]
"""A batch of lists → dataset_id → the bounds that the list breaks; lists that pass are not in it."""


@contextmanager
def gate(folder: Path) -> Iterator[Judge]:
    """The judge of a run's batches; their Data Docs are written under ``folder`` at the end.

    He raises HopbackError when a metric cannot be evaluated.
    """
    opened: list[_Gate] = []

    def judged(lists: Sequence[Metrics]) -> dict[str, list[Bound]]:
        if not lists:
            return {}
        if not opened:
            opened.append(_Gate(folder))
        return opened[0].judge(lists)

    try:
        yield judged
    finally:
        for found in opened:
            found.publish()


def judge(folder: Path, lists: Sequence[Metrics]) -> dict[str, list[Bound]]:
    """One batch through the gate. Raises HopbackError when a metric cannot be evaluated."""
    with gate(folder) as judged:
        return judged(lists)


def checks(con: warehouse.Connection) -> list[Offence]:
    """Run every query of ``sql/checks``; each returns the rows that offend and says in its header ``-- Level: fail|warn``."""
    offences = []
    for path in sorted((warehouse.SQL / "checks").glob("*.sql")):
        name = f"checks/{path.stem}"
        rows = len(warehouse.run(con, name).fetchall())
        if rows:
            level = re.search(r"^-- Level: (fail|warn)\b", warehouse.text(name), re.MULTILINE)
            if level is None:
                raise HopbackError(f"sql/{name}.sql does not say its level; add a line '-- Level: fail' or '-- Level: warn'")
            offences.append(Offence(path.stem, level.group(1), rows, warehouse.text(name).split("\n", 1)[0].removeprefix("-- ")))
    return offences


class _Gate:
    """A Great Expectations project in ``folder/gx`` whose Data Docs are ``folder/index.html``."""

    def __init__(self, folder: Path) -> None:
        gx = _imported()
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self.gx, self.folder, self.stored = gx, folder, []  # type: Any, Path, list[Any]
        folder.mkdir(parents=True, exist_ok=True)
        self.context = gx.get_context(mode="file", project_root_dir=str(folder))
        self.context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self.context.variables.data_docs_sites = {"quality": _site()}
        self.context.variables.save()
        styles = Path(self.context.root_directory) / "plugins" / "custom_data_docs" / "styles"
        styles.mkdir(parents=True, exist_ok=True)
        (styles / "data_docs_custom_styles.css").write_text(CSS.read_text("utf-8"), "utf-8")
        source = self.context.data_sources.add_or_update_pandas("metrics")
        self.batch = source.add_dataframe_asset("lists").add_batch_definition_whole_dataframe("lists")
        self.suite = self.context.suites.add_or_update(self._suite())
        definition = gx.ValidationDefinition(name="lists", data=self.batch, suite=self.suite)
        self.definition = self.context.validation_definitions.add_or_update(definition)

    def _suite(self) -> Any:
        between = self.gx.expectations.ExpectColumnValuesToBeBetween
        return self.gx.ExpectationSuite(
            "list",
            expectations=[
                between(
                    column=b.metric,
                    min_value=b.least,
                    max_value=b.most,
                    meta={"notes": {"format": "markdown", "content": [b.remedy]}},
                )
                for b in BOUNDS
            ],
        )

    def record(self, name: str, lists: Sequence[Metrics]) -> list[Bound]:
        """Validate, keep the result for the Data Docs, and say which bounds are broken."""
        result = self.definition.run(
            batch_parameters={"dataframe": _frame(lists)},
            result_format=RESULT_FORMAT,
            run_id=self.gx.RunIdentifier(run_name=name),
        )
        self.stored.append(result)
        return _broken(result)

    def judge(self, lists: Sequence[Metrics]) -> dict[str, list[Bound]]:
        """dataset_id → broken bounds, of a batch that is not empty."""
        if not self.record(f"batch-{lists[0]['dataset_id']}-{len(lists)}", lists):
            return {}
        return {m["dataset_id"]: self.record(f"list-{m['dataset_id']}", [m]) for m in self.to_blame(lists)}

    def to_blame(self, lists: Sequence[Metrics]) -> list[Metrics]:
        """The lists of a failed batch that fail alone."""
        if len(lists) == 1:
            return list(lists)
        halves = (lists[: len(lists) // 2], lists[len(lists) // 2 :])
        return [m for half in halves if self._fails(half) for m in self.to_blame(half)]

    def _fails(self, lists: Sequence[Metrics]) -> bool:
        batch = self.batch.get_batch(batch_parameters={"dataframe": _frame(lists)})
        return bool(_broken(batch.validate(self.suite, result_format=RESULT_FORMAT)))

    def publish(self) -> None:
        """Build the pages of this run and the index, and make them work without a network."""
        from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier

        keys: Any = self.context.validation_results_store.list_keys()
        names = {r.meta["run_id"].run_name for r in self.stored}
        new = [k for k in keys if k.run_id.run_name in names]
        self.context.build_data_docs(resource_identifiers=[ExpectationSuiteIdentifier("list"), *new])
        for page in (
            self.folder / "index.html",
            *self.folder.glob("expectations/**/*.html"),
            *self.folder.glob("validations/**/*.html"),
        ):
            _make_offline(page)
        share(self.folder)


def _frame(lists: Sequence[Metrics]) -> Any:
    import pandas as pd

    return pd.DataFrame([{b.metric: m[b.metric] for b in BOUNDS} for m in lists])


def _broken(result: Any) -> list[Bound]:
    broken = {}
    for outcome in result.results:
        if outcome.exception_info.get("raised_exception"):
            raise HopbackError("a quality metric could not be evaluated; see sql/normalise/metrics.sql and pipelines/quality.py")
        if not outcome.success:
            broken[outcome.expectation_config.kwargs["column"]] = True
    return [b for b in BOUNDS if b.metric in broken]


def _site() -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": "../"},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "validation_results_limit": DOCS_LIMIT},
        "site_section_builders": {
            "expectations": {"class_name": "DefaultSiteSectionBuilder", "source_store_name": "expectations_store"},
            "validations": {
                "class_name": "DefaultSiteSectionBuilder",
                "source_store_name": "validation_results_store",
                "validation_results_limit": DOCS_LIMIT,
            },
        },
    }


_MARK = "<!-- offline -->"
_REMOTE = re.compile(
    r"<script\b[^>]*>.*?</script>"  # its libraries are remote, its own scripts need them
    r"|<link\b[^>]*href=\"https?://[^>]*>|<img\b[^>]*src=\"https?://[^>]*>",
    re.DOTALL | re.IGNORECASE,
)


_TABLE = re.compile(
    r"<table\b[^>]*data-toggle=\"table\"[^>]*>\s*</table>(?P<between>.*?)"
    r"columns: (?P<columns>\[[^\n]*\]),\n\s*data: (?P<data>\[[^\n]*\]),\n",
    re.DOTALL,
)


def _make_offline(page: Path) -> None:
    """Drop what a page would fetch: style sheets and scripts of public networks, and a logo that reports who looks. The tables
    that those scripts would fill, the index of all validations among them, are filled here."""
    text = page.read_text("utf-8")
    if text.startswith(_MARK):
        return
    partial = page.with_name(page.name + ".part")
    partial.write_text(_MARK + _REMOTE.sub("", _TABLE.sub(_filled, text)), "utf-8")
    partial.replace(page)


def _filled(found: re.Match[str]) -> str:
    """A table of the page's own columns and cells; its first column leads where a click on the row would have led."""
    columns, data = literal_eval(found["columns"]), literal_eval(found["data"])
    head = "".join(f"<th>{c['title']}</th>" for c in columns)
    body = ""
    for row in data:
        first, *others = (str(row.get(c["field"], "")) for c in columns)
        link = f'<a href="{row["_table_row_link_path"]}">{row.get("_validation_success_text") or re.sub("<[^>]+>", "", first)}</a>'
        body += "<tr>" + "".join(f"<td>{cell}</td>" for cell in (link, *others)) + "</tr>\n"
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>{found['between']}"
