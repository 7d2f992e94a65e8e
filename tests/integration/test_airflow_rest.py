"""The real thing: ``make airflow``'s scheduler, DAG processor and API server, asked over REST as people and scripts ask."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipelines import warehouse
from scripts.airflow_up import free_port, token

ROOT = Path(__file__).parents[2]
CASE = "JX-2016"
LONG = ("case.trace", "case.report")  # tasks that take seconds, so that a kill finds them at work
ENDED = ("success", "failed")
RUN_SECONDS, STOP_SECONDS = 300, 60


@dataclass
class Airflow:
    """A running Airflow: its process, address, home, and the passwords that it printed."""

    process: subprocess.Popen[str]
    port: int
    home: Path
    passwords: dict[str, str]

    def ask(self, path: str, user: str | None, body: dict[str, Any] | None = None, method: str | None = None) -> tuple[int, str]:
        """(status, text) of a request, as ``user`` or as nobody."""
        headers = {"Content-Type": "application/json"}
        if user:
            headers["Authorization"] = f"Bearer {token(self.port, user, self.passwords[user])}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.ask(f"/api/v2/dags/{dag_id}/dagRuns", "analyst")[1])["dag_runs"]
        return found

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.ask(f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances", "analyst")[1])[
            "task_instances"
        ]
        return found

    def trigger(self, dag_id: str, conf: dict[str, Any], user: str = "investigator") -> str:
        status, text = self.ask(f"/api/v2/dags/{dag_id}/dagRuns", user, {"logical_date": None, "conf": conf})
        assert status == 200, text
        return str(json.loads(text)["dag_run_id"])

    def running(self, dag_id: str, run_id: str) -> bool:
        """Whether a task of the run that takes seconds is at work."""
        return any(t["state"] == "running" and t["task_id"] in LONG for t in self.tasks(dag_id, run_id))

    def state(self, dag_id: str, run_id: str) -> str:
        return next(str(r["state"]) for r in self.runs(dag_id) if r["dag_run_id"] == run_id)

    def wait(self, dag_id: str, run_id: str) -> str:
        """The state in which the run ends."""
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            if (state := self.state(dag_id, run_id)) in ENDED:
                return state
            time.sleep(1)
        raise AssertionError(f"{dag_id} did not end in {RUN_SECONDS} s; see {self.home / '.airflow' / 'logs'}")


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airflow]:
    home = tmp_path_factory.mktemp("rest") / "home"
    home.mkdir()
    (home / "hopback.toml").write_text('settle_seconds = 0\nmemory_limit = "1GB"\n', "utf-8")
    port = free_port(0)
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.airflow_up", "--home", str(home), "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    said = ""
    while "Ctrl-C stops" not in said and (line := process.stdout.readline()):
        said += line
    passwords = dict(re.findall(r"^  (\w+) +(\S+)$", said, re.MULTILINE))
    assert set(passwords) == {"investigator", "operator", "analyst"}, said
    yield Airflow(process, port, home, passwords)
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


@pytest.fixture(scope="module")
def traced(airflow: Airflow, small_intake: Path) -> Airflow:
    """After a night that an investigator triggered; the asset then triggers the trace."""
    shutil.copytree(small_intake, airflow.home / "inbox" / ".coming")
    (airflow.home / "inbox" / ".coming").rename(airflow.home / "inbox" / small_intake.name)
    assert airflow.wait("nightly_ingestion", airflow.trigger("nightly_ingestion", {})) == "success"
    return airflow


def test_three_dags_are_there_active_and_nothing_else(airflow: Airflow) -> None:
    dags = json.loads(airflow.ask("/api/v2/dags", "analyst")[1])["dags"]
    assert {d["dag_id"]: d["is_paused"] for d in dags} == {"nightly_ingestion": False, "trace_case": False, "audit_evidence": False}
    assert json.loads(airflow.ask("/api/v2/importErrors", "analyst")[1])["total_entries"] == 0
    assert airflow.runs("nightly_ingestion") == []


def test_analyst_may_look_but_not_trigger_and_nobody_may_look(airflow: Airflow) -> None:
    body: dict[str, Any] = {"logical_date": None, "conf": {"case_id": CASE}}
    assert airflow.ask("/api/v2/dags/trace_case/dagRuns", "analyst", body)[0] == 403
    assert airflow.ask("/api/v2/dags/trace_case/dagRuns", None)[0] == 401
    assert airflow.ask("/api/v2/dags/trace_case/dagRuns", "investigator", body | {"conf": {"case_id": "15400000001"}})[0] == 400


def test_writers_take_turns(airflow: Airflow) -> None:
    pool = json.loads(airflow.ask("/api/v2/pools/warehouse_writer", "operator")[1])
    assert (pool["slots"], pool["include_deferred"]) == (1, False)


def test_it_listens_on_loopback_only(airflow: Airflow) -> None:
    family = [psutil.Process(airflow.process.pid), *psutil.Process(airflow.process.pid).children(recursive=True)]
    listening = {c.laddr for p in family for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert {a.port for a in listening} >= {airflow.port}
    assert {a.ip for a in listening} == {"127.0.0.1"}
    outside = [
        a.address for nic in psutil.net_if_addrs().values() for a in nic if a.family == socket.AF_INET and a.address != "127.0.0.1"
    ]
    for address in outside:
        with socket.socket() as probe:
            probe.settimeout(2)
            assert probe.connect_ex((address, airflow.port)) != 0


def test_a_night_traces_what_changed_by_asset_and_the_report_appears(traced: Airflow) -> None:
    page = traced.home / "reports" / CASE / "index.html"
    deadline = time.monotonic() + RUN_SECONDS
    while not page.exists() and time.monotonic() < deadline:
        time.sleep(1)
    assert page.exists()
    (run,) = traced.runs("trace_case")
    assert run["run_type"] == "asset_triggered"
    assert traced.wait("trace_case", run["dag_run_id"]) == "success"


def test_an_investigator_triggers_a_trace_and_its_run_leads_to_the_report(traced: Airflow) -> None:
    run_id = traced.trigger("trace_case", {"case_id": CASE, "max_hops": 12})
    assert traced.wait("trace_case", run_id) == "success"
    status, text = traced.ask(f"/hopback/runs/trace_case/{run_id}/", "analyst")
    assert (status, text) == (200, (traced.home / "reports" / CASE / "index.html").read_text("utf-8"))
    assert CASE in traced.ask("/hopback/reports/", "analyst")[1]
    with warehouse.reader(traced.home / "published" / "hopback.duckdb") as con:
        assert con.execute("SELECT count(*) FROM chains").fetchone() > (0,)


@pytest.mark.parametrize("path", ["/hopback/reports/", f"/hopback/reports/{CASE}/index.html", "/hopback/runs/trace_case/x/"])
def test_report_pages_are_for_logged_in_people(traced: Airflow, path: str) -> None:
    assert traced.ask(path, None)[0] == 401
    assert traced.ask(path, "analyst")[0] == 200


@pytest.mark.parametrize(
    "path", ["/hopback/reports/..%2f/hopback.toml", "/hopback/reports/%2e%2e/hopback.toml", "/hopback/reports/no/index.html"]
)
def test_report_pages_give_nothing_but_reports(traced: Airflow, path: str) -> None:
    status, text = traced.ask(path, "analyst")
    assert "settle_seconds" not in text
    assert status == 404


def test_report_is_sandboxed(traced: Airflow) -> None:
    headers = {"Authorization": f"Bearer {token(traced.port, 'analyst', traced.passwords['analyst'])}"}
    request = urllib.request.Request(f"http://127.0.0.1:{traced.port}/hopback/reports/{CASE}/index.html", headers=headers)
    with urllib.request.urlopen(request, timeout=120) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy


def test_a_task_killed_with_signal_9_is_tried_again(traced: Airflow) -> None:
    """By the real scheduler: the try after a kill -9 of the task's process makes the run green."""
    for most in range(11, 1, -1):  # on a fast machine a run may end before it is looked at
        run_id = traced.trigger("trace_case", {"case_id": CASE, "max_hops": most})
        killed = _kill_a_task_of(traced, run_id)
        assert traced.wait("trace_case", run_id) == "success"
        if killed:
            break
    assert max(t["try_number"] for t in traced.tasks("trace_case", run_id)) == 2


