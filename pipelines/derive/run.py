"""derive: which list was made from which. SQL counts cells and persons; networks of lists are weighed in memory."""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines import progress, warehouse
from pipelines.derive import content, lineage, merges
from pipelines.derive.content import Lists, Matrix, Pairs
from pipelines.derive.lineage import Lineage
from pipelines.derive.model import (
    BLANK_ROWS,
    CELL_PAIRS,
    CONTENT,
    MOST_HALVES,
    ORDERED,
    REPORTED,
    SAMPLED_PERSONS,
    SPELT,
    SPELT_FIELDS,
    UNEXPLAINED,
    WHOLE_COLUMN,
)
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.warehouse import Connection

log = logging.getLogger("hopback")


def run(home: Home, con: Connection, ids: Sequence[str]) -> Outcome:
    """Compare the resolved lists among ``ids`` (dataset_ids; none: all that wait) with the lists of their cases.

    Writes list_fields, variants, list_pairs and derivations; ends the lists' state at 'derived'.
    """
    waiting = warehouse.rows(con, "derive/waiting", ids=list(ids), every=not ids)
    lists = [r for r in waiting if r["state"] == "resolved"]
    if not lists:
        return Outcome(ids=tuple(r["dataset_id"] for r in waiting), skipped=len(waiting))
    cases = sorted({r["case_id"] for r in lists})
    with warehouse.transaction(con):
        warehouse.run(con, "derive/macros")
        for case in progress.track(cases, "derive", len(cases)):
            _derive(con, case, [r["dataset_no"] for r in lists if r["case_id"] == case])
        warehouse.run(con, "derive/done", lists=[r["dataset_no"] for r in lists])
    return Outcome(ids=tuple(r["dataset_id"] for r in waiting), done=len(lists), skipped=len(waiting) - len(lists))


def _derive(con: Connection, case: str, new: list[int]) -> None:
    warehouse.run(con, "derive/list_fields", new=new)
    rows = warehouse.rows(con, "derive/lists", case_id=case)
    lists = Lists.of(rows)
    _count(con, case, list(lists.numbers), new)
    pairs = _pairs(con, case, lists, new)
    found = _lineage(con, lists, pairs)
    _write(con, case, rows, lists, pairs, found)


def _count(con: Connection, case: str, lists: list[int], new: list[int]) -> None:
    """Contested cells of the persons of the new lists, in all lists of the case; then how usual each contested reading is."""
    warehouse.run(con, "derive/first_rows", lists=lists, new=new)
    warehouse.run(con, "derive/disagreed")
    warehouse.run(con, "derive/cells")
    warehouse.run(con, "derive/contested", case_id=case)
    warehouse.run(con, "derive/vocabulary", lists=lists, persons=SAMPLED_PERSONS, spelt=list(SPELT_FIELDS))
    warehouse.run(con, "derive/variants", case_id=case, most=SPELT, spelt=list(SPELT_FIELDS))


def _pairs(con: Connection, case: str, lists: Lists, new: list[int]) -> Pairs:
    """Counts of pairs: persons and order for the new lists alone, as stored for the others; cells from the small variants."""
    persons = warehouse.rows(con, "derive/pair_persons", case_id=case, new=new, ordered=ORDERED)
    warehouse.run(con, "derive/field_weights", case_id=case)
    cells = warehouse.rows(con, "derive/pair_cells", case_id=case, pairs=CELL_PAIRS, whole=WHOLE_COLUMN)
    blanks = warehouse.rows(con, "derive/blanks", case_id=case, new=new, rows=BLANK_ROWS)
    return Pairs.of(lists, persons, cells, blanks)


Merges = dict[tuple[int, int], merges.Merge]
"""(child, first parent) → its further parents."""


