"""Content of lists to log-likelihoods of "the child was made from the parent". Pure: numbers in, numbers out.

Every log-likelihood is relative to the child being no kin of any list that was found. Arrays are n × n, parent × child.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.derive.model import CONTENT, Content

Matrix = NDArray[np.float64]
Columns = Mapping[str, NDArray[Any]]
"""Rows of a result as columns of one length."""
CELLS = ("differing", "towards", "shared_variants", "new_variants", "new_alone", "lost_alone", "copies_more", "copies_less",
         "copies_kept", "changed_columns")  # fmt: skip


@dataclass(frozen=True)
class Lists:
    """The lists of one case. ``numbers``: dataset_no; ``persons``: distinct persons; ``fields``: filled ones, masked with ~."""

    numbers: tuple[int, ...]
    persons: NDArray[np.float64]
    sha256: tuple[str, ...]
    fields: tuple[frozenset[str], ...]
    unknown_columns: tuple[int, ...]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> "Lists":
        return cls(
            tuple(r["dataset_no"] for r in rows),
            np.array([float(r["persons"]) for r in rows]),
            tuple(r["sha256"] or str(r["dataset_no"]) for r in rows),
            tuple(frozenset(r["fields"] or ()) for r in rows),
            tuple(sum(c.startswith("other=") for c in r["columns"] or ()) for r in rows),
        )

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True)
class Pairs:
    """What was counted of every ordered pair. ``cells``: by name of CELLS; ``order``: neighbouring rows, and those in one order;
    ``filled``: persons of whom the child has a cell that the parent has blank."""

    shared: Matrix
    order_pairs: Matrix
    order_kept: Matrix
    filled: Matrix
    cells: Mapping[str, Matrix]

    @classmethod
    def of(cls, lists: Lists, persons: Columns, cells: Columns, blanks: Columns) -> "Pairs":
        """``persons``: columns of pair_persons.sql; ``cells``: of pair_cells.sql; ``blanks``: of blanks.sql."""
        numbers, n = np.array(lists.numbers), len(lists)

        def matrix(found: Columns, left: str, right: str, value: Any) -> Matrix:
            out = np.zeros((n, n))
            out[np.searchsorted(numbers, found[left]), np.searchsorted(numbers, found[right])] = value
            return out

        def both(value: str) -> Matrix:
            half = matrix(persons, "one_no", "other_no", persons[value])
            return half + half.T

        counts = {name: matrix(cells, "parent_no", "child_no", cells[name]) for name in CELLS}
        filled = matrix(blanks, "parent_no", "child_no", blanks["filled"])
        return cls(both("shared_persons"), both("neighbours"), both("ascending"), filled, counts)


def compared_cells(lists: Lists, shared: Matrix) -> Matrix:
    """Cells that two lists can be compared in: persons in both × fields in both, a masked field counted as one."""
    _, plain = _filled(lists)
    return np.asarray(shared * (plain @ plain.T))


def _filled(lists: Lists) -> tuple[Matrix, Matrix]:
    """(filled and not masked, filled): list × field, 0 or 1."""
    names = sorted({f.rstrip("~") for fields in lists.fields for f in fields})
    clear = np.array([[name in fields for name in names] for fields in lists.fields], dtype=float).reshape(len(lists), len(names))
    masked = np.array([[f"{name}~" in fields for name in names] for fields in lists.fields], dtype=float).reshape(clear.shape)
    return clear, np.maximum(clear, masked)


def column_terms(lists: Lists, params: Content = CONTENT) -> Matrix:
    """Cost of columns gained (a masked number made whole again is one) and lost; missing is not different."""
    clear, plain = _filled(lists)
    gained = (1 - clear) @ clear.T + (1 - plain) @ np.where(clear > 0, 0.0, plain).T
    unknown = np.array(lists.unknown_columns, dtype=float)
    lost = plain @ (1 - plain).T
    return np.asarray(-params.gained * gained - params.lost * lost - np.maximum(0.0, unknown[None, :] - unknown[:, None]))


def blank_terms(filled: Matrix, shared: Matrix, params: Content = CONTENT) -> Matrix:
    """Cost of blanks filled and of cells left out, parent × child.

    Whoever fills a blank had the cell from elsewhere: an alteration each, together at most what a column gained costs and the
    act of filling so many. Cells left out are persons dropped (a leaf lost, a column emptied in part).
    """
    gained = np.minimum(params.alteration * filled, params.gained + np.log1p(filled))
    return -gained - _dropped(filled.T, shared, params)


def _dropped(lost: Matrix, of: Matrix, params: Content) -> Matrix:
    """Cost of so many dropped: an act while they are few, ln 2 when they are a part; in between a mean of both."""
    part = np.clip((lost / np.maximum(of, 1.0) - params.invented) / params.unsure, 0.0, 1.0)
    return np.asarray((1 - part) * np.log1p(lost) + part * np.log(2.0))


def person_terms(shared: Matrix, persons: Matrix, params: Content = CONTENT) -> Matrix:
    """Cost of persons gained and lost, parent × child. ``persons``: of every list, n numbers.

    A few gained are one act (invented rows), beyond a share they are strangers; a part sold costs nothing, but to drop just a
    few is one act too: else a full copy with 1% invented rows would look like its parent's parent. Where few ends is not known:
    anywhere from ``invented`` to ``invented + unsure`` alike, so both costs are means over that share. A list of which the lists
    found together have the smaller part, as independent lists of one town have of each other, was hardly made from any of them.
    """
    lost = persons[:, None] - shared
    kept = new_persons(persons[None, :] - shared, persons[None, :], params) + _dropped(lost, persons[:, None], params)
    found = shared.sum(axis=0) - shared.diagonal()
    return np.asarray(-kept - params.stranger * np.maximum(0.0, (1 - params.elsewhere) * persons - found))


def new_persons(gained: Matrix, persons: Matrix, params: Content = CONTENT) -> Matrix:
    """Cost of so many ``gained`` of the ``persons`` of a list: each on its own, or all from one list that was not found."""
    few = params.invented * persons
    beyond = np.maximum(0.0, gained - few)
    unsure = np.maximum(params.unsure * persons, 1e-9)
    strangers = np.where(beyond < unsure, beyond**2 / (2 * unsure), beyond - unsure / 2)
    return np.asarray(np.log1p(np.minimum(gained, few)) - np.logaddexp(-params.stranger * strangers, -params.unseen))


def kin(lists: Lists, pairs: Pairs, params: Content = CONTENT) -> Matrix:
    """Log-likelihood of a copy at all, new persons aside: n × n, -inf where no person is shared."""
    cells = pairs.cells
    ordered = (pairs.order_pairs >= 5) & (pairs.order_kept > 0.9 * pairs.order_pairs)
    same = np.array([[a == b for b in lists.sha256] for a in lists.sha256], dtype=float).reshape(len(lists), len(lists))
    out = (
        -params.alteration * cells["differing"]
        - params.changed_column * cells["changed_columns"]
        + params.look * cells["towards"]
        - np.log1p(cells["copies_more"])
        + params.kept_copies * np.minimum(cells["copies_kept"], 10)
        + params.kept_order * ordered
        + params.same_bytes * same
        + column_terms(lists, params)
        + blank_terms(pairs.filled, pairs.shared, params)
        + unrelated(lists, pairs, params)
    )
    out[pairs.shared == 0] = -np.inf
    np.fill_diagonal(out, -np.inf)
    return np.asarray(out)


def unrelated(lists: Lists, pairs: Pairs, params: Content = CONTENT) -> Matrix:
    """What a pair gains over a child that is no kin: an independent list would differ in a share of the cells compared.

    Counted for the cells of the pair alone, so that it is the same in both directions and says nothing of the root's place.
    """
    cells = compared_cells(lists, pairs.shared)
    np.fill_diagonal(cells, 0.0)
    return np.asarray(params.unrelated + params.unrelated_cell * cells)
