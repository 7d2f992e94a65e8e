"""Contested cells weighed by the statements of derive, without the records that they were read from."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from pipelines import warehouse


class Contested(NamedTuple):
    """A cell of a list, of which another list has another reading. sign: what is known of the reading, however usual it is."""

    dataset_no: int
    person_id: int
    field: str
    reading: int
    holders: int = 1
    sign: float | None = None
    masked: bool = False
    untidy: bool = False


def weigh(
    con: warehouse.Connection, case: str, cells: Sequence[Contested], known: dict[int, int] | None = None, pairs: int = 10**9
) -> None:
    """variants, variant_readings and alike of these cells; ``known``: reading → persons of the sample who have it, in the field name."""
    con.execute("CREATE OR REPLACE TEMP TABLE vocabulary (field VARCHAR, reading UBIGINT, persons BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE spelling (field VARCHAR, pair VARCHAR, persons BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE sampled_values (person_id BIGINT, field VARCHAR, text VARCHAR)")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE contested (dataset_no INTEGER, person_id BIGINT, field VARCHAR, reading UBIGINT, holders BIGINT, "
        "sign DOUBLE, masked BOOLEAN, untidy BOOLEAN)"
    )
    con.register("found", pa.Table.from_pylist([c._asdict() for c in cells]))
    con.execute("INSERT INTO contested FROM found")
    con.execute("DELETE FROM variants")
    con.execute("DELETE FROM variant_readings")
    con.execute("INSERT INTO variants BY NAME SELECT ? AS case_id, * EXCLUDE (holders, sign) FROM contested", [case])
    con.execute(
        "CREATE OR REPLACE TEMP TABLE readings AS SELECT person_id, field, reading, any_value(holders) AS holders, min(dataset_no) AS first_no, "
        "count(*) AS number, hash(CAST(sum(hash(dataset_no, masked::INTEGER, untidy::INTEGER)) AS VARCHAR)) AS lists, min(sign) AS sign FROM contested GROUP BY ALL"
    )
    if known:
        con.executemany("INSERT INTO vocabulary VALUES ('name', ?, ?)", [list(item) for item in known.items()])
    warehouse.run(con, "derive/macros")
    warehouse.run(con, "derive/sampled", case_id=case, most=10, spelt=["school"])
    warehouse.run(con, "derive/variants", case_id=case, spelt=["school"], again=True)
    warehouse.run(con, "derive/alike", case_id=case, pairs=pairs)
