"""Every table: grain, key, columns, who writes it, and which columns hold a person's values.

``WAREHOUSE`` are the pipeline's own tables, ``PUBLISHED`` the analysts'. DDL, COMMENTs and the data dictionary come from
here; the columns that the contract with other tools fixes may not be renamed or dropped.
"""

from pipelines.contracts.analysts import PUBLISHED
from pipelines.contracts.internal import WAREHOUSE
from pipelines.contracts.shape import Column, Table

__all__ = ["PUBLISHED", "WAREHOUSE", "Column", "Table", "table"]

_BY_NAME = {t.name: t for t in WAREHOUSE}


def table(name: str) -> Table:
    """The warehouse table of that name. Raises KeyError."""
    return _BY_NAME[name]