def _lineage(con: Connection, lists: Lists, pairs: Pairs) -> Lineage:
    base = content.kin(lists, pairs) + content.person_terms(pairs.shared, lists.persons)
    further = _merges(con, lists, pairs, base)
    for (child, first), merge in further.items():
        base[first, child] += merge.log_likelihood
    base, further, _ = _united(con, lists, pairs, *_without_cycles(base, further))
    look = CONTENT.look * pairs.cells["towards"]
    base = base - (1 - lineage.trust(base - look, look)) * look
    base, further, parents = _without_cycles(base, further)
    older, kept = _contradictions(con, lists, parents)
    return lineage.resolve(base, older, lineage.hanging(kept, parents), further)


def _merges(con: Connection, lists: Lists, pairs: Pairs, base: Matrix) -> Merges:
    below = merges.inside(lineage.descendants(lineage.likeliest(base)), pairs.shared, lists.persons)
    ask, cells = _Remainder(con, lists), content.compared_cells(lists, np.ones_like(pairs.shared))
    out = {}
    for child in range(len(lists)):
        for first in merges.candidates(pairs.shared, pairs.cells["differing"], lists.persons, child):
            if first not in below[child]:
                out[child, first] = merges.explain(child, first, ask, cells, below[child] | {child})
    return out


def _without_cycles(base: Matrix, further: Merges) -> tuple[Matrix, Merges, list[int]]:
    """The same without merges whose further parents lie below the child, and the likeliest tree.

    Of such a list either the merge or the parts that hang on it are given up, whichever costs less.
    """
    base, further = base.copy(), dict(further)
    while True:
        parents = lineage.likeliest(base)
        wrong = merges.circular(further, lineage.descendants(parents))
        if not wrong:
            return base, further, parents
        child, first = wrong[0]
        whole, _ = merges.united(base, child, first, further[child, first], gained=False)
        apart = base.copy()
        apart[first, child] -= further[child, first].log_likelihood
        if lineage.value(whole) > lineage.value(apart) and (whole != base).any():
            base = whole
        else:
            base = apart
            further.pop((child, first))


def _united(
    con: Connection, lists: Lists, pairs: Pairs, base: Matrix, further: Merges, parents: list[int]
) -> tuple[Matrix, Merges, list[int]]:
    """The same with lists known as put together from lists found, where whole trees are likelier so."""
    ask, cells = _Remainder(con, lists), content.compared_cells(lists, np.ones_like(pairs.shared))

    def weight(base: Matrix, further: Merges, parents: list[int]) -> float:
        older, _ = _contradictions(con, lists, parents)
        merged = [(p, c) for (c, first), merge in further.items() if parents[c] == first for p in merges.likely(merge)]
        return lineage.weight(base, older, parents) - CONTENT.mended * float(sum(older[p, c] for p, c in merged))

    for child in range(len(lists)):
        below = lineage.descendants(parents)
        parts = merges.inside(below, pairs.shared, lists.persons)[child]
        wholes = {p for p in range(len(lists)) if pairs.shared[p, child] >= (1 - UNEXPLAINED) * lists.persons[child]}
        forbidden = (below[child] - parts) | wholes | {child}
        for first in merges.halves(parts, pairs.shared, lists.persons, child, forbidden)[:MOST_HALVES]:
            merge = merges.explain(child, first, ask, cells, forbidden)
            trial, members = merges.united(base, child, first, merge)
            other = _without_cycles(trial, {**further, (child, first): merge})
            if len(members) > 1 and other[2][child] == first and weight(*other) > weight(base, further, parents):
                base, further, parents = other
                break
    return base, further, parents


class _Remainder:
    """Answers of the warehouse for ``merges.explain``."""

    def __init__(self, con: Connection, lists: Lists) -> None:
        self.con, self.numbers = con, lists.numbers
        self.place = {number: i for i, number in enumerate(lists.numbers)}

    def alone(self, child: int, first: int) -> list[dict[str, Any]]:
        of = {"child": self.numbers[child], "first": self.numbers[first]}
        rows = warehouse.rows(self.con, "derive/remainder", lists=list(self.numbers), **of)
        return [{**row, "place": self.place[row["parent_no"]]} for row in rows]

    def held(self, child: int, first: int, lists: Sequence[int]) -> list[dict[str, Any]]:
        of = {"child": self.numbers[child], "first": self.numbers[first]}
        rows = warehouse.rows(self.con, "derive/remainder_held", lists=[self.numbers[p] for p in lists], **of)
        return [{**row, "places": [self.place[number] for number in row["lists"]]} for row in rows]


