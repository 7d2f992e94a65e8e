"""The case reports as pages of Airflow's API server; ``plugins/hopback.py`` puts them into the UI.

The pages are for logged-in users who may read the DAG ``trace_case``. A report holds text that came with the evidence, so
it is served into a sandbox of its own origin: scripts in it run, but reach neither Airflow's API nor its cookies.
No ``from __future__ import annotations`` here: FastAPI would take the dependencies for query parameters.
"""

import html
from pathlib import Path
from urllib.parse import quote

from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import requires_access_dag
from airflow.models.xcom import XComModel
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from pipelines.home import Home

DAG_ID = "trace_case"
HEADERS = {
    "Content-Security-Policy": (
        "sandbox allow-scripts allow-downloads allow-modals allow-popups; default-src 'none'; script-src 'unsafe-inline'; "
        "style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Case reports</title>
<style>body{{font:16px system-ui,sans-serif;margin:2rem;color:#222;background:#fff}}li{{margin:.5rem 0}}</style>
<h1>Case reports</h1>{body}</html>"""

app = FastAPI(
    title="hopback reports",
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
    dependencies=[Depends(requires_access_dag(method="GET", param_dag_id=DAG_ID))],
)


@app.get("/reports/", response_model=None)
def reports() -> HTMLResponse:
    """Every case with a report."""
    return _list(sorted(_cases()), "reports appear here when trace_case has run", "")


@app.get("/runs/{dag_id}/{run_id}/", response_model=None)
def of_run(dag_id: str, run_id: str, session: SessionDep) -> HTMLResponse | RedirectResponse:
    """The report of the case that a run traced, or a list when it traced several."""
    found = session.scalars(XComModel.get_many(run_id=run_id, key="return_value", task_ids="cases", dag_ids=dag_id)).all()
    traced = [Home.at().report(case).name for row in found for case in XComModel.deserialize_value(row)]
    ready = [case for case in traced if case in _cases()]
    if len(traced) == 1 and ready:
        return RedirectResponse(f"../../../reports/{_in_url(ready[0])}/index.html")
    waiting = "this run has not written a report yet: it opens here when the run is green" if traced else "this run traced no case"
    return _list(ready, waiting, "../../../reports/")


@app.get("/reports/{case_id}/{name}", response_model=None)
def file(case_id: str, name: str) -> FileResponse:
    """The report or one of its exports."""
    folder = _cases().get(case_id)
    files = {p.name: p for p in folder.iterdir() if p.is_file()} if folder else {}
    if name not in files:
        raise HTTPException(404, "no such report")
    return FileResponse(files[name], headers=HEADERS)


def _cases() -> dict[str, Path]:
    """Case id -> its folder, of the cases that have a report; looked up by name, so that no path comes from a request."""
    folder = Home.at().reports
    return {p.name: p for p in folder.iterdir() if (p / "index.html").is_file()} if folder.is_dir() else {}


def _in_url(name: str) -> str:
    """A folder's name as one step of a path; its own % signs too."""
    return quote(name, safe="")


def _list(cases: list[str], none: str, base: str) -> HTMLResponse:
    items = "".join(f'<li><a href="{base}{_in_url(c)}/index.html">{html.escape(c)}</a></li>' for c in cases)
    body = f"<ul>{items}</ul>" if items else f"<p>{html.escape(none)}</p>"
    return HTMLResponse(PAGE.format(body=body), headers=HEADERS)
