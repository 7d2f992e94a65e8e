"""What the DAGs share: the writer's pool, retries, and one call to ``pipelines.flow`` per task.

No DAG and no business logic belongs here. Nothing heavy is imported at the top: Airflow parses the DAG files again for
every task, and pandas, DuckDB and Great Expectations together would cost seconds each time.
"""

import functools
import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from airflow.sdk import Asset, CronTriggerTimetable, ExceptionRetryPolicy, RetryAction, RetryRule, get_current_context
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from pipelines.errors import HopbackError, InternalError, told
from pipelines.home import Home

log = logging.getLogger("hopback")
P, R = ParamSpec("P"), TypeVar("R")

WAREHOUSE = Asset("warehouse", "x-hopback://warehouse", group="hopback")
POOL = "warehouse_writer"

# A task is one transaction, so a retry starts from where the warehouse was. What a retry cannot mend fails at once.
DEFAULTS: dict[str, Any] = {
    "owner": "hopback",
    "pool": POOL,
    "retries": 4,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 3.0,
    "max_retry_delay": timedelta(minutes=15),
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(
                exception=["pipelines.errors.UsageError", "pipelines.errors.CustodyBroken"],
                action=RetryAction.FAIL,
                reason="a retry cannot mend this: see the message",
            )
        ]
    ),
    "execution_timeout": timedelta(hours=6),
    "show_return_value_in_logs": False,
}


def cron(expression: str) -> CronTriggerTimetable:
    """By the clock of Shanghai. The first run of a new Airflow is the next one due.

    Without a start date, Airflow otherwise makes up for a time that passed up to a tenth of the interval ago.
    """
    return CronTriggerTimetable(expression, timezone="Asia/Shanghai", run_immediately=timedelta(0))


MOST_BATCHES = 16
"""Mapped tasks per step: with one writer, more of them add only start-up time."""
MOST_INTAKES = 1000
"""Below Airflow's max_map_length; beyond it several intakes share a task."""


def discreet(work: Callable[P, R]) -> Callable[P, R]:
    """Airflow logs the text of every error and of those behind it, and some quote a person's value: let none of them out.

    What hopback raises on purpose goes on alone; of anything else InternalError says what it was and where.
    """

    @functools.wraps(work)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **kwargs)
        except AirflowException:
            raise
        except HopbackError as error:
            failure, error.__cause__, error.__context__ = error, None, None
        except Exception as error:
            failure = InternalError(told(error))
        raise failure  # outside the handlers, so that nothing stands behind it

    return guarded


@discreet
def is_due() -> bool:
    """Whether the inbox or an unfinished night left anything to do."""
    from pipelines import flow

    home = Home.at()
    return bool(flow.scan(home)) or any(flow.waiting(home, stage) for stage in ("load", "normalise", "resolve", "derive", "trace"))


@discreet
def intakes() -> list[list[str]]:
    """The settled intakes, one a batch, as tokens: a folder's name is chosen by people and may name somebody."""
    from pipelines import flow

    return _batches([_token(name) for name in flow.scan(Home.at())], least=1, most=MOST_INTAKES)


@discreet
def seal(tokens: Sequence[str]) -> int:
    """Seal the intakes with these tokens."""
    from pipelines import flow

    names = [name for name in flow.scan(Home.at()) if _token(name) in tokens]
    return work("seal", names) if names else 0  # none: a retry after the seal itself had succeeded


@discreet
def waiting(stage: str) -> list[list[str]]:
    """Ids that wait for the stage, in batches. Read from the warehouse, so that nothing an earlier night left is lost."""
    from pipelines import flow

    return _batches(flow.waiting(Home.at(), stage), least=8, most=MOST_BATCHES)


@discreet
def work(stage: str, ids: Sequence[str] = (), **options: Any) -> int:
    """Run one stage; returns how many quarantined files and rejected rows it met, which never fail the task.

    What it took goes to the home's profile.csv, so that the operator sees on which night time, memory or disk grew.
    """
    from pipelines import flow, profile

    home = Home.at()
    with profile.kept(home):
        outcome = flow.run_stage(home, stage, ids, **options)
    if outcome.problems:
        log.warning("%s: %d problems; 'hopback status' lists them, quarantine/ holds the files", stage, outcome.problems)
    label(f"{outcome.done} done" + (f", {outcome.problems} problems" if outcome.problems else ""))
    return outcome.problems


