"""The commands (see docs/operations.md)."""


def main() -> None:
    """Entry point."""
    raise SystemExit(2)
