"""The commands: what each takes, says and exits with (see docs/operations.md). Work is done by ``flow`` and ``analyst``.

Exit codes: 0 done · 1 done, some files quarantined or rows rejected · 2 usage · 3 custody broken · 4 home in use ·
5 internal error, nothing published.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.logging import RichHandler

from pipelines import __version__, progress
from pipelines.errors import HopbackError, told
from pipelines.home import Home
from pipelines.outcome import Outcome

log = logging.getLogger("hopback")
app = typer.Typer(
    name="hopback",
    help="Trace resale chains of stolen personal data back to their source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", envvar="HOPBACK_HOME", help="The home folder (default ./data).", show_default=False),
]
ProfileOption = Annotated[
    bool, typer.Option("--profile", help="Print seconds, rows, memory and spill of each stage; kept in profile.csv of the home.")
]
Case = Annotated[str, typer.Option("--case", help="Case id, as in the manifest.")]


def main() -> None:
    """Run a command and exit with its code. A HopbackError is one clear line; anything else is code 5 with its trace."""
    _log_to(sys.stderr.isatty())
    try:
        app()
    except HopbackError as error:
        typer.echo(f"hopback: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        log.error("internal error; nothing was published\n%s", told(error))
        sys.exit(5)


@app.command()
def demo(
    case: Annotated[str, typer.Option(help="Which synthetic case.")] = "jiaxing",
    persons: Annotated[int | None, typer.Option(min=500, help="Persons at the source; the case's full size by default.")] = None,
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path("demo"),
) -> None:
    """Write a synthetic case: an intake, and its truth in a file beside it."""
    from pipelines.demo import generate

    made = generate(case, persons, out)
    typer.echo(f"intake  {made.intake}\ntruth   {made.truth}\ntry     hopback run {made.intake}")


@app.command()
def run(
    intakes: Annotated[list[Path], typer.Argument(help="Intake folders or archives.", show_default=False)],
    home: HomeOption = None,
    profile: ProfileOption = False,
) -> None:
    """Everything, seal to publish, for every case in the intakes."""
    from pipelines import flow

    place = Home.at(home)
    with progress.display(sys.stderr.isatty()), _profiled(place, profile):
        outcome = flow.everything(place, _there(intakes))
    _end(outcome, *(f"report  {place.report(c) / 'index.html'}" for c in outcome.ids), f"tables  {place.published}")


@app.command()
def ingest(
    intakes: Annotated[list[Path] | None, typer.Argument(help="Intake folders or archives.", show_default=False)] = None,
    inbox: Annotated[bool, typer.Option("--inbox", help="Take what has settled in the home's inbox.")] = False,
    home: HomeOption = None,
    profile: ProfileOption = False,
) -> None:
    """Seal, load, normalise, resolve, derive."""
    from pipelines import flow

    if bool(intakes) == inbox:
        raise typer.BadParameter("name intakes, or give --inbox")
    place = Home.at(home)
    with progress.display(sys.stderr.isatty()), _profiled(place, profile):
        outcome = flow.ingest(place, _there(intakes or []))
    _end(outcome, *(f"case    {c}" for c in outcome.ids))


@app.command()
def trace(
    case: Case,
    complaint: Annotated[str | None, typer.Option(help="Only this complaint.", show_default=False)] = None,
    phone: Annotated[str | None, typer.Option(help="Start from the person with this phone.", show_default=False)] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Start from this list.", show_default=False)] = None,
    home: HomeOption = None,
) -> None:
    """Trace, assess, report and publish one case."""
    from pipelines import flow

    if sum(x is not None for x in (complaint, phone, file)) > 1:
        raise typer.BadParameter("give one of --complaint, --phone, --file")
    place = Home.at(home)
    query: dict[str, Any] = {"complaint_id": complaint, "phone": phone, "file": file}
    with progress.display(sys.stderr.isatty()):
        outcome = flow.trace(place, [case], **{k: v for k, v in query.items() if v is not None})
    _end(outcome, f"report  {place.report(case) / 'index.html'}")


@app.command()
def report(
    case: Case,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="html, json, xlsx, graphml, ftm, case, custody or bundle; may be repeated.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write the report of a traced case again, in other formats too."""
    from pipelines import flow

    place = Home.at(home)
    _end(flow.report(place, case, formats or ["html"]), f"report  {place.report(case)}")


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Files to look at.", show_default=False)],
    out: Annotated[str | None, typer.Option(help="csv: write the table as read.", show_default=False)] = None,
    out_dir: Annotated[Path, typer.Option(help="Where to write it.")] = Path(),
) -> None:
    """Show how a file will be read: encoding, dialect, header, columns, rows."""
    from pipelines import reading

    if out not in (None, "csv"):
        raise typer.BadParameter("--out takes csv")
    raise typer.Exit(reading.read(_there(files), out_dir if out else None, typer.echo))


