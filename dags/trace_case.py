"""trace_case: from derived lists to a case report. Wiring only; see ``pipelines.flow``."""

from airflow.sdk import Param, dag, task, task_group

from dags import wiring

ID = r"^(?!.*[0-9]{11})[A-Za-z0-9_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]{0,63}$"  # an id; no phone or ID number fits
PARAMS = {
    "case_id": Param(
        None,
        type=["null", "string"],
        pattern=ID,
        title="Case",
        description_md="Id of the case as in the manifest, e.g. `JX-2016`. Empty: all cases that changed.",
    ),
    "complaint_id": Param(
        None,
        type=["null", "string"],
        pattern=ID,
        title="Complaint",
        description_md="Trace back from this complaint only. Empty: from every complaint of the case.",
    ),
    "max_hops": Param(
        None,
        type=["null", "integer"],
        minimum=1,
        maximum=50,
        title="At most so many hops",
        description_md="Give up on longer chains. Empty: no limit.",
    ),
}


@dag(
    dag_display_name="Trace a case",
    description="Who sold to whom, back to the source: trace, assess, report, publish",
    schedule=[wiring.WAREHOUSE],
    catchup=False,
    max_active_runs=1,
    default_args=wiring.DEFAULTS,
    params=PARAMS,
    doc_md=wiring.doc("trace_case"),
    tags=["hopback", "trace"],
)
def trace_case() -> None:
    """From derived lists to a case report."""

    @task
    def cases(params: dict[str, str | int | None]) -> list[str]:
        """The case asked for, else the cases that changed."""
        wiring.reject_unknown_conf()
        return wiring.begin(params["case_id"])

    @task_group
    def case(case_id: str) -> None:
        @task(map_index_template="{{ label }}")
        def trace(case_id: str, params: dict[str, str | int | None]) -> None:
            """Find who sold to whom, back to the source."""
            wiring.work_on_case("trace", case_id, complaint_id=params["complaint_id"], max_hops=params["max_hops"])

        @task(map_index_template="{{ label }}")
        def assess(case_id: str) -> None:
            """Count what the law counts."""
            wiring.work_on_case("assess", case_id)

        @task(map_index_template="{{ label }}")
        def report(case_id: str) -> None:
            """Write the case report."""
            wiring.work_on_case("report", case_id)

        trace(case_id) >> assess(case_id) >> report(case_id)

    # One case that fails does not keep the others from the analysts; it still fails the run, through ``done``.
    @task(trigger_rule="all_done_min_one_success")
    def publish() -> None:
        """Swap in the analysts' masked database."""
        wiring.work("publish")

    @task(trigger_rule="none_failed")
    def done(found: list[str]) -> None:
        """Green when every case was traced and published; a case that was not is traced again when the warehouse next changes."""
        wiring.finish(found)

    found = cases()
    traced, published = case.expand(case_id=found), publish()
    traced >> published
    [traced, published] >> done(found)


trace_case()
