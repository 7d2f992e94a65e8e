"""The DAG files as Airflow parses them: light, sound, documented."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scripts.airflow_env import environment

ROOT = Path(__file__).parents[2]
DAGS = ("nightly_ingestion", "trace_case", "audit_evidence")
HEAVY = {"pandas", "numpy", "duckdb", "great_expectations", "networkx", "scipy", "pyarrow"}
DESCRIBE = """
import json, sys
from datetime import datetime
from airflow.dag_processing.dagbag import BundleDagBag
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables import trigger
from airflow.timetables.base import TimeRestriction

def first_runs(dag):
    # when a new Airflow's first run is due: soon after times that passed, and shortly before one
    timetable, found = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag)).timetable, []
    for now in ("2026-11-21T20:10:00Z", "2026-11-28T19:00:00Z") if isinstance(timetable, trigger.CronTriggerTimetable) else ():
        trigger.utcnow = lambda now=now: trigger.coerce_datetime(datetime.fromisoformat(now))
        info = timetable.next_dagrun_info(last_automated_data_interval=None, restriction=TimeRestriction(None, None, False))
        found.append(info.run_after.isoformat())
    return found

bag = BundleDagBag(sys.argv[1], bundle_path=sys.argv[1], bundle_name="dags-folder")
dags = {}
for dag in bag.dags.values():
    DagSerialization.serialize_dag(dag)
    dags[dag.dag_id] = {
        "tags": sorted(dag.tags), "doc": dag.doc_md, "description": dag.description, "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs, "timetable": dag.timetable.__class__.__name__,
        "cron": getattr(dag.timetable, "expression", None), "timezone": str(getattr(dag.timetable, "timezone", "")),
        "first": first_runs(dag),
        "params": {k: dag.params.get_param(k).schema for k in dag.params},
        "tasks": {
            t.task_id: {
                "pool": t.pool, "retries": t.retries, "backoff": t.retry_exponential_backoff, "mapped": t.is_mapped,
                "timeout": t.execution_timeout.total_seconds() if t.execution_timeout else None,
                "policy": t.retry_policy is not None, "doc": bool(t.doc_md),
                "logs_value": t.is_mapped or t.show_return_value_in_logs,
                "outlets": [o.uri for o in (t.partial_kwargs.get("outlets") if t.is_mapped else t.outlets) or ()],
                "upstream": sorted(t.upstream_task_ids),
            }
            for t in dag.tasks
        },
    }
print("RESULT" + json.dumps({"dags": dags, "errors": bag.import_errors, "modules": sorted(m for m in sys.modules if "." not in m)}))
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Airflow makes of the folder, in a process of its own."""
    folder = tmp_path_factory.mktemp("airflow")
    done = subprocess.run(
        [sys.executable, "-c", DESCRIBE, str(ROOT / "dags")],
        env=os.environ | environment(folder, folder / "home"),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.rpartition("RESULT")[2])
    return result


def test_all_dags_import_and_nothing_heavy_comes_with_them(parsed: dict[str, Any]) -> None:
    assert parsed["errors"] == {}
    assert set(parsed["dags"]) == set(DAGS)
    assert HEAVY & set(parsed["modules"]) == set()


@pytest.mark.parametrize("dag_id", DAGS)
def test_dag_is_documented_and_runs_alone(parsed: dict[str, Any], dag_id: str) -> None:
    dag = parsed["dags"][dag_id]
    assert dag["doc"].startswith("### ")
    assert dag["description"]
    assert "hopback" in dag["tags"]
    assert dag["catchup"] is False
    assert dag["max_active_runs"] == 1
    named = set(re.findall(r"`(\w+)`", dag["doc"]))
    assert {t.rpartition(".")[2] for t in dag["tasks"]} - {"intakes", "files", "lists", "done"} <= named


@pytest.mark.parametrize("dag_id", DAGS)
def test_tasks_take_turns_and_are_tried_again(parsed: dict[str, Any], dag_id: str) -> None:
    idle = {"problems", "verify"}
    for name, task in parsed["dags"][dag_id]["tasks"].items():
        assert task["pool"] == ("default_pool" if name in idle else "warehouse_writer"), name
        assert task["retries"] >= 3, name
        assert task["backoff"] >= 2, name
        assert task["timeout"], name
        assert task["policy"], name
        assert task["mapped"] or task["logs_value"] is False, name  # mapped ones take it at run time: test_runs reads the log


def test_schedules(parsed: dict[str, Any]) -> None:
    dags = parsed["dags"]
    assert (dags["nightly_ingestion"]["cron"], dags["nightly_ingestion"]["timezone"]) == ("0 2 * * *", "Asia/Shanghai")
    assert dags["audit_evidence"]["cron"] == "0 4 * * 0"
    assert dags["trace_case"]["timetable"] == "AssetTriggeredTimetable"
    outlets = {name: task["outlets"] for name, task in dags["nightly_ingestion"]["tasks"].items() if task["outlets"]}
    assert outlets == {"changed": ["x-hopback://warehouse"]}


def test_a_new_airflow_makes_up_for_no_run_that_it_was_not_there_for(parsed: dict[str, Any]) -> None:
    """Saturday 20:00 UTC is Sunday 4:00 in Shanghai; 18:00 UTC is 2:00."""
    assert parsed["dags"]["audit_evidence"]["first"] == ["2026-11-28T20:00:00+00:00"] * 2
    assert parsed["dags"]["nightly_ingestion"]["first"] == ["2026-11-22T18:00:00+00:00", "2026-11-29T18:00:00+00:00"]


def test_stages_follow_each_other_and_the_many_are_mapped(parsed: dict[str, Any]) -> None:
    nightly, trace = parsed["dags"]["nightly_ingestion"]["tasks"], parsed["dags"]["trace_case"]["tasks"]
    assert {n for n, t in nightly.items() if t["mapped"]} == {"seal", "load", "normalise"}
    order = ["due", "intakes", "seal", "files", "load", "lists", "normalise", "resolve", "derive", "changed"]
    for before, after in pairwise(order):
        assert before in nightly[after]["upstream"], after
    order = ["cases", "case.trace", "case.assess", "case.report", "publish"]
    for before, after in pairwise(order):
        assert before in trace[after]["upstream"], after


def test_params_have_a_form_and_refuse_personal_values(parsed: dict[str, Any]) -> None:
    params = parsed["dags"]["trace_case"]["params"]
    assert set(params) == {"case_id", "complaint_id", "max_hops"}
    assert all(p["title"] and p["description_md"] for p in params.values())
    for name in ("case_id", "complaint_id"):
        pattern = re.compile(params[name]["pattern"])
        assert all(pattern.search(good) for good in ("JX-2016", "c1", "嘉兴2016", "a_b.c-d"))
        assert not any(
            pattern.search(bad) for bad in ("13800138000", "99010119900101123X", "a b", "../x", "", "-x", "x" * 65, "a13800138000")
        )


@pytest.mark.parametrize("dag_id", DAGS)
def test_dag_file_is_wiring(dag_id: str) -> None:
    text = (ROOT / "dags" / f"{dag_id}.py").read_text("utf-8")
    assert len(text.splitlines()) <= 100
    assert not re.search(r"^(from|import) pipelines", text, re.MULTILINE)
