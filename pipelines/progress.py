"""Progress of long work: a bar on a terminal, plain log lines elsewhere. Never shows a person's value."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")
log = logging.getLogger("hopback")
_display: ContextVar[Progress | None] = ContextVar("display", default=None)
EVERY_SECONDS = 5.0


@contextmanager
def display(enabled: bool, console: Console | None = None) -> Iterator[None]:
    """Show bars for the ``track`` calls inside, on ``console`` or on stdout; does nothing when not ``enabled`` (no terminal)."""
    if not enabled:
        yield
        return
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=False) as progress:
        token = _display.set(progress)
        try:
            yield
        finally:
            _display.reset(token)


def track(items: Iterable[T], what: str, total: int) -> Iterator[T]:
    """Yield ``items`` and report how many of ``total`` are done."""
    progress = _display.get()
    if progress is not None:
        yield from progress.track(items, total=total, description=what)
        return
    last = time.monotonic()
    for done, item in enumerate(items):
        now = time.monotonic()
        if now - last >= EVERY_SECONDS:
            log.info("%s: %d of %d", what, done, total)
            last = now
        yield item


def printable(text: str) -> str:
    """``text`` in one line without what steers a terminal or turns the order of letters: names in evidence are anybody's."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))