@discreet
def work_if_waiting(stage: str) -> int:
    """As ``work`` on everything that waits for the stage; the task is shown as skipped when nothing does."""
    from pipelines import flow

    if not flow.waiting(Home.at(), stage):
        raise AirflowSkipException(f"nothing waits for {stage}")
    return work(stage)


@discreet
def leads() -> list[str]:
    """Cases in which several complaints seem to have one source; the task is shown as skipped when there are none."""
    from pipelines import flow

    outcome = flow.leads(Home.at())
    if not outcome.done:
        raise AirflowSkipException("no complaints that belong together")
    log.warning("%d leads in %d cases: the report and the table leads say more; a lead is no count", outcome.done, len(outcome.ids))
    label(f"{outcome.done} leads")
    return list(outcome.ids)


@discreet
def changed_cases() -> list[str]:
    """Cases to trace again; the task is shown as skipped when there are none."""
    from pipelines import flow

    cases = flow.changed_cases(Home.at())
    if not cases:
        raise AirflowSkipException("no case changed")
    return cases


@discreet
def begin(asked: str | None) -> list[str]:
    """The case asked for, if the home holds it, else those that changed. Raises UsageError for an unknown case."""
    from pipelines import flow

    home = Home.at()
    cases = flow.known(home, [asked]) if asked else flow.changed_cases(home)
    if cases:
        flow.begin(home, cases)
    return cases


@discreet
def finish(cases: Sequence[str]) -> None:
    """Note that these cases went through to publish."""
    from pipelines import flow

    if cases:
        flow.finish(Home.at(), cases)


@discreet
def work_on_case(stage: str, case_id: str, **query: Any) -> None:
    """Run one stage on one case; of ``query`` only what was given."""
    work(stage, [case_id], **{key: value for key, value in query.items() if value is not None})
    label(case_id)


def tell(problems: Iterable[Iterable[int] | None]) -> None:
    """Sum up what mapped tasks met; the task is shown as skipped when that is nothing."""
    met = sum(n for task in problems for n in task or ())
    if not met:
        raise AirflowSkipException("nothing was quarantined or rejected")
    log.warning("%d files quarantined or rows rejected: 'hopback status' lists them, quarantine/ holds the files", met)


@discreet
def verify() -> None:
    """Hash all evidence again and walk the ledger. Raises CustodyBroken."""
    from pipelines import audit

    log.info("%s", audit.verify(Home.at()))


@discreet
def compare() -> None:
    """Compare the published database with one built anew. Raises CustodyBroken that names the tables that differ."""
    from pipelines import audit

    audit.compare(Home.at())


@discreet
def back_up() -> None:
    """Copy what cannot be made again to ``$HOPBACK_BACKUP``, by default ``backups/`` of the home."""
    from pipelines import backup

    home = Home.at()
    log.info("%s", backup.back_up(home, Path(os.environ.get("HOPBACK_BACKUP") or home.root / "backups")))


def doc(name: str) -> str:
    """The page that the UI shows for a DAG."""
    return (Path(__file__).parent / "docs" / f"{name}.md").read_text("utf-8")


def label(text: str) -> None:
    """What a mapped task is called in the UI."""
    get_current_context()["label"] = text  # type: ignore[typeddict-unknown-key]


def reject_unknown_conf() -> None:
    """Fail when the run was triggered with a conf key that is no param of its DAG.

    Airflow itself takes any key, and a misspelt one would silently trace something else. The message repeats no value.
    """
    context = get_current_context()
    known = sorted(context["dag"].params.keys())
    unknown = (context["dag_run"].conf or {}).keys() - set(known)
    if unknown:
        raise AirflowFailException(f"{len(unknown)} unknown conf keys; {context['dag'].dag_id} takes {', '.join(known) or 'none'}")


def _batches(ids: Sequence[str], least: int, most: int) -> list[list[str]]:
    """``ids`` in their order, in at most ``most`` batches of at least ``least`` (but the last)."""
    size = max(least, -(-len(ids) // most))
    return [list(ids[i : i + size]) for i in range(0, len(ids), size)]


def _token(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]
