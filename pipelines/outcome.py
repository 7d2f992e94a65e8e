"""What a stage says when it is done: ids for the next stage and counts for the log. Safe to log: no person's value."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """ids: what the next stage works on. done: what was worked on. skipped: already done before. problems: quarantined files
    and rejected rows (see load_issues); more than none makes the command exit with 1."""

    ids: tuple[str, ...] = ()
    done: int = 0
    skipped: int = 0
    problems: int = 0
    notes: tuple[str, ...] = field(default=())
