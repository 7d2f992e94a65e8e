"""Airflow plugin: the case reports in the menu and on the page of each run.

Light on purpose: Airflow imports it in every process, tasks included; the pages themselves load in the API server alone.
"""

from functools import cached_property
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/hopback"


class HopbackPlugin(AirflowPlugin):
    """Menu entry, tab on a run's page, and the pages behind them."""

    name = "hopback"
    external_views = [  # noqa: RUF012
        {
            "name": "Case reports",
            "href": f"{PREFIX}/reports/",
            "destination": "nav",
            "category": "browse",
            "url_route": "case-reports",
        },
        {
            "name": "Case report",
            "href": f"{PREFIX}/runs/{{DAG_ID}}/{{RUN_ID}}/",
            "destination": "dag_run",
            "url_route": "case-report",
        },
    ]

    @cached_property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """Asked for by the API server only."""
        from dags.report_pages import app

        return [{"app": app, "url_prefix": PREFIX, "name": "hopback reports"}]
