"""Polluted files after the Pollock benchmark, read by hopback and by DuckDB's automatic reader in one run.

Vitagliano et al., "Pollock: A Data Loading Benchmark" (PVLDB 16, 2023): one table of 83 rows and 9 columns, polluted in 2,290 ways:
table level, one separator more or less at every cell, a stray quote at every cell, one row of another delimiter, other dialects.
The table here is made up (seeded); pollutions, metrics and weights are those of the paper. A file scores up to 10: read at all,
then precision, recall and F1 of the header's cells, of the rows (cells joined) and of the cells, as multisets.

usage: python bench/pollock.py [--every N] [--seed S] [--worst N]     every Nth of the cell and row pollutions; the N worst files
"""

import argparse
import csv
import io
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.load.preview import preview

T = TypeVar("T")
HEADER = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
_NOUNS = [
    "boots",
    "jacket",
    "tent",
    "lamp",
    "chair",
    "rod",
    "shirt",
    "table",
    "cap",
    "socks",
    "sandals",
    "bag",
    "stove",
    "towel",
    "vest",
]
_KINDS = ["Men's", "Women's", "Kids'", "Light-Up", "Waterproof", "Trail", "Wool", "Camp", "All-Weather", "Organic"]
_WORDS = [
    "these",
    "made",
    "for",
    "comfort",
    "and",
    "warmth,",
    "with",
    "a",
    "fit",
    "that",
    "resists",
    "wind;",
    "our",
    "best-value",
    "design",
    "won't",
    "let",
    "you",
    "down",
    "in",
    "low",
    "light",
    "conditions",
    "from",
    "trail",
    "to",
    "town",
    "the",
    "durable",
    "construction",
    "adds",
    "style,",
    "season",
    "after",
    "season",
    "50%",
    "lighter",
    "than",
    "traditional",
]


@dataclass(frozen=True)
class Cell:
    """A value and whether it stands in quotes; ``bare`` is written as it is."""

    value: str
    quoted: bool = False
    bare: str | None = None


@dataclass(frozen=True)
class Polluted:
    """A file: its rows and dialect, the table a reader should give, its family and its weight in the weighted score."""

    name: str
    rows: list[list[Cell]]
    clean: list[list[str]]
    weight: float
    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"
    tail: str | None = None
    delimiters: dict[int, str] = field(default_factory=dict)

    def data(self) -> bytes:
        out = []
        for number, row in enumerate(self.rows):
            out.append(self.delimiters.get(number, self.delimiter).join(self._text(cell) for cell in row))
            out.append(self.end if number + 1 < len(self.rows) or self.tail is None else self.tail)
        return "".join(out).encode()

    def _text(self, cell: Cell) -> str:
        if cell.bare is not None:
            return cell.bare
        inside = cell.value.replace('"', self.escape + '"') if self.quote == '"' else cell.value
        return f"{self.quote}{inside}{self.quote}" if cell.quoted else inside


def source(seed: int) -> list[list[Cell]]:
    """The clean table: dates, times, counts, ids, prices, names with inch marks, long texts with commas, addresses, an empty column."""
    rng = random.Random(seed)
    rows = [[Cell(name, name in ("ProductDescription", "URL")) for name in HEADER]]
    for number in range(83):
        product = f"{rng.choice('ABGHRYZ')}{rng.choice('CHINKS')}-{rng.randint(1000, 9999)}"
        kind = f"{rng.choice(_KINDS)} {rng.choice(_NOUNS).title()}" + (
            ', 10" Round' if number % 13 == 5 else ", Low" if number % 7 == 3 else ""
        )
        words = " ".join(rng.choice(_WORDS) for _ in range(rng.randint(12, 35)))
        text = words.capitalize() + (" with 8\\'9\" length." if number % 29 == 12 else ".")
        rows.append([
            Cell(f"{1 + number % 28:02}/{1 + number // 28:02}/2018"), Cell(f"{number // 4 % 24:02}:{number % 4 * 15:02}"),
            Cell(str(rng.randint(0, 30))), Cell(product), Cell(f"${rng.randint(1, 9999) / 100:.2f}"),
            Cell(kind, "," in kind or '"' in kind), Cell(text, True),
            Cell(f"https://www.example.com/product/{product.replace('-', '_')}.html", True), Cell(""),
        ])  # fmt: skip
    return rows


