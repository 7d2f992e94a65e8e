"""Airflow inside this process: its metadata database in a folder, DAGs run task by task, no scheduler, no server.

For the demo and the tests. Airflow reads its configuration when it is imported, so ``prepare`` must come before anything
that imports it.
"""

import os
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from scripts.airflow_env import environment


def prepare(airflow_home: Path, home: Path) -> None:
    """Point this process at ``airflow_home`` and ``home``, make the metadata database and the writer's pool, warm up."""
    os.environ.update(environment(airflow_home, home))
    create_metadata()
    import httpx
    from airflow.sdk.execution_time.supervisor import in_process_api_server

    # The API that tasks talk to is built at its first request, which takes seconds: now, not in the first task.
    with httpx.Client(transport=in_process_api_server().transport, base_url="http://in-process.invalid") as client:
        client.get("/health").raise_for_status()


def create_metadata() -> None:
    """Tables of the metadata database, and the pool of one slot that every writer of the warehouse takes."""
    from airflow.models.pool import Pool
    from airflow.utils.db import initdb

    from dags.wiring import POOL

    initdb()
    Pool.create_or_update_pool(POOL, slots=1, description="the one writer of the warehouse", include_deferred=False)


def run(dag_id: str, conf: dict[str, Any] | None = None) -> str:
    """Run one DAG to its end; returns the state of the run, ``success`` or ``failed``. Nothing is retried: nobody else is
    at work here whom a retry could wait for."""
    from airflow.models.taskinstance import TaskInstance

    dag = getattr(import_module(f"dags.{dag_id}"), dag_id)()
    for task in dag.tasks:
        task.retries = 0
    # dag.test() takes mapped tasks in the order of a set, a scheduler with a pool of one slot by map index: so do we.
    with patch.object(TaskInstance, "__hash__", lambda ti: ti.map_index):
        return str(dag.test(run_conf=conf or {}).state.value)


if __name__ == "__main__":
    create_metadata()