def test_it_stops_cleanly_and_leaves_no_process_behind(traced: Airflow) -> None:
    family = psutil.Process(traced.process.pid).children(recursive=True)
    assert len(family) >= 3
    os.kill(traced.process.pid, signal.SIGINT)
    assert traced.process.wait(STOP_SECONDS) == 0
    assert [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
    mine = str(traced.home)
    left = [p.pid for p in psutil.process_iter(["environ"]) if (p.info["environ"] or {}).get("HOPBACK_HOME") == mine]
    assert left == []
    assert free_port(traced.port) == traced.port


def _kill_a_task_of(airflow: Airflow, run_id: str) -> bool:
    """SIGKILL to the process of a task at work, a child of one of the scheduler's workers. False when the run ended first.

    The process is stopped before it is killed: a task that Airflow then still takes for running has not told that it is done.
    """
    while airflow.state("trace_case", run_id) not in ENDED:
        with suppress(psutil.NoSuchProcess):
            for process in _task_processes(airflow) if airflow.running("trace_case", run_id) else ():
                process.suspend()
                time.sleep(1)
                if airflow.running("trace_case", run_id):
                    process.kill()
                    return True
                process.resume()
        time.sleep(0.05)
    return False


def _task_processes(airflow: Airflow) -> list[psutil.Process]:
    family = psutil.Process(airflow.process.pid).children(recursive=True)
    return [p for worker in family if "LocalExecutor" in " ".join(worker.cmdline()) for p in worker.children()]
