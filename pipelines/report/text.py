"""Numbers, dates, shares and prices as they are printed: the same in Chinese and English."""

from datetime import datetime
from decimal import Decimal

DASH = "–"
SIGNS = {"CNY": "¥", "RMB": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$"}
Number = int | float | Decimal


def number(value: Number | None) -> str:
    """512000 -> ``512,000``; a missing number is a dash."""
    return DASH if value is None else f"{value:,.0f}"


def share(value: float | None) -> str:
    """A probability or share, 0 to 1, in per cent; never 0% or 100% for what is only nearly so."""
    if value is None:
        return DASH
    if 0 < value < 0.005:
        return "<1%"
    if 0.995 < value < 1:
        return ">99%"
    return f"{value * 100:.0f}%"


def likelihood(value: float | None) -> str:
    """A probability that a model gives: as a share, and never certain, even where it was rounded to 1."""
    return DASH if value is None else share(min(value, 0.9999))


def money(value: Number | None, currency: str | None = "CNY") -> str:
    """An amount with the sign of its currency, without fractions from 100 on."""
    if value is None:
        return DASH
    sign = SIGNS.get((currency or "CNY").upper(), f"{currency} ")
    return f"{sign}{value:,.0f}" if abs(float(value)) >= 100 else f"{sign}{value:,.2f}"


def price(value: Number | None, currency: str | None = "CNY") -> str:
    """A price per record: two significant digits below 0.1, two decimals above."""
    if value is None:
        return DASH
    sign = SIGNS.get((currency or "CNY").upper(), f"{currency} ")
    return f"{sign}{value:.2g}" if 0 < value < 0.1 else f"{sign}{value:,.2f}"


def signed(value: float | None) -> str:
    """A log-likelihood ratio: +6.2, −0.8 (a real minus sign, so that it reads and aligns well)."""
    if value is None:
        return DASH
    return f"{value:+.1f}".replace("-", "−")


def day(moment: datetime | None) -> str:
    """2016-04-12."""
    return DASH if moment is None else moment.strftime("%Y-%m-%d")


def minute(moment: datetime | None) -> str:
    """2016-04-12 19:05."""
    return DASH if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def days(first: datetime | None, last: datetime | None) -> str:
    """A span of days, in one date when it is one day."""
    if first is None or last is None or first.date() == last.date():
        return day(first or last)
    return f"{day(first)} – {day(last)}"


def size(bytes_: int | None) -> str:
    """1234567 -> ``1.2 MB`` (powers of 1,000)."""
    if bytes_ is None:
        return DASH
    value, unit = float(bytes_), "B"
    for bigger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, bigger
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