def polluted(seed: int, every: int) -> Iterator[Polluted]:
    """All files; of those for single cells and rows every ``every``-th."""
    rows = source(seed)
    clean = [[c.value for c in row] for row in rows]
    plain = Polluted("source", rows, clean, 1)
    yield plain
    yield from _tables(plain)
    yield from _dialects(plain)
    for number, made in enumerate(_cells(plain)):
        if number % every == 0:
            yield made


def _tables(f: Polluted) -> Iterator[Polluted]:
    rows, clean = f.rows, f.clean
    empty = [Cell("")] * 9
    yield replace(f, name="file_no_payload", rows=[], clean=[], weight=15)
    yield replace(f, name="file_no_trailing_newline", weight=184, tail="")
    yield replace(f, name="file_double_trailing_newline", weight=5, tail="\r\n\r\n")
    yield replace(f, name="file_no_header", rows=rows[1:], clean=clean[1:], weight=470)
    for n in (2, 3):
        headers = [rows[0]] * n
        names = [" ".join([name] * n) for name in HEADER]
        yield replace(f, name=f"file_header_multirow_{n}", rows=headers + rows[1:], clean=[names, *clean[1:]], weight=47)
    yield replace(f, name="file_preamble", rows=[[Cell("PREAMBLE"), *empty[1:]], empty, *rows], weight=282)
    less = [row[:-1] for row in rows[:-1]]
    more = [[*row, Cell("col1" if n == 0 else "")] for n, row in enumerate(rows[:-1])]
    for name, second in (("less", less), ("same", rows[:-1]), ("more", more)):
        yield replace(f, name=f"file_multitable_{name}", rows=rows + second, weight=62.67)
    yield replace(f, name="file_header_only", rows=rows[:1], clean=clean[:1], weight=3)
    yield replace(f, name="file_one_data_row", rows=rows[:2], clean=clean[:2], weight=4)


def _dialects(f: Polluted) -> Iterator[Polluted]:
    yield replace(f, name="file_record_delimiter_lf", weight=1691, end="\n")
    yield replace(f, name="file_record_delimiter_cr", weight=7, end="\r")
    yield replace(f, name="file_field_delimiter_semicolon", weight=834, delimiter=";")
    yield replace(f, name="file_field_delimiter_tab", weight=4, delimiter="\t")
    yield replace(f, name="file_field_delimiter_comma_space", weight=101, delimiter=", ")
    yield replace(f, name="file_field_delimiter_space", weight=4, delimiter=" ")
    yield replace(f, name="file_quotation_char_apostrophe", weight=11, quote="'")
    yield replace(f, name="file_escape_char_backslash", weight=1, escape="\\")
    yield replace(f, name="file_escape_char_none", weight=7, escape="")


def _cells(f: Polluted) -> Iterator[Polluted]:
    for r, row in enumerate(f.rows):
        for c, cell in enumerate(row):
            more = [*row[:c], Cell(""), *row[c:]]
            yield replace(f, name=f"row_more_sep_{r}_{c}", rows=_with(f.rows, r, more), weight=0.37)
            if c:
                glued = Cell("", bare=f._text(row[c - 1]) + f._text(cell))
                less = [*row[: c - 1], glued, *row[c + 1 :]]
                yield replace(f, name=f"row_less_sep_{r}_{c}", rows=_with(f.rows, r, less), weight=0.37)
            stray = Cell("", bare=f'""{f._text(cell)[1:]}' if cell.quoted else f'"{cell.value}')
            clean = _with(f.clean, r, [*f.clean[r][:c], '"' + cell.value, *f.clean[r][c + 1 :]])
            yield replace(
                f,
                name=f"row_extra_quote_{r}_{c}",
                rows=_with(f.rows, r, [*row[:c], stray, *row[c + 1 :]]),
                clean=clean,
                weight=0.37,
            )
        yield replace(f, name=f"row_field_delimiter_{r}", weight=0.37, delimiters={r: " "})


