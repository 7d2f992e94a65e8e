"""derive: which list was made from which. SQL counts cells and persons; networks of lists are weighed in memory."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines import progress, warehouse
from pipelines.contracts.lists import WORDS
from pipelines.derive import content, lineage, merges, parents
from pipelines.derive.content import Columns, Lists, Matrix, Pairs
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
    UNEXPLAINED,
    WHOLE_COLUMN,
)
from pipelines.derive.parents import Asked, Explained, Network
from pipelines.derive.remainder import Remainder
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.warehouse import Connection

log = logging.getLogger("hopback")


def run(home: Home, con: Connection, ids: Sequence[str]) -> Outcome:
    """Compare the resolved lists among ``ids`` (dataset_ids; none: all that wait) with the lists of their cases.

    Writes list_fields, list_persons, case_persons, variants, variant_readings, case_samples, sampled_records, spelt_records, list_pairs and derivations; ends the lists' state at 'derived'.
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


def _derive(con: Connection, case: str, waiting: list[int]) -> None:
    plain = warehouse.behind(con)
    new = [r["dataset_no"] for r in warehouse.rows(plain, "derive/changed", lists=waiting)]
    warehouse.run(con, "derive/list_fields", new=new)
    numbers = [r["dataset_no"] for r in warehouse.rows(con, "derive/compared", case_id=case)]
    if len(numbers) < 2:
        warehouse.run(con, "derive/alone", case_id=case)
        return
    _count(con, case, numbers, new)
    rows = warehouse.rows(con, "derive/lists", case_id=case)
    lists = Lists.of(rows)
    pairs = _pairs(con, case, lists, new)
    found = _lineage(con, case, lists, pairs)
    _write(con, case, rows, lists, pairs, found)
    warehouse.run(plain, "derive/compared_lists")


def _count(con: Connection, case: str, lists: list[int], new: list[int]) -> None:
    """Contested cells of the persons of the new lists, in all lists of the case; then how usual each contested reading is."""
    warehouse.run(con, "derive/first_rows", case_id=case, lists=lists, new=new, others=set(lists) > set(new))
    warehouse.run(con, "derive/disagreed")
    warehouse.run(con, "derive/cells")
    warehouse.run(con, "derive/contested", case_id=case)
    warehouse.run(con, "derive/case_persons", case_id=case)
    warehouse.run(con, "derive/vocabulary", case_id=case, persons=SAMPLED_PERSONS, spelt=sorted(WORDS))
    again = bool(warehouse.rows(con, "derive/sampled", case_id=case, most=SPELT, spelt=sorted(WORDS))[0]["again"])
    warehouse.run(con, "derive/variants", case_id=case, spelt=sorted(WORDS), again=again)
    warehouse.run(con, "derive/alike", case_id=case, pairs=CELL_PAIRS)


def _pairs(con: Connection, case: str, lists: Lists, new: list[int]) -> Pairs:
    """Counts of pairs: persons and order for the new lists alone, as stored for the others; cells from their kinds."""
    persons = warehouse.run(con, "derive/pair_persons", case_id=case, new=new, ordered=ORDERED).fetchnumpy()
    warehouse.run(con, "derive/field_weights")
    cells = warehouse.run(con, "derive/pair_cells", whole=WHOLE_COLUMN).fetchnumpy()
    blanks = warehouse.run(con, "derive/blanks", case_id=case, new=new, rows=BLANK_ROWS).fetchnumpy()
    return Pairs.of(lists, cast("Columns", persons), cast("Columns", cells), cast("Columns", blanks))


def _lineage(con: Connection, case: str, lists: Lists, pairs: Pairs) -> Lineage:
    base = content.kin(lists, pairs) + content.person_terms(pairs.shared, lists.persons)
    look = CONTENT.look * pairs.cells["towards"]
    ask = partial(Remainder(con, case, lists, pairs.shared).explained, look=look / np.maximum(pairs.cells["differing"], 1.0))
    asked = _asked(lists, pairs, base)
    net = _united(con, lists, pairs, ask, parents.network(base, asked, ask))
    trust = lineage.trust(net.log_likelihood - look, look)
    if trust < 1:
        ask = partial(ask, look=trust * ask.keywords["look"])
        net = _united(con, lists, pairs, ask, parents.network(base - (1 - trust) * look, asked, ask))
    older, kept = _contradictions(con, lists, pairs, net.parents)
    return lineage.resolve(net.log_likelihood, older, lineage.hanging(kept, net.parents), net.merges)


