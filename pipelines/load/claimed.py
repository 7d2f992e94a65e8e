"""The number of rows that a file's name claims: ``59万条.xlsx``, ``名单5000条.csv``, ``1.2万.txt``. A seller's word, no count."""

import re
import unicodedata
from decimal import Decimal

_UNITS = {"": 1, "千": 1_000, "k": 1_000, "w": 10_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_CLAIM = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(百万|千万|[千万亿wk])?\s*\+?多?(?:余)?(条|行|个|人|份|组|笔|名|户|rows|records)?(?![\d年月日届级班校.])",
    re.IGNORECASE,
)


def claimed_rows(file_name: str) -> int | None:
    """Rows claimed by a file's name; None when it claims none. A bare number (a date, a phone) is no claim."""
    stem = unicodedata.normalize("NFKC", file_name).rsplit(".", 1)[0]
    claims = []
    for number, unit, word in _CLAIM.findall(stem):
        if (unit and unit not in "kwKW") or word:
            claims.append(int(Decimal(number.replace(",", "")) * _UNITS[unit.lower()]))
    return max(claims) if claims else None
