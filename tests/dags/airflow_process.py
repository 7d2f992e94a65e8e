"""A process with Airflow imported and its metadata made, once; each DAG run happens in a fork of it.

Airflow takes ten seconds to start and reads its configuration once: the fork gives every run its own home and environment
for the price of a fork, keeps Airflow out of pytest's process, and may be killed.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class AirflowProcess:
    """Runs DAGs on request; use as a context manager."""

    def __init__(self, airflow_home: Path) -> None:
        self.airflow_home = airflow_home
        self.log = airflow_home / "runs.log"

    def __enter__(self) -> "AirflowProcess":
        self.airflow_home.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(self.airflow_home)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return self

    def __exit__(self, *exc: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)

    def run(self, dag_id: str, home: Path, conf: dict[str, Any] | None = None, kill: tuple[str, str] | None = None) -> str:
        """Run a DAG on ``home``: ``success``, ``failed``, ``error`` (the run could not be made) or ``killed``.

        kill: (task, point), see ``_kill_at``.
        """
        assert self._process.stdin
        assert self._process.stdout
        order = {"dag_id": dag_id, "home": str(home), "conf": conf or {}, "kill": kill}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        assert answer, f"the Airflow process ended; see {self.log}"
        return answer

    def output(self) -> str:
        """Everything that Airflow and the tasks have logged."""
        return self.log.read_text("utf-8", errors="replace")


def _serve(airflow_home: Path) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Airflow logs to stdout
    os.environ.update(_environment(airflow_home))

    from scripts import inprocess

    inprocess.create_metadata()
    asyncio.run(_warm_up())
    from airflow import settings

    for order in map(json.loads, sys.stdin):
        settings.engine.dispose(close=False)  # type: ignore[union-attr]  # connections do not survive a fork
        pid = os.fork()
        if pid == 0:
            _run(order)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            answer = "killed" if os.WTERMSIG(status) == signal.SIGKILL else "crashed"
        else:
            answer = {0: "success", 1: "failed"}.get(os.WEXITSTATUS(status), "error")
        print(answer, file=answers, flush=True)


def _environment(airflow_home: Path) -> dict[str, str]:
    from scripts.airflow_env import environment

    return environment(airflow_home, airflow_home / "no-home")


async def _warm_up() -> None:
    """Build the API that tasks talk to, without the thread that a fork would lose."""
    import httpx
    from airflow.sdk.execution_time.supervisor import in_process_api_server

    from pipelines import stages

    async with httpx.AsyncClient(transport=in_process_api_server().atransport, base_url="http://in-process") as client:
        await client.get("/health")
    for stage in stages.STAGES:
        _ = stage.run


def _run(order: dict[str, Any]) -> None:
    """In the fork; does not return."""
    code = 2
    try:
        from scripts import inprocess

        os.environ["HOPBACK_HOME"] = order["home"]
        if order["kill"]:
            _kill_at(*order["kill"])
        code = 0 if inprocess.run(order["dag_id"], order["conf"]) == "success" else 1
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _kill_at(task_id: str, point: str) -> None:
    """Let SIGKILL hit this process in a task: at ``commit`` (all is written, nothing is committed), ``committed`` (nobody was
    told yet) or ``replace`` (a file is written and not yet in its place)."""
    from airflow.sdk import get_current_context

    from pipelines import warehouse

    def kill(here: str) -> None:
        if here == point and get_current_context()["ti"].task_id == task_id:
            os.kill(os.getpid(), signal.SIGKILL)

    transaction, replace = warehouse.transaction, Path.replace

    @contextmanager
    def killing_transaction(con: Any) -> Iterator[None]:
        with transaction(con):
            yield
            kill("commit")
        kill("committed")

    def killing_replace(self: Path, target: Any) -> Path:
        kill("replace")
        return replace(self, target)

    warehouse.transaction = killing_transaction
    Path.replace = killing_replace  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