def _contradictions(con: Connection, lists: Lists, parents: list[int]) -> tuple[Matrix, Matrix]:
    """(older, kept): readings of a list's own that another list has older, or has too; list × other list."""
    n, numbers = len(lists), lists.numbers
    place = {number: i for i, number in enumerate(numbers)}
    inner = [i for i in range(n) if parents[i] < n]
    places = lineage.branches(parents)
    rows = warehouse.rows(
        con,
        "derive/contradictions",
        lists=[numbers[i] for i in inner],
        parents=[numbers[parents[i]] for i in inner],
        whole=WHOLE_COLUMN,
    ) + warehouse.rows(
        con,
        "derive/contradictions_root",
        lists=[numbers[p[0]] for p in places],
        tops=[numbers[p[1]] for p in places],
        branches=[numbers[p[2]] for p in places],
        whole=WHOLE_COLUMN,
    )
    older, kept = np.zeros((n, n)), np.zeros((n, n))
    for row in rows:
        older[place[row["list_no"]], place[row["other_no"]]] = row["older"]
        kept[place[row["list_no"]], place[row["other_no"]]] = row["kept"]
    return older, kept


def _write(con: Connection, case: str, rows: list[dict[str, Any]], lists: Lists, pairs: Pairs, found: Lineage) -> None:
    warehouse.run(con, "derive/forget", case_id=case)
    n = len(lists)
    linked = [(i, j) for i in range(n) for j in range(n) if i != j and pairs.shared[i, j] > 0]
    if linked:
        warehouse.run(con, "derive/list_pairs", case_id=case, **_columns(lists, pairs, found, linked))
    warehouse.insert(con, "derivations", [
        {
            "case_id": case,
            "parent_dataset_id": rows[i]["dataset_id"],
            "child_dataset_id": rows[j]["dataset_id"],
            "confidence": round(float(found.confidence[i, j]), 6),
            "shared_persons": int(pairs.shared[i, j]),
            "containment": round(float(pairs.shared[i, j] / max(lists.persons[j], 1)), 6),
            "shared_variants": int(pairs.cells["shared_variants"][i, j]),
            "new_variants": int(pairs.cells["new_variants"][i, j]),
            "new_persons": int(lists.persons[j] - pairs.shared[i, j]),
        }
        for i, j in linked if found.confidence[i, j] >= REPORTED
    ])  # fmt: skip


def _columns(lists: Lists, pairs: Pairs, found: Lineage, linked: list[tuple[int, int]]) -> dict[str, list[Any]]:
    """Columns of list_pairs; there may be n² rows, so they go in as whole columns."""
    rows, columns = [i for i, _ in linked], [j for _, j in linked]

    def numbers(matrix: Matrix, digits: int = 4) -> list[float]:
        return [round(float(v), digits) for v in np.nan_to_num(matrix[rows, columns], neginf=-1e9)]

    return {
        "parent_no": [lists.numbers[i] for i in rows],
        "child_no": [lists.numbers[j] for j in columns],
        "shared_persons": [int(v) for v in pairs.shared[rows, columns]],
        "order_pairs": [int(v) for v in pairs.order_pairs[rows, columns]],
        "order_kept": [int(v) for v in pairs.order_kept[rows, columns]],
        **{name: numbers(pairs.cells[name]) for name in content.CELLS},
        "filled": numbers(pairs.filled),
        "log_likelihood": numbers(found.direct),
        "hidden_log_likelihood": numbers(found.hidden),
        "further": numbers(found.further, 6),
        "confidence": numbers(found.confidence, 6),
    }
