"""What the law makes of the counts, an actor a line: the gravest outcome under each reading, and what needs proof. Pure."""

from dataclasses import dataclass, field

from pipelines.report.case import Case, Row

PROFILES = ("main", "strict", "parents", "identified", "confirmed")


@dataclass
class Verdict:
    """An actor: under each reading the gravest rule met (or, of main practice, the nearest below), and rules open for want of proof."""

    actor: str
    by: dict[str, Row] = field(default_factory=dict)
    open: list[Row] = field(default_factory=list)


def verdicts(case: Case) -> list[Verdict]:
    """Actors by the gravest outcome under main practice."""
    found: dict[str, Verdict] = {}
    for row in case["severity"]:
        if row["actor"] == "(incident)" or row["regime"] != "CN-CRIMINAL":
            continue
        verdict = found.setdefault(row["actor"], Verdict(row["actor"]))
        if row["highest"] or row["profile"] not in verdict.by:
            verdict.by[row["profile"]] = row
        if row["profile"] == "main" and row["outcome"].startswith("would"):
            verdict.open.append(row)
    return sorted(found.values(), key=_gravity)


def _gravity(verdict: Verdict) -> tuple[bool, bool, float, str]:
    row = verdict.by.get("main")
    if row is None or not row["highest"]:
        return True, True, -(row["score"] or 0.0) if row else 0.0, verdict.actor
    return False, "especially" not in row["outcome"], -row["score"], verdict.actor
