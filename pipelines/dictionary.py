"""docs/data_dictionary.md, written from the contracts: ``python -m pipelines.dictionary``."""

import re
from collections.abc import Iterable
from pathlib import Path

from pipelines import contracts, warehouse

PAGE = Path(__file__).parents[1] / "docs" / "data_dictionary.md"
_MACRO = re.compile(
    r"CREATE MACRO (?P<name>\w+)\((?P<args>[^)]*)\).*?COMMENT ON MACRO TABLE (?P=name) IS '(?P<comment>.*?)';", re.DOTALL
)

_HEAD = """# Data dictionary

Generated from `pipelines/contracts/` by `python -m pipelines.dictionary`; a test compares. Do not edit.

Types are DuckDB's. *Key*: columns that are unique together. A column marked **personal** holds a person's value: it stands in the
warehouse only, which analysts do not open. The published file masks such values, numbers them or leaves them out, and carries
these texts as COMMENTs.
"""


def text() -> str:
    """The whole page."""
    return "\n".join(
        (
            _HEAD,
            "## `published/hopback.duckdb`\n",
            *_tables(contracts.PUBLISHED),
            "## Macros of the published database\n",
            "Use them as tables, for example `hopback sql \"FROM thin_hops('CASE')\"`.\n",
            *_macros(),
            "## `warehouse.duckdb`\n",
            *_tables(contracts.WAREHOUSE),
        )
    )


def _tables(tables: Iterable[contracts.Table]) -> Iterable[str]:
    for table in tables:
        key = ", ".join(f"`{k}`" for k in table.key)
        view = f" A view on `{table.stored}`, which has a field once a list has it." if table.stored != table.name else ""
        yield f"### `{table.name}`\n\nOne row per {table.grain}. Key: {key}. Written by {table.stage}.{view}\n"
        yield "| column | type | meaning |\n|---|---|---|"
        yield from (
            f"| `{c.name}` | {c.type} | {'**personal** · ' if c.personal else ''}{c.comment.replace('|', '&#124;')} |"
            for c in table.columns
        )
        yield ""


def _macros() -> Iterable[str]:
    yield "| macro | question |\n|---|---|"
    for found in _MACRO.finditer(warehouse.text("publish/macros")):
        yield f"| `{found['name']}({found['args']})` | {found['comment']} |"
    yield ""


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(), "utf-8")


if __name__ == "__main__":
    main()
