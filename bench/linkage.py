"""Resolve on the labelled linkage set: pairwise precision, recall and F1 beside Splink's documented 0.925, 0.750, 0.828.

python bench/linkage.py /work/shared/bench/linkage/historical_figures_with_errors_50k.parquet
"""

import sys
import tempfile
import time
from pathlib import Path

from pipelines import warehouse
from pipelines.home import Home
from pipelines.resolve.run import run

RECORDS = """
INSERT INTO records BY NAME
SELECT 1 AS dataset_no, CAST(row_number() OVER (ORDER BY unique_id) AS BIGINT) AS row_no, lower(full_name) AS name, dob AS birth_date,
    birth_place, postcode_fake AS postcode, gender, occupation
FROM read_parquet($path)
"""
SCORES = """
WITH truth AS (SELECT row_number() OVER (ORDER BY unique_id) AS row_no, cluster FROM read_parquet($path)),
both_ways AS (SELECT p.person_id, t.cluster, count(*) AS n FROM person_records AS p JOIN truth AS t USING (row_no) GROUP BY ALL),
pairs AS (
    SELECT
        (SELECT sum(n * (n - 1) / 2) FROM both_ways) AS shared,
        (SELECT sum(m * (m - 1) / 2) FROM (SELECT sum(n) AS m FROM both_ways GROUP BY person_id)) AS found,
        (SELECT sum(m * (m - 1) / 2) FROM (SELECT sum(n) AS m FROM both_ways GROUP BY cluster)) AS wanted
)
SELECT shared / found, shared / wanted, 2 * shared / (found + wanted) FROM pairs
"""


def main(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(Path(folder)).create()
        with warehouse.writer(home) as con:
            con.execute(RECORDS, {"path": path})
            warehouse.insert(con, "datasets", [{"dataset_no": 1, "dataset_id": "L", "kind": "reference", "state": "normalised"}])
            started = time.process_time(), time.monotonic()
            run(home, con, [])
            used = time.process_time() - started[0], time.monotonic() - started[1]
            precision, recall, f1 = con.execute(SCORES, {"path": path}).fetchall()[0]
    print(f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  cpu {used[0]:.1f} s  wall {used[1]:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1])
