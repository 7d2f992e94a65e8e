"""audit_evidence: is custody unbroken, is the published copy true, is there a backup? Wiring only."""

from airflow.sdk import dag, task

from dags import wiring


@dag(
    dag_display_name="Audit the evidence",
    description="Hash everything again, walk the ledger, compare the published copy, back up",
    schedule=wiring.cron("0 4 * * 0"),
    catchup=False,
    max_active_runs=1,
    default_args=wiring.DEFAULTS,
    doc_md=wiring.doc("audit_evidence"),
    tags=["hopback", "audit"],
)
def audit_evidence() -> None:
    """Is custody unbroken?"""

    @task(pool="default_pool")  # reads evidence alone: hours of hashing must not keep the writers waiting
    def verify() -> None:
        """Hash all evidence again and walk the ledger."""
        wiring.reject_unknown_conf()
        wiring.verify()

    @task
    def compare() -> None:
        """Compare the published database with a fresh one."""
        wiring.compare()

    @task
    def back_up() -> None:
        """Copy evidence, ledger and settings to the backup folder."""
        wiring.back_up()

    verify() >> back_up()
    compare()


audit_evidence()
