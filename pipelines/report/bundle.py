"""``bundle.zip``: what a prosecutor hands on. The report, the counts with every row and its reason, the rules, hashes, the version of
the code, and ``recompute.py``, which counts again from these rows, hashes the sealed evidence, and runs the whole again on demand.
"""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import duckdb
import pyarrow.csv as pa_csv

from pipelines import __version__, warehouse
from pipelines.report import page
from pipelines.report.case import Case, plain

QUERIES = ("rows", "sales", "handed", "exclusions", "receipts", "rules", "findings")
TABLES = ("counts", "severity", "facts")
SCRIPT = Path(__file__).parent / "assets" / "recompute.py"
EPOCH = (2000, 1, 1, 0, 0, 0)
README = """{case}: counts, and how to check them (hopback {version})

python recompute.py                                  count again from rows.csv, sales.csv, handed.csv; Python alone is needed
python recompute.py --evidence HOME/evidence         and hash every file of the sealed evidence
python recompute.py --evidence … --hopback hopback   and run everything again from the sealed evidence, in a home of its own

It says whether all agree, and exits 0 when they do. counts.csv and severity.csv are what is checked; exclusions.csv has every row that
does not count, with its rule, reason and evidence; receipts.csv every yuan with its line; rules.csv the version of the rules.
An outcome names a numeric threshold, never guilt.
"""


def render(con: warehouse.Connection, case: Case) -> bytes:
    """The zip. Needs the tables that ``pipelines.assess.run.gather`` makes; the same case gives the same bytes."""
    files = {"index.html": page.render(case).encode(), "recompute.py": SCRIPT.read_bytes()}
    for name in QUERIES:
        files[f"{name}.csv"] = _csv(con, name, case.case_id)
    files |= {f"{name}.json": json.dumps(case[name], ensure_ascii=False, indent=1, default=plain).encode() for name in TABLES}
    about = {"case_id": case.case_id, "version": __version__, "duckdb": duckdb.__version__, "code_sha256": _code()}
    files["about.json"] = json.dumps(about, indent=1).encode()
    files["README.txt"] = README.format(case=case.case_id, version=__version__).encode()
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in sorted(files.items())}
    files["sha256.json"] = json.dumps(hashes, indent=1).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, body in sorted(files.items()):
            bundle.writestr(zipfile.ZipInfo(name, EPOCH), body, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def _csv(con: warehouse.Connection, name: str, case_id: str) -> bytes:
    """A query's rows, batch by batch; numbers and words unquoted where they need none."""
    query = f"report/bundle_{name}"
    params = {"case_id": case_id} if "$case_id" in warehouse.text(query) else {}
    out = io.BytesIO()
    with warehouse.batches(con, query, **params) as reader, pa_csv.CSVWriter(out, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return out.getvalue()


def _code() -> str:
    """Hash of every statement and module: the same code gives the same figures."""
    state = hashlib.sha256()
    root = Path(__file__).parents[2]
    for path in sorted([*(root / "sql").rglob("*.*"), *(root / "pipelines").rglob("*.py")]):
        state.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return state.hexdigest()