@app.command()
def sql(query: Annotated[str, typer.Argument(help="One SELECT.", show_default=False)], home: HomeOption = None) -> None:
    """Ask the published database, read-only."""
    from pipelines import analyst

    typer.echo(analyst.sql(Home.at(home), query))


@app.command()
def reveal(
    person: Annotated[int, typer.Option(help="person_id of the published database.")],
    reason: Annotated[str, typer.Option(help="Why; written to the ledger.")],
    home: HomeOption = None,
) -> None:
    """Show the unmasked values of one person; who asked and why goes to the ledger."""
    from pipelines import analyst

    typer.echo(analyst.reveal(Home.at(home), person, reason))


@app.command()
def explain(person: Annotated[int, typer.Option(help="person_id of the published database.")], home: HomeOption = None) -> None:
    """Show why the rows of a person are one: which row was tied to which, by which keys, score or judgement."""
    from pipelines import analyst

    typer.echo(analyst.explain(Home.at(home), person))


@app.command()
def verify(
    home: HomeOption = None,
    public_key: Annotated[
        list[Path] | None, typer.Option(help="public key, kept elsewhere, of every checkpoint; again after a rotation")
    ] = None,
    checkpoints: Annotated[Path | None, typer.Option(help="copy of evidence/checkpoints.jsonl that was kept elsewhere")] = None,
    show_key: Annotated[
        bool, typer.Option("--show-key", help="print the public key that this home signs with, to keep elsewhere")
    ] = False,
) -> None:
    """Hash all evidence again, walk the ledger, check its signatures; names the first broken link."""
    from pipelines import audit
    from pipelines import checkpoints as signed

    here = Home.at(home)
    if show_key:
        typer.echo(signed.own_public_key(here.create()))
        return
    if checkpoints is not None:
        _there([checkpoints])
    typer.echo(audit.verify(here, [signed.public_key(path) for path in public_key or ()], checkpoints))


@app.command()
def status(home: HomeOption = None) -> None:
    """What is in the home, what failed, what is waiting."""
    from pipelines import analyst

    typer.echo(analyst.status(Home.at(home)))


@app.command()
def withdraw(
    reason: Annotated[str, typer.Option(help="Why; written to the ledger.")],
    dataset: Annotated[str | None, typer.Option(help="dataset_id of one list.", show_default=False)] = None,
    file: Annotated[str | None, typer.Option("--file", help="Path as in the manifest, or SHA-256.", show_default=False)] = None,
    destroy: Annotated[bool, typer.Option("--destroy", help="The original goes too, as a court ordered.")] = False,
    home: HomeOption = None,
) -> None:
    """Take a list out as if it had never come in; what it touched is worked out again, the original stays unless destroyed."""
    from pipelines.withdraw import withdraw as take_out

    if (dataset is None) == (file is None):
        raise typer.BadParameter("give one of --dataset, --file")
    place = Home.at(home)
    with progress.display(sys.stderr.isatty()):
        outcome = take_out(place, reason, dataset, file, destroy)
    _end(outcome, *(f"report  {place.report(c) / 'index.html'}" for c in outcome.ids), f"tables  {place.published}")


@app.command()
def version() -> None:
    """The version of hopback."""
    typer.echo(__version__)


@contextmanager
def _profiled(home: Home, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    from pipelines import profile

    with profile.kept(home) as kept:
        yield
    typer.echo(kept.table(), err=True)


def _there(paths: list[Path]) -> list[Path]:
    missing = [str(p) for p in paths if not p.exists()]
    if missing:
        raise typer.BadParameter(f"no such file or folder: {', '.join(missing)}")
    return paths


def _end(outcome: Outcome, *lines: str) -> None:
    for line in (*lines, *outcome.notes):
        typer.echo(progress.printable(line) if line in outcome.notes else line)
    if outcome.problems:
        typer.echo(f"{outcome.problems} problems: see load_issues in the published database and quarantine/ in the home", err=True)
        raise typer.Exit(1)


def _log_to(terminal: bool) -> None:
    handler: logging.Handler
    if terminal:
        handler = RichHandler(console=Console(stderr=True), show_path=False, show_level=False, rich_tracebacks=False)
    else:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


if __name__ == "__main__":
    main()
