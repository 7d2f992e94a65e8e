"""nightly_ingestion: from the inbox to derived lists. Wiring only; see ``pipelines.flow``."""

from airflow.sdk import dag, task

from dags import wiring


@dag(
    dag_display_name="Nightly ingestion",
    description="Takes the inbox: seal, load, check, resolve persons, derive lists",
    schedule=wiring.cron("0 2 * * *"),
    catchup=False,
    max_active_runs=1,
    default_args=wiring.DEFAULTS,
    doc_md=wiring.doc("nightly_ingestion"),
    tags=["hopback", "ingest"],
)
def nightly_ingestion() -> None:
    """From the inbox to derived lists."""

    @task.short_circuit
    def due() -> bool:
        """Is there anything to do? Skips the whole run when not."""
        wiring.reject_unknown_conf()
        return wiring.is_due()

    @task
    def intakes() -> list[list[str]]:
        """Intakes that have settled."""
        return wiring.intakes()

    @task(map_index_template="{{ label }}")
    def seal(ids: list[str]) -> int:
        """Hash, copy, unpack one intake; write custody."""
        return wiring.seal(ids)

    @task(trigger_rule="none_failed")
    def files() -> list[list[str]]:
        """Sealed files that wait for loading, those of an earlier unfinished night included."""
        return wiring.waiting("load")

    @task(map_index_template="{{ label }}")
    def load(ids: list[str]) -> int:
        """Read files into verbatim rows."""
        return wiring.work("load", ids)

    @task(trigger_rule="none_failed")
    def lists() -> list[list[str]]:
        """Loaded tables that wait for normalising."""
        return wiring.waiting("normalise")

    @task(map_index_template="{{ label }}")
    def normalise(ids: list[str]) -> int:
        """Map columns to fields, clean values, check quality."""
        return wiring.work("normalise", ids)

    @task(trigger_rule="none_failed")
    def leads() -> list[str]:
        """Green: complaints alone point to a common source. Skipped: none do."""
        return wiring.leads()

    @task(trigger_rule="none_failed")
    def resolve() -> int:
        """Find the persons behind the records."""
        return wiring.work_if_waiting("resolve")

    @task(trigger_rule="none_failed")
    def derive() -> int:
        """Find which list was made from which."""
        return wiring.work_if_waiting("derive")

    @task(trigger_rule="none_failed", outlets=[wiring.WAREHOUSE])
    def changed() -> list[str]:
        """Announce that cases changed; ``trace_case`` reads which from the warehouse, since events may coalesce."""
        return wiring.changed_cases()

    @task(trigger_rule="none_failed", pool="default_pool")
    def problems(*met: list[int] | None) -> None:
        """Green: something was quarantined or rejected. Skipped: nothing was."""
        wiring.tell(met)

    intake_ids, file_ids, list_ids = intakes(), files(), lists()
    sealed, loaded, normalised = (
        seal.expand(ids=intake_ids),
        load.expand(ids=file_ids),
        normalise.expand(ids=list_ids),
    )
    due() >> intake_ids
    sealed >> file_ids
    loaded >> list_ids
    normalised >> resolve() >> derive() >> changed()
    normalised >> leads()
    problems(sealed, loaded, normalised)


nightly_ingestion()
