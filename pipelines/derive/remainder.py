"""Asks the warehouse about the persons of a list that its first parent lacks."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines import warehouse
from pipelines.derive import content, merges
from pipelines.derive.content import Lists, Matrix
from pipelines.derive.merges import Strangers
from pipelines.derive.parents import Asked, Merges
from pipelines.warehouse import Connection

Pair = tuple[int, int]
"""(child, first parent), by their place among the lists."""
Rows = list[dict[str, Any]]


class Remainder:
    """Lists by their place. What was answered once is kept: fewer lists are asked of the same kinds of persons again.

    ``shared``: persons in both, list × list.
    """

    def __init__(self, con: Connection, case: str, lists: Lists, shared: Matrix) -> None:
        self.con, self.case, self.numbers = con, case, lists.numbers
        self.persons, self.shared = lists.persons, shared
        self.place = {number: i for i, number in enumerate(lists.numbers)}
        self.fields = content.compared_cells(lists, np.ones((len(lists), len(lists))))
        self.alone: dict[Pair, Rows] = {}
        self.kinds: dict[Pair, tuple[set[int], Rows]] = {}

    def explained(self, forbidden: Asked, look: Matrix) -> Merges:
        """Further parents of each (child, first parent), none of those forbidden to it. ``look``: of a differing cell, parent × child."""
        self._ask_alone([pair for pair in forbidden if pair not in self.alone])
        beside = {
            (child, first): merges.beside(self.alone[child, first], child, self.fields, look, {*others, child, first})
            for (child, first), others in forbidden.items()
        }
        self._ask_kinds(
            {pair: set(asked) for pair, asked in beside.items() if not self.kinds.get(pair, (set(), []))[0].issuperset(asked)}
        )
        return {
            pair: merges.explain(self.kinds[pair][1], pair[0], asked, self.fields, look, self._strangers(*pair))
            if asked
            else merges.Merge()
            for pair, asked in beside.items()
        }

    def _strangers(self, child: int, first: int) -> Strangers:
        persons = float(self.persons[child])
        return Strangers(persons - float(self.shared[first, child]), persons)

    def _ask_alone(self, pairs: Sequence[Pair]) -> None:
        """What each other list explains beside a first parent."""
        if not pairs:
            return
        if not self.alone:
            warehouse.run(self.con, "derive/holdings", case_id=self.case, lists=list(self.numbers))
        self.alone.update({pair: [] for pair in pairs})
        children, firsts = ([self.numbers[pair[side]] for pair in pairs] for side in (0, 1))
        for row in warehouse.rows(self.con, "derive/remainder", children=children, firsts=firsts):
            known = self.alone[self.place[row["child_no"]], self.place[row["first_no"]]]
            known.append({**row, "place": self.place[row["parent_no"]]})

    def _ask_kinds(self, beside: dict[Pair, set[int]]) -> None:
        """Kinds of persons by which of the lists beside a first parent hold them, and in how many cells they differ."""
        if not beside:
            return
        self.kinds.update({pair: (asked, []) for pair, asked in beside.items()})
        wanted = [tuple(self.numbers[i] for i in (*pair, other)) for pair, asked in beside.items() for other in sorted(asked)]
        children, firsts, others = (list(side) for side in zip(*wanted, strict=True))
        for row in warehouse.rows(self.con, "derive/remainder_held", children=children, firsts=firsts, others=others):
            _, rows = self.kinds[self.place[row["child_no"]], self.place[row["first_no"]]]
            rows.append({**row, "places": [self.place[number] for number in row["lists"]]})
