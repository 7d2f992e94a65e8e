"""Small tables that people write beside the evidence (manifests, mappings): csv, xlsx or yaml, header words in two languages."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from pipelines.encodings import decode
from pipelines.errors import BadFile
from pipelines.seal import books


@dataclass(frozen=True)
class Sheet:
    """Rows that hold something, (number from 1, field → value), and the numbers of the columns whose header is not known."""

    rows: tuple[tuple[int, dict[str, Any]], ...]
    unknown: tuple[int, ...]


def read(name: str, data: bytes, words: Mapping[str, str], needed: str, code: str) -> Sheet:
    """Read such a table. ``words``: header word → field. Raises BadFile, with ``code``, when it is none with the field ``needed``."""

    def field(header: object) -> str | None:
        return words.get(word(header))

    try:
        table = _cells(name, data, lambda row: needed in map(field, row))
    except (ValueError, csv.Error, yaml.YAMLError, OSError) as error:
        why = str(error) if type(error) is ValueError else type(error).__name__
        raise BadFile(name, code, f"cannot be read ({why}); save it again as CSV in UTF-8") from error
    except RecursionError as error:
        raise BadFile(name, code, "is damaged; save it again") from error
    if not table:
        raise BadFile(name, code, "is empty; write one row a file or column, as in docs/data_flow.md")
    top = next((i for i, row in enumerate(table[:_HEADER_WITHIN]) if needed in map(field, row)), None)
    if top is None:
        raise BadFile(name, code, f"has no column '{needed}'; name the columns as in docs/data_flow.md")
    fields = [field(header) for header in table[top]]
    rows = []
    for number, cells in enumerate(table[top + 1 :], 1):
        row: dict[str, Any] = {}
        for f, c in zip(fields, cells, strict=False):
            if f and str(c if c is not None else "").strip() and f not in row:
                row[f] = c
        if row:
            rows.append((number, row))
    unknown = [i for i, (h, f) in enumerate(zip(table[top], fields, strict=True), 1) if f is None and str(h or "").strip()]
    return Sheet(tuple(rows), tuple(unknown))


def word(text: object) -> str:
    """A header or a keyword in one written form."""
    return re.sub(r"[\s*:：]", "", unicodedata.normalize("NFKC", str(text))).lower()


def _cells(name: str, data: bytes, heads: Callable[[Sequence[Any]], bool]) -> list[list[Any]]:
    if name.lower().endswith(".xlsx"):
        found = books.sheets(data)
        named = (s for s in found if any(map(heads, s[:_HEADER_WITHIN])))
        return next(named, found[0] if found else [])
    text = decode(data)[0].replace("\x00", "")
    if name.lower().endswith((".yaml", ".yml")):
        _hold(text)
        return _yaml_rows(yaml.load(text, _Loader))
    lines = text.splitlines()[:_HEADER_WITHIN]
    delimiter = max(",\t;|，", key=lambda d: max((line.count(d) for line in lines), default=0))
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(c.strip() for c in row)]


_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Everything as written: ids of digits keep their zeros."""
_HEADER_WITHIN = 20
"""Rows among which the header is sought: titles may stand before it."""


_DEEPEST = 20
_MOST_COLUMNS = 500


def _hold(text: str) -> None:
    """Refuse a YAML that lies deeper than its reader can go: it walks the levels by recursion, and would take the process with it."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"lists in lists more than {_DEEPEST} deep, as in no list of files")


def _yaml_rows(tree: Any) -> list[list[Any]]:
    """A list of mappings, or a mapping with defaults and such a list under files (文件)."""
    shared: dict[str, Any] = {}
    if isinstance(tree, dict):
        lists = {k: v for k, v in tree.items() if isinstance(v, list)}
        shared = {k: v for k, v in tree.items() if k not in lists}
        tree = next(iter(lists.values()), [{}])  # one file alone needs no list
    if not isinstance(tree, list) or not all(isinstance(item, dict) for item in tree):
        raise ValueError("not a list of files")
    items = [shared | item for item in tree]
    if not all(isinstance(value, str) for item in items for pair in item.items() for value in pair):
        raise ValueError("a value that is no text")
    headers = list(dict.fromkeys(key for item in items for key in item))
    if len(headers) > _MOST_COLUMNS:
        raise ValueError(f"more than {_MOST_COLUMNS} columns")
    return [headers, *([None if item.get(h) in _NOTHING else item.get(h) for h in headers] for item in items)]


_NOTHING = ("", "~", "null", "Null", "NULL")


def text(value: object) -> str:
    """A cell as text; a workbook's whole numbers without the point that floats have."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
