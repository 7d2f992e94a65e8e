"""Fields that a mapping file tells: it outranks header words, neighbours and values. Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.fields import BY_WORD, word
from pipelines.normalise.headers import Column, Mapped

REASON = "mapping file"
_NO_FIELD = frozenset({"", "-", "none", "unknown", "ignore", "extra", "无", "忽略", "未知", "不用"})


@dataclass(frozen=True)
class Rule:
    """A row of a mapping file: header (or number from 1) of a column, and its field as written."""

    row: int
    column: str
    field: str | None


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a rule: row of the mapping file, code, and what to do."""

    row: int
    code: str
    message: str


def obeyed(
    columns: Sequence[Column], rules: Sequence[Rule], known: Collection[str], joined: Collection[str],
    usual: Callable[[Sequence[Column]], list[Mapped]],
) -> tuple[list[Mapped], list[Wrong]]:  # fmt: skip
    """The field of every column: as told, and for the columns that no rule names as ``usual`` finds, without a field told already.

    known: the fields that there are; joined: those that several columns may make up. A later rule for a column outranks an earlier.
    """
    told, wrong = _told(columns, rules, known, joined)
    rest = usual([c for c in columns if c.position not in told])
    held = {field: position for position, field in told.items() if field and field not in joined}
    found = {
        m.position: replace(m, field=None, reason=f"unknown: column {held[m.field]} has the {m.field.replace('_', ' ')} by the mapping file")
        if m.field in held
        else m
        for m in rest
    }  # fmt: skip
    found |= {position: Mapped(position, field, REASON) for position, field in told.items()}
    return [found[c.position] for c in columns], wrong


def _told(
    columns: Sequence[Column], rules: Sequence[Rule], known: Collection[str], joined: Collection[str]
) -> tuple[dict[int, str | None], list[Wrong]]:
    told: dict[int, str | None] = {}
    wrong: list[Wrong] = []
    for rule in rules:
        position = _position(columns, rule.column)
        field = _field(rule.field, known)
        if position is None:
            message = (
                f"row {rule.row} of the mapping names a column that the table does not have; write its header, or its number from 1"
            )
            wrong.append(Wrong(rule.row, "mapping_column", message))
        elif field is None:
            message = (
                f"row {rule.row} of the mapping gives a field that there is not; use one of {', '.join(known)}, or leave it empty"
            )
            wrong.append(Wrong(rule.row, "mapping_field", message))
        elif field and field not in joined and field in {f for p, f in told.items() if p != position}:
            message = (
                f"row {rule.row} of the mapping gives {field} to a second column; the first has it, this one is kept as unknown"
            )
            wrong.append(Wrong(rule.row, "mapping_twice", message))
            told[position] = None
        else:
            told[position] = field or None
    return told, wrong


def _position(columns: Sequence[Column], text: str) -> int | None:
    exact = [c.position for c in columns if c.header.strip() == text.strip()]
    alike = [c.position for c in columns if word(c.header) == word(text) and word(text)]
    if exact or alike:
        return (exact or alike)[0]
    number = re.fullmatch(r"#?(\d{1,5})", text.strip())
    by_number = {i: c.position for i, c in enumerate(columns, 1)}
    return by_number.get(int(number[1])) if number else None


def _field(text: str | None, known: Collection[str]) -> str | None:
    """A field's name by its name or header word; empty for none; None for what is neither."""
    plain = (text or "").strip().lower()
    if plain in _NO_FIELD:
        return ""
    return plain if plain in known else next((f for f in [BY_WORD.get(word(plain))] if f in known), None)


def grouped(rows: Sequence[Mapping[str, object]]) -> dict[int, list[Rule]]:
    """dataset_no → its rules, in their order."""
    rules: dict[int, list[Rule]] = {}
    for row in rows:
        field = row["field"]
        rules.setdefault(int(str(row["dataset_no"])), []).append(
            Rule(int(str(row["row"])), str(row["header"]), None if field is None else str(field))
        )
    return rules
