"""``make demo``: the Jiaxing case, written, ingested and traced by the real DAGs, in one process.

Writes ``build/demo``: the case and its truth, a home, and an Airflow of its own whose noise goes to a log file. Exits 0 when
the chain that was found is the true one.
"""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from pipelines import progress, stages
from scripts import inprocess

log = logging.getLogger("hopback")
SETTINGS = 'memory_limit = "2GB"\nsettle_seconds = 0\n'  # a demo leaves the machine to its owner, and nobody is still copying


def main() -> int:
    """Run the demo; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--case", default="jiaxing")
    parser.add_argument("--persons", type=int, help="persons at the source; full size by default")
    parser.add_argument("--out", type=Path, default=Path("build/demo"))
    args = parser.parse_args()
    out: Path = args.out.absolute()
    shutil.rmtree(out, ignore_errors=True)
    home = out / "home"
    (home / "inbox").mkdir(parents=True)
    (home / "hopback.toml").write_text(SETTINGS, "utf-8")

    started = time.monotonic()
    with _quiet(out / "airflow.log") as console:
        _say(console, f"writing the {args.case} case and starting Airflow …")
        writing = _write_case(args.case, args.persons, out / "case")
        inprocess.prepare(out / "airflow", home)
        for stage in stages.STAGES:
            _ = stage.run  # imports pandas, Great Expectations and the like while the other core is still writing
        _log_to(console)
        truth = _finish(writing, out / "case", home / "inbox")
        case_id = json.loads(truth.read_text("utf-8"))["case_id"]
        for dag_id, conf in (("nightly_ingestion", {}), ("trace_case", {"case_id": case_id})):
            _say(console, f"DAG {dag_id}")
            _run(console, dag_id, conf, out)
        _say(console, f"done in {time.monotonic() - started:.0f} s")
    return _check(home, truth)


def _write_case(case: str, persons: int | None, out: Path) -> subprocess.Popen[bytes]:
    """In a process of its own: it takes the second core while Airflow starts, and gives its memory back."""
    size = ["--persons", str(persons)] if persons else []
    return subprocess.Popen([sys.executable, "-m", "pipelines.cli", "demo", "--case", case, *size, "--out", str(out)])


def _finish(writing: subprocess.Popen[bytes], case: Path, inbox: Path) -> Path:
    """Wait for the case, drop its intake into the inbox; returns the file with the truth, which stays outside."""
    if writing.wait():
        raise SystemExit(f"writing the case failed with {writing.returncode}; see {case.parent / 'airflow.log'}")
    truth = next(case.glob("*.truth.json"))
    for intake in (p for p in case.iterdir() if p != truth):
        intake.rename(inbox / intake.name)
    return truth


def _run(console: Console, dag_id: str, conf: dict[str, object], out: Path) -> None:
    with progress.display(console.is_terminal, console):
        state = inprocess.run(dag_id, conf)
    if state != "success":
        raise SystemExit(f"{dag_id} ended as {state}; see {out / 'airflow.log'}")


def _check(home: Path, truth: Path) -> int:
    """Print what was found beside the truth; 0 when the chain, its source and the traps are right."""
    from pipelines.demo.check import check

    report = check(home / "published" / "hopback.duckdb", truth)
    print(flush=True)
    report.show(program=str(Path(sys.executable).parent / "hopback"))
    return 0 if report.ok else 1


@contextmanager
def _quiet(path: Path) -> Iterator[Console]:
    """Send this process' stdout and stderr, and those of its children, to a file; yields a console on the real stdout."""
    sys.stdout.flush()
    sys.stderr.flush()
    real = [os.dup(1), os.dup(2)]
    with path.open("ab") as file, os.fdopen(os.dup(real[0]), "w", encoding="utf-8") as out:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield Console(file=out)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for kept, fd in zip(real, (1, 2), strict=True):
                os.dup2(kept, fd)
                os.close(kept)


def _say(console: Console, text: str) -> None:
    console.print(f"{time.strftime('%H:%M:%S')} {text}", highlight=False, style="bold", soft_wrap=True)


def _log_to(console: Console) -> None:
    """hopback's own log lines to the console; after Airflow's import, which sets logging up anew."""

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            style = "yellow" if record.levelno >= logging.WARNING else None
            line = f"{time.strftime('%H:%M:%S')}   {record.getMessage()}"
            console.print(line, highlight=False, markup=False, style=style, soft_wrap=True)

    log.addHandler(Lines())
    log.setLevel(logging.INFO)


if __name__ == "__main__":
    sys.exit(main())
