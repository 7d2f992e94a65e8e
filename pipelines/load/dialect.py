"""Which delimiter and quotes a text table uses.

Each candidate splits a sample; it is scored as in van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row
and type patterns" (2019): rows of one shape, times cells that look like values of a known type.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.load.tokens import Dialect, rows, scan
from pipelines.load.words import KNOWN, is_data, word

SAMPLED = 150
_SINGLE = ",\t;|^~#&$@!%*/:，；、¦‖\x01\x02\x1c\x1e\x1f "
_RUN = re.compile(r"[^\w\s\"'.\-+()（）\\]{2,4}|(?<=\S)[,;|] (?=\S)|(?<=\S) ?\t ?(?=\S)|(?<=\S) {2,}(?=\S)")
_WEIGHT = {
    ",": 1.0,
    "\t": 1.0,
    ";": 1.0,
    "|": 1.0,
    "，": 0.95,
    " ": 0.6,
    ":": 0.5,
    "/": 0.5,
    "、": 0.7,
    "*": 0.6,
    ".": 0.4,
    "@": 0.6,
}
_TYPED = re.compile(
    r"|[\w .\-+()（）·#%¥￥$*号室幢/:]{1,80}|[^,;|\t，；^~]{1,40}", re.UNICODE
)  # text without another candidate's delimiter; the empty cell


def detect(text: str) -> Dialect:
    """The dialect of a sample of a text. One column when no delimiter explains the lines."""
    every = [line + "\n" for line in text.split("\n")]
    lines = [line for line in every if line.strip()][:SAMPLED]
    quote = _quote(text)
    best, dialect = 0.0, Dialect("", quote)
    for delimiter in _candidates(lines):
        candidate = Dialect(delimiter, quote)
        score = _score([cells for _, cells in rows(iter(lines), candidate)], delimiter)
        if score > best:
            best, dialect = score, candidate
    delimiter = _grown(dialect, lines)
    return Dialect(delimiter, quote, _escape(every, delimiter, quote))


def _grown(dialect: Dialect, lines: Sequence[str]) -> str:
    """The delimiter with the punctuation or space that stands beside it every time: ``|`` of ``a@|@b@|@c`` is ``@|@``."""
    delimiter = dialect.delimiter
    for _ in range(3):
        table = _cells(lines, delimiter, dialect.quote) if delimiter else []
        widths = [len(cells) for cells in table]
        body = [cells for cells in table if len(cells) > 1]
        if sum(len(cells) - 1 for cells in body) < 4:
            return delimiter
        left = _mark(cell[-1:] for cells in body for cell in cells[:-1])
        right = _mark(cell[:1] for cells in body for cell in cells[1:])
        wider = [d for d in (left + delimiter + right, left + delimiter, delimiter + right) if d != delimiter]
        same = (d for d in wider if [len(cells) for cells in _cells(lines, d, dialect.quote)] == widths)
        grown = next(same, delimiter)
        if grown == delimiter:
            return delimiter
        delimiter = grown
    return delimiter


def _cells(lines: Sequence[str], delimiter: str, quote: str) -> list[list[str]]:
    return [cells for _, cells in rows(iter(lines), Dialect(delimiter, quote))]


def _mark(beside: Iterable[str]) -> str:
    """The character that stands there most, if it is no letter, digit, quote, sign or bracket."""
    counts = Counter(beside)
    most = max(counts, key=lambda mark: counts[mark], default="")
    return "" if most.isalnum() or most in "\"'-+.()（）\\¥￥$*%" else most


def _candidates(lines: Sequence[str]) -> list[str]:
    wanted = max(1, min(2, len(lines)))
    found = [c for c in _SINGLE if sum(c in line for line in lines) >= wanted]
    runs = Counter(run for line in lines for run in set(_RUN.findall(line)))
    return found + [run for run, count in runs.most_common(6) if count >= wanted and run not in found and run != "://"]


def _quote(text: str) -> str:
    """The quote that more cells begin and end with; a double quote when neither is seen to enclose cells."""
    single, double = (len(re.findall(rf"(?m)(?:^|[,;\t|:^ ]){q}[^{q}\n]*{q}(?=[,;\t|:^ ]|\s*$)", text)) for q in "'\"")
    return "'" if single >= 2 and single > 2 * double and single * 4 >= text.count("'") else '"'


def _escape(lines: Sequence[str], delimiter: str, quote: str) -> str:
    """A backslash, where reading it as an escape leaves less than half of the irregular rows; else a backslash is a character."""
    verbatim, escaped = Dialect(delimiter, quote), Dialect(delimiter, quote, "\\")
    if not any("\\" + mark in line for line in lines for mark in (quote, delimiter) if mark):
        return quote
    return "\\" if 2 * _irregular(lines, escaped) < _irregular(lines, verbatim) else quote


def _irregular(lines: Sequence[str], dialect: Dialect) -> int:
    """Rows of an unusual width, or with a quoted cell that does not end as one does."""
    table = list(scan(iter(lines), dialect))
    widths = Counter(len(row.cells) for row in table)
    usual = max(widths, key=lambda width: widths[width], default=0)
    return sum(len(row.cells) != usual or not row.regular for row in table)


def _score(table: Sequence[Sequence[str]], delimiter: str) -> float:
    widths = Counter(len(cells) for cells in table)
    several = {n: count for n, count in widths.items() if n > 1}
    if not several:
        return 0.0
    width = max(several, key=lambda n: (several[n], n))
    body = [cells for cells in table if len(cells) == width]
    if several[width] * 2 < sum(several.values()) or not _is_table(body, len(table)):
        return 0.0
    pattern = sum(count * max(1e-3, n - 1) / n for n, count in widths.items()) / len(widths)
    cells = [cell for row in body for cell in row]
    typed = sum(1 for cell in cells if is_data(cell) or _TYPED.fullmatch(cell.strip()) is not None)
    empty = sum(1 for column in zip(*body, strict=True) if not any(cell.strip() for cell in column)) / width
    return pattern * (typed / len(cells)) ** 2 * (1 - 0.5 * empty) * _WEIGHT.get(delimiter, 0.8 if len(delimiter) == 1 else 1.0)


def _is_table(body: Sequence[Sequence[str]], rows_in_all: int) -> bool:
    """Enough rows of one width; or few after a long preamble, and known header words among them."""
    if len(body) * 2 >= rows_in_all:
        return True
    return len(body) >= 2 and any(sum(word(c) in KNOWN for c in cells) >= 2 for cells in body)
