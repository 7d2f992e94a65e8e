"""What can go wrong, as a caller can act on it. Messages name the file, the row and the remedy; never a person's value."""

import traceback
from pathlib import Path


class HopbackError(Exception):
    """Root of every error that hopback raises on purpose."""

    exit_code = 5


class UsageError(HopbackError):
    """The caller asked for something that cannot be: an unknown case, an intake that is not there."""

    exit_code = 2


class CustodyBroken(HopbackError):
    """Evidence or ledger is not what was sealed."""

    exit_code = 3


class HomeInUse(HopbackError):
    """Another process writes to this home."""

    exit_code = 4


class BadFile(HopbackError):
    """One file cannot be taken. The stage quarantines it and goes on with the others.

    ``code`` is a short stable word for `load_issues.code`; ``row`` counts from 1 where a row is to blame.
    """

    exit_code = 1

    def __init__(self, path: str, code: str, message: str, row: int | None = None) -> None:
        super().__init__(f"{path}: {message}")
        self.path, self.code, self.message, self.row = path, code, message, row


class NoTable(BadFile):
    """A document that holds no table: nothing is wrong with it, and it is kept instead of quarantined."""


class MachineRefused(HopbackError):
    """The machine did not let hopback work: a full disk, too little memory, a folder that may not be written."""


class InternalError(HopbackError):
    """Something that hopback did not foresee, told without the text of the error that it was: see ``told``."""


def told(error: BaseException) -> str:
    """What went wrong and where, for a log: types, files and lines of the error and of those behind it.

    An error's own text is told only where it cannot hold a person's value: hopback's own and the system's. DuckDB, for one,
    quotes the cell that it could not convert.
    """
    lines, seen = [], set()  # type: list[str], set[int]
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        text = str(link) if isinstance(link, HopbackError | OSError | MemoryError) else "its text may hold a person's value"
        lines.append(f"{type(link).__name__} ({text})" if text else type(link).__name__)
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(lines)
