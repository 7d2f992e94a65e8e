"""Parameters of the content model, in one place. All in nats; none is set for a case.

A cell that differs from the parent's cell is a new alteration. Ten thousand cells are not ten thousand independent witnesses
(an OCR run or a spreadsheet damages many at once), so an alteration costs one nat where a literal likelihood would charge
about nine: content is tempered by about 1/9.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Content:
    """alteration: a cell of the child that differs from the parent's.
    mended: more for a cell in which the child has the reading that the parent's line had before the parent altered it.
    coincidence: share of the cells altered by two of which both make the same.
    look: most weight of what the readings look like (ln 2p for every cell, p that the child's is the error).
    invented: share of new persons up to which they are one act (cost log(1 + k)). unsure: width of the doubt where that share ends.
    stranger: a new person beyond that share. unseen: most that all of them cost, a further parent that was not found.
    elsewhere: share of persons in no other list from which a list is hardly made from any of them.
    gained: a field that the child has and the parent lacks. lost: a field dropped. changed_column: a column changed as a whole.
    kept_order: gain when the rows keep the parent's order. kept_copies: gain for a repeated person repeated again.
    same_bytes: gain for the very same file.
    unrelated, unrelated_cell: cost of a list that is no kin: at about 2% of differing cells kinship loses.
    merged: cost of a further parent.
    hidden_odds: prior odds that an unseen list stood between, when nothing is known of who was seized.
    """

    alteration: float = 1.0
    mended: float = 2.5
    coincidence: float = 0.05
    look: float = 1.0
    invented: float = 0.05
    unsure: float = 0.05
    stranger: float = 0.5
    unseen: float = 20.0
    elsewhere: float = 0.5
    gained: float = 3.0
    lost: float = 0.2
    changed_column: float = 4.0
    kept_order: float = 4.0
    kept_copies: float = 0.3
    same_bytes: float = 6.0
    unrelated: float = 6.0
    unrelated_cell: float = 0.02
    merged: float = 4.0
    hidden_odds: float = 0.1


CONTENT = Content()

TRUST = ((0.0, 0.05), (0.5, 0.05), (1.0, 0.9))
"""Shares of ``look`` between which the case decides, with their prior: as a rule an error looks like one."""
SAMPLED_PERSONS = 8_000
"""Persons of a case whose values make its vocabulary."""
SPELT = 5_000
"""Contested readings of a field whose spelling is looked at."""
CELL_PAIRS = 20_000_000
"""Pairs of readings compared, of kinds of contested cells; beyond, kinds of few cells are sampled by hash."""
BLANK_ROWS = 1_000_000
"""Rows with blanks that are compared; beyond, persons are sampled by hash."""
ORDERED = 1_000_000
"""Pairs of rows whose order is compared; beyond, persons are sampled by hash."""
UNEXPLAINED = 0.05
"""Share of a child's persons that no parent explains, from which a further parent is looked for."""
ASKED = 32
"""Lists asked as further parents of a list."""
JOINED = (5, 4, 3)
"""Lists of which sets of further parents are made: so many as the only one, as the second beside the best, as the third."""
LEAST = 1e-6
"""Further parents less probable are forgotten."""
PARENTS = 4
"""At most so many parents of a merged list."""
MOST_HALVES = 3
"""Lists below a list that are tried as the larger half of which it was put together."""
WHOLE_COLUMN = 0.8
"""Share of the shared persons that differ in a field, from which the column was changed as a whole."""
REPORTED = 0.01
"""Derivations less probable are not stored."""