def _asked(lists: Lists, pairs: Pairs, base: Matrix) -> Asked:
    """(child, first parent) of which further parents are looked for → lists that are none, as they are parts of the child."""
    descendants = lineage.descendants(lineage.likeliest(base))
    below = [merges.inside(child, found, pairs.shared, lists.persons) for child, found in enumerate(descendants)]
    return {
        (child, first): below[child]
        for child in range(len(lists))
        for first in merges.candidates(pairs.shared, pairs.cells["differing"], lists.persons, child)
        if first not in below[child]
    }


def _united(con: Connection, lists: Lists, pairs: Pairs, ask: Explained, net: Network) -> Network:
    """The same with lists known as put together from lists found, where whole trees are likelier so."""

    def weight(net: Network) -> float:
        older, _ = _contradictions(con, lists, pairs, net.parents)
        charged = CONTENT.mended * float(sum(older[parent, child] for parent, child in net.further))
        return lineage.weight(net.log_likelihood, older, net.parents) - charged

    below = lineage.descendants(net.parents)
    for child in range(len(lists)):
        parts = merges.inside(child, below[child], pairs.shared, lists.persons)
        wholes = {int(p) for p in np.flatnonzero(pairs.shared[:, child] >= (1 - UNEXPLAINED) * lists.persons[child])}
        forbidden = (below[child] - parts) | wholes | {child}
        for first in merges.halves(parts, pairs.shared, lists.persons, child, forbidden)[:MOST_HALVES]:
            found = ask({(child, first): forbidden})
            others = merges.likely(found[child, first])
            other = net.joined(found).united(child, [first, *others])
            if others and other and other.parents[child] == first and weight(other) > weight(net):
                net = other
                below = lineage.descendants(net.parents)
                break
    return net


def _contradictions(con: Connection, lists: Lists, pairs: Pairs, parents: list[int]) -> tuple[Matrix, Matrix]:
    """(older, kept): readings of a list's own that another list has older beyond chance, or has too; list × other list."""
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
    expected = lineage.by_chance(content.compared_cells(lists, pairs.shared), pairs.cells["differing"], parents)
    return lineage.beyond_chance(older, expected), kept


def _write(con: Connection, case: str, rows: list[dict[str, Any]], lists: Lists, pairs: Pairs, found: Lineage) -> None:
    warehouse.run(con, "derive/forget", case_id=case)
    linked = pairs.shared > 0
    np.fill_diagonal(linked, False)
    _write_pairs(con, case, lists, pairs, found, linked)
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
        for i, j in np.argwhere(linked & (found.confidence >= REPORTED))
    ])  # fmt: skip


def _write_pairs(con: Connection, case: str, lists: Lists, pairs: Pairs, found: Lineage, linked: NDArray[np.bool_]) -> None:
    """There may be n² rows, so they go in as whole columns."""
    rows, columns = np.nonzero(linked)
    number = np.array(lists.numbers, dtype=np.int32)

    def numbers(matrix: Matrix, digits: int = 4) -> Matrix:
        return np.asarray(np.round(np.nan_to_num(matrix[rows, columns], neginf=-1e9), digits))

    found_pairs = {
        "parent_no": number[rows],
        "child_no": number[columns],
        "shared_persons": pairs.shared[rows, columns].astype(np.int64),
        "order_pairs": pairs.order_pairs[rows, columns].astype(np.int64),
        "order_kept": pairs.order_kept[rows, columns].astype(np.int64),
        **{name: numbers(pairs.cells[name]) for name in content.CELLS},
        "filled": numbers(pairs.filled),
        "log_likelihood": numbers(found.direct),
        "hidden_log_likelihood": numbers(found.hidden),
        "further": numbers(found.further, 6),
        "confidence": numbers(found.confidence, 6),
    }
    con.register("found_pairs", pa.table(found_pairs))
    warehouse.run(con, "derive/list_pairs", case_id=case)
    con.unregister("found_pairs")
