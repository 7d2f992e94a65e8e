"""Small lists with everything known, written into a warehouse as the stages before derive would leave them."""

import json
import random

import pyarrow as pa

from pipelines import contracts, warehouse
from pipelines.fields import NAMES
from pipelines.home import Home

Rows = list[dict[str, str]]
FIELDS = ("name", "phone", "school", "address")
SCHOOLS = ("甲州市第1小学", "甲州市第2小学", "乙州市第3小学", "乙州市第4小学")
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞"


def people(n: int, seed: int = 1, start: int = 0) -> Rows:
    """n synthetic persons, clean; ``key`` is who they are."""
    r = random.Random(seed)
    return [
        {
            "key": str(start + i),
            "name": "赵" + r.choice(GIVEN) + r.choice(GIVEN),
            "phone": f"154{r.randrange(10**8):08d}",
            "school": r.choice(SCHOOLS),
            "address": f"甲州市中山路{r.randint(1, 300)}号{r.randint(1, 20)}幢{r.randint(101, 999)}室",
        }
        for i in range(n)
    ]


def altered(rows: Rows, cells: list[tuple[int, str]], mark: str = "错") -> Rows:
    """A copy with these cells (row, field) damaged."""
    out = [dict(row) for row in rows]
    for row, field in cells:
        out[row][field] = out[row][field][:-1] + mark
    return out


def write(con: warehouse.Connection, lists: dict[str, Rows], state: str = "resolved", fields: tuple[str, ...] = FIELDS,
          first_no: int = 1, raw: dict[str, dict[str, str]] | None = None) -> None:  # fmt: skip
    """Lists by name (also holder and id). ``raw``: list → field → pattern of the cell as found, {} for the canonical text."""
    for number, (name, rows) in enumerate(lists.items(), first_no):
        used = [f for f in fields if any(row.get(f) for row in rows)]
        warehouse.insert(con, "datasets", [{
            "dataset_no": number, "dataset_id": name, "case_id": "K", "path": f"{name}.csv", "file_name": f"{name}.csv",
            "sha256": name, "kind": "seized", "holder": f"holder {name}", "rows_accepted": len(rows), "state": state,
        }])  # fmt: skip
        columns = [{"dataset_no": number, "position": i, "header": f, "field": f} for i, f in enumerate(used)]
        warehouse.insert(con, "dataset_columns", columns)
        records, persons = [], []
        for row_no, row in enumerate(rows, 1):
            record: dict[str, object] = {"dataset_no": number, "row_no": row_no}
            patterns = {f: pattern for f, pattern in (raw or {}).get(name, {}).items() if f in used}
            record["raw"] = json.dumps({f: pattern.format(row[f]) for f, pattern in patterns.items()}) if patterns else None
            for f in used:
                record[f] = row[f]
            records.append(record)
            persons.append({"dataset_no": number, "row_no": row_no, "person_id": int(row["key"]), "reason": "key"})
        for table, found in (("records", records), ("person_records", persons)):
            con.register("found", pa.Table.from_pylist(found))
            warehouse.append(con, table, "found", list(found[0]))
            con.unregister("found")
    warehouse.widen(con, contracts.table("records"), NAMES)
    con.execute(f"UPDATE stored_records SET cells_hash = hash(raw, {', '.join(NAMES)})")


def home(path: object) -> Home:
    return Home.at(str(path))


def confidence(con: warehouse.Connection) -> dict[tuple[str, str], float]:
    rows = con.execute("SELECT parent_dataset_id, child_dataset_id, confidence FROM derivations").fetchall()
    return {(a, b): c for a, b, c in rows}
