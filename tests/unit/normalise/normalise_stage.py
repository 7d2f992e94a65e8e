"""Staged tables written by hand, in the format that load leaves behind."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import warehouse
from pipelines.home import Home
from pipelines.normalise.run import run
from pipelines.outcome import Outcome

Row = Sequence[str | None]


class Stage:
    """A home with a warehouse; ``put`` stages tables as load does, ``run`` normalises them."""

    def __init__(self, home: Home, con: warehouse.Connection) -> None:
        self.home, self.con = home, con
        self.count = 0

    def put(self, header: Row, rows: Sequence[Row], kind: str = "seized", rejected: Sequence[int] = (), **more: Any) -> str:
        """Stage one table, rows numbered from 1; returns its dataset_id."""
        self.count += 1
        no, name = self.count, f"list-{self.count}.csv"
        staging = f"staging/{no:064d}.0.parquet"
        columns: dict[str, pa.Array] = {
            "row_no": pa.array(range(1, len(rows) + 1), pa.int64()),
            "line_no": pa.array(range(2, len(rows) + 2), pa.int64()),
            "reject": pa.array(["short" if i in rejected else None for i in range(1, len(rows) + 1)], pa.string()),
        }
        for i in range(len(header)):
            columns[f"c{i}"] = pa.array([row[i] if i < len(row) else None for row in rows], pa.string())
        pq.write_table(pa.table(columns), self.home.root / staging)
        original = self.home.evidence_file(f"{no:064d}")
        original.parent.mkdir(parents=True, exist_ok=True)
        original.write_bytes(b"as found")
        dataset = {
            "dataset_no": no, "dataset_id": f"d{no}", "finding_id": f"f{no}", "case_id": "T", "path": name, "file_name": name,
            "sha256": f"{no:064d}", "kind": kind, "holder": "甲", "format": "csv", "staging": staging, "rows_read": len(rows),
            "rows_accepted": len(rows) - len(rejected), "rows_rejected": len(rejected), "state": "loaded", "header_line": 1,
        }  # fmt: skip
        warehouse.insert(self.con, "datasets", [dataset | more])
        warehouse.insert(
            self.con, "dataset_columns", [{"dataset_no": no, "position": i, "header": h} for i, h in enumerate(header)]
        )
        return f"d{no}"

    def run(self, *ids: str) -> Outcome:
        return run(self.home, self.con, ids)

    def records(self, columns: str) -> list[tuple[Any, ...]]:
        return self.con.execute(f"SELECT {columns} FROM records ORDER BY dataset_no, row_no").fetchall()

    def fields(self, dataset_no: int = 1) -> list[str | None]:
        query = "SELECT field FROM dataset_columns WHERE dataset_no = ? ORDER BY position"
        return [row[0] for row in self.con.execute(query, [dataset_no]).fetchall()]

    def one(self, query: str) -> Any:
        row = self.con.execute(query).fetchone()
        assert row is not None
        return row[0]
