"""What can go wrong, as a caller can act on it. Messages name the file, the row and the remedy; never a person's value."""


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
