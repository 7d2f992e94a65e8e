"""Resolve and Splink's documented model on one labelled set, in one run: pairwise precision, recall, F1 and seconds.

usage: python bench/linkage.py FILE.parquet   (historical_figures_with_errors_50k of splink_datasets)
Splink is the extra `bench`; without it hopback stands alone. Seconds are wall time from rows in memory to clusters.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import duckdb
import numpy as np
from rich.console import Console
from rich.table import Table

from pipelines import warehouse
from pipelines.home import Home
from pipelines.resolve.run import run

RECORDS = """
CREATE TEMP TABLE given AS
SELECT 1 AS dataset_no, row_number() OVER (ORDER BY unique_id) AS row_no, lower(full_name) AS name, dob AS birth_date, birth_place,
    postcode_fake AS postcode, gender, occupation
FROM read_parquet($path)
"""
SAME_NAMES = (
    "l.first_name = r.first_name AND l.surname = r.surname AND l.dob = r.dob",
    "substr(l.first_name, 1, 2) = substr(r.first_name, 1, 2) AND l.surname = r.surname AND substr(l.postcode_fake, 1, 2) = "
    "substr(r.postcode_fake, 1, 2)",
    "l.dob = r.dob AND l.postcode_fake = r.postcode_fake",
)
BLOCKS = (
    ("substr(first_name, 1, 3)", "substr(surname, 1, 4)"),
    ("surname", "dob"),
    ("first_name", "dob"),
    ("postcode_fake", "first_name"),
    ("postcode_fake", "surname"),
    ("dob", "birth_place"),
    ("substr(postcode_fake, 1, 3)", "dob"),
    ("substr(postcode_fake, 1, 3)", "first_name"),
    ("substr(postcode_fake, 1, 3)", "surname"),
    ("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
)


def hopback(path: str) -> np.ndarray:
    """Person of every row, in the order of unique_id."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(Path(folder)).create()
        with warehouse.writer(home) as con:
            con.execute(RECORDS, {"path": path})
            warehouse.append(con, "records", "given", con.table("given").columns)
            warehouse.insert(con, "datasets", [{"dataset_no": 1, "dataset_id": "L", "kind": "reference", "state": "normalised"}])
            run(home, con, [])
            return con.execute("SELECT person_id FROM person_records ORDER BY row_no").fetchnumpy()["person_id"]


def splink(path: str) -> np.ndarray:
    """Cluster of every row, in the order of unique_id, by the model of Splink's example for this set, at its best threshold."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in BLOCKS],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_and_surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
    )
    linker = Linker(DuckDBAPI().register(pd.read_parquet(path)), settings)
    linker.training.estimate_probability_two_random_records_match(list(SAME_NAMES), recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in (("first_name", "surname"), ("dob", "substr(postcode_fake, 1, 3)")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    pairs = linker.inference.predict(threshold_match_probability=0.95)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.95).as_pandas_dataframe()
    return found.sort_values("unique_id")["cluster_id"].to_numpy()


def scores(found: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1 of a partition against the true one."""

    def pairs(*labels: np.ndarray) -> float:
        group = np.unique(np.column_stack([np.unique(x, return_inverse=True)[1] for x in labels]), axis=0, return_counts=True)[1]
        return float((group * (group - 1) / 2).sum())

    shared, made, wanted = pairs(found, truth), pairs(found), pairs(truth)
    return shared / made, shared / wanted, 2 * shared / (made + wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path")
    path = parser.parse_args().path
    truth = duckdb.execute("SELECT cluster FROM read_parquet($path) ORDER BY unique_id", {"path": path}).fetchnumpy()["cluster"]
    tools: dict[str, Callable[[str], np.ndarray]] = {"hopback": hopback}
    if find_spec("splink"):
        import_module("splink.comparison_library")  # not timed
        tools["splink, documented model"] = splink
    table = Table("tool", "precision", "recall", "F1", "seconds", title=f"{len(truth)} rows, {len(set(truth))} persons")
    for name, tool in tools.items():
        started = time.perf_counter()
        found = tool(path)
        seconds = time.perf_counter() - started
        table.add_row(name, *(f"{x:.3f}" for x in scores(found, truth.astype(str))), f"{seconds:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