def _with(rows: list[T], place: int, row: T) -> list[T]:
    return [*rows[:place], row, *rows[place + 1 :]]


def score(clean: list[list[str]], loaded: list[list[str]] | None) -> float:
    """Up to 10 points of one file; None: it could not be read."""
    if loaded is None:
        return 0.0
    if not clean:
        return 10.0
    header = _measures([_normal(c) for c in clean[0]], [_normal(c) for c in loaded[0]] if loaded else [])
    records = _measures(["".join(map(_normal, row)) for row in clean[1:]], ["".join(map(_normal, row)) for row in loaded[1:]])
    cells = _measures([c for row in clean for c in row], [c for row in loaded for c in row])
    return 1 + sum(header) + sum(records) + sum(cells)


def _measures(wanted: list[str], got: list[str]) -> tuple[float, float, float]:
    if not wanted:
        return 1.0, 1.0, 1.0
    both = sum((Counter(wanted) & Counter(got)).values())
    if not both:
        return 0.0, 0.0, 0.0
    precision, recall = both / len(wanted), both / len(got)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _normal(cell: str) -> str:
    try:
        return str(float(cell))
    except ValueError:
        return cell.lower()


def by_hopback(path: Path, out: Path) -> list[list[str]] | None:
    preview(path, out, lambda line: None)
    target = out / path.name
    return list(csv.reader(io.StringIO(target.read_text("utf-8"), newline=""))) if target.exists() else None


def by_duckdb(path: Path, out: Path) -> list[list[str]] | None:
    try:
        found = duckdb.sql(
            f"FROM read_csv('{path}', all_varchar = true, strict_mode = false, null_padding = true, ignore_errors = true)"
        )
        found.write_csv(str(out / path.name))
    except duckdb.Error:
        return [] if not path.stat().st_size else None
    return list(csv.reader(io.StringIO((out / path.name).read_text("utf-8"), newline="")))


def run(seed: int, every: int) -> tuple[dict[str, dict[str, float]], dict[str, float], dict[str, float]]:
    """(reader → file → points, file → weight, reader → seconds)."""
    readers = {"hopback": by_hopback, "duckdb": by_duckdb}
    points: dict[str, dict[str, float]] = {name: {} for name in readers}
    weights: dict[str, float] = {}
    seconds: dict[str, float] = defaultdict(float)
    with tempfile.TemporaryDirectory() as folder:
        for file in polluted(seed, every):
            path = Path(folder) / f"{file.name}.csv"
            path.write_bytes(file.data())
            weights[file.name] = file.weight
            for name, reader in readers.items():
                out = Path(folder) / name
                out.mkdir(exist_ok=True)
                started = time.perf_counter()
                loaded = reader(path, out)
                seconds[name] += time.perf_counter() - started
                points[name][file.name] = score(file.clean, loaded)
    return points, weights, seconds


def family(name: str) -> str:
    return name.rstrip("0123456789_") if name.startswith("row_") else name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    points, weights, seconds = run(options.seed, options.every)
    table = Table("pollution", "files", *points, title=f"{len(weights)} polluted files, seed {options.seed}")
    groups: dict[str, list[str]] = defaultdict(list)
    for name in weights:
        groups[family(name)].append(name)
    for group, names in groups.items():
        table.add_row(group, str(len(names)), *(f"{sum(p[n] for n in names) / len(names):.3f}" for p in points.values()))
    table.add_section()
    table.add_row("simple score", "", *(f"{sum(p.values()) / len(p):.3f}" for p in points.values()))
    total = sum(weights.values())
    table.add_row("weighted score", "", *(f"{sum(p[n] * w for n, w in weights.items()) / total:.3f}" for p in points.values()))
    table.add_row("seconds", "", *(f"{seconds[name]:.1f}" for name in points))
    console = Console(width=120)
    console.print(table)
    for name, value in sorted(points["hopback"].items(), key=lambda item: item[1])[: options.worst]:
        console.print(f"{value:.3f} {name}")


if __name__ == "__main__":
    main()
