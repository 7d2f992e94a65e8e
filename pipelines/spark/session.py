"""Starts Spark, one session a process, with the settings on which equal results depend."""

import logging
import os
import sys
import warnings
from typing import Any

from pipelines.errors import MachineRefused
from pipelines.home import Home
from pipelines.spark import functions

RESULTS = {
    # Division by zero and unreadable text are NULL, as in DuckDB; so is the size of a list that is none.
    "spark.sql.ansi.enabled": "false",
    "spark.sql.legacy.sizeOfNull": "false",
    "spark.sql.session.timeZone": "UTC",
    # Spark 4.3 joins a union of cached tables as if it were hashed like them, and fails: "Can't zip RDDs".
    "spark.sql.unionOutputPartitioning": "false",
}
QUIET = {
    # A log could hold a person's value; the UI shows plans with constants of the data.
    "spark.log.level": "OFF",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
}
LOCAL = {"spark.sql.shuffle.partitions": "4", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


def started(home: Home) -> Any:
    """The SparkSession of this process, with FUNCTIONS registered.

    Raises MachineRefused when Java or the master does not answer.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of pandas, which is not used here
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    builder = SparkSession.builder.appName("hopback").master(home.settings.spark_master)
    local = home.settings.spark_master.startswith("local")
    spill = {"spark.local.dir": str(home.root / ".spill"), "spark.sql.warehouse.dir": str(home.root / ".spill" / "spark-warehouse")}
    if local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # a PySpark driver asks for nothing else
    for key, value in {**QUIET, **spill, **(LOCAL if local else {}), **home.settings.spark_conf, **RESULTS}.items():
        builder = builder.config(key, value)
    try:
        spark = builder.getOrCreate()
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # it would tell constants of a failed query
        functions.register(spark)
    except (PySparkException, OSError, RuntimeError) as error:
        raise MachineRefused(
            f"Spark does not start ({type(error).__name__}): it needs Java 17 (Debian: apt install openjdk-17-jre-headless) "
            f"and a master at {home.settings.spark_master} (spark_master in hopback.toml)"
        ) from error
    return spark
