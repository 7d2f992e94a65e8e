"""The timeline: every sale from its first sign to its last, complaints and the finding of lists on the same scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.report.case import Case, Row

STEPS = (1, 7, 14)
"""Days between ticks; longer spans are ticked by months."""
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
MOST_TICKS = 8
ROOM = 1.04
"""The scale runs a little beyond the last moment, so that its mark stays inside."""


@dataclass(frozen=True)
class Bar:
    """A sale: ``left`` and ``width`` in per cent of the scale."""

    hop: Row
    left: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A moment that is no sale: ``key`` names its word, ``text`` what stands with it."""

    key: str
    text: str
    at: datetime
    left: float


@dataclass(frozen=True)
class Timeline:
    """Bars in the order of time, ticks (per cent, label), marks, and how many sales carry no date."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    undated: int


def build(case: Case) -> Timeline | None:
    """The timeline of a case; None when no sale, list or complaint carries a date."""
    hops = [hop for hop in case["hops"] if hop["first_at"]]
    complaints = [row for row in case["complaints"] if row["received_at"]]
    found = sorted(row["obtained_at"] for row in case["lists"] if row["obtained_at"])
    moments: list[datetime] = [m for hop in hops for m in (hop["first_at"], hop["last_at"]) if m]
    moments += [row["received_at"] for row in complaints] + found[:1] + found[-1:]
    if not moments:
        return None
    first, last = min(moments), max(moments)
    ticks = [tick for tick in _ticks(first, last) if tick <= last]
    start = min(first, ticks[0])
    span = max((last - start).total_seconds() * ROOM, 1.0)

    def left(moment: datetime) -> float:
        seconds: float = (moment - start).total_seconds()
        return round(seconds / span * 100, 2)

    bars = [
        Bar(
            hop,
            left(hop["first_at"]),
            round(left(max(hop["last_at"] or hop["first_at"], hop["first_at"])) - left(hop["first_at"]), 2),
        )
        for hop in hops
    ]
    marks = [Mark("event_complaint", str(row["complaint_id"]), row["received_at"], left(row["received_at"])) for row in complaints]
    marks += [Mark("event_lists", "", moment, left(moment)) for moment in found[:1]]
    labels = tuple((left(tick), _label(tick, ticks)) for tick in ticks)
    return Timeline(tuple(bars), labels, tuple(sorted(marks, key=lambda m: (m.at, m.text))), len(case["hops"]) - len(hops))


def _ticks(first: datetime, last: datetime) -> list[datetime]:
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    for step in STEPS:
        if (last - midnight) / timedelta(days=step) < MOST_TICKS:
            count = int((last - midnight) / timedelta(days=step)) + 2
            return [midnight + timedelta(days=step * i) for i in range(count)]
    month = midnight.replace(day=1)
    between = (last.year - month.year) * 12 + last.month - month.month + 1
    step = next((s for s in MONTHS if between / s <= MOST_TICKS), MONTHS[-1])
    return [_add_months(month, step * i) for i in range(-(-between // step) + 1)]


def _add_months(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1)


def _label(tick: datetime, ticks: Sequence[datetime]) -> str:
    return tick.strftime("%Y-%m-%d" if any(t.day != 1 for t in ticks) else "%Y-%m")
