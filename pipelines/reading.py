"""``hopback read``: how files will be read, columns and fields included, with the mapping file that lies beside them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipelines import warehouse
from pipelines.errors import BadFile
from pipelines.load.preview import preview
from pipelines.load.table import Table
from pipelines.normalise.explain import explain
from pipelines.normalise.told import Rule
from pipelines.seal import mapping


def read(paths: Sequence[Path], out_dir: Path | None, say: Callable[[str], None]) -> int:
    """Say it of each file; with ``out_dir`` write the tables as read. Returns 1 when a file cannot be read or rows are rejected."""
    return max(preview(path, out_dir, say, _explainer(path)) for path in paths)


def _explainer(path: Path) -> Callable[[warehouse.Connection, Path, Table], Iterator[str]]:
    def lines(con: warehouse.Connection, staged: Path, table: Table) -> Iterator[str]:
        rules, trouble = _rules(path, table.sheet)
        yield from explain(con, staged, table.layout.header, rules)
        yield from trouble

    return lines


def _rules(path: Path, sheet: str | None) -> tuple[list[Rule], list[str]]:
    """Rows of the mapping files beside the file that speak of it, and what is wrong with those files."""
    rules: list[Rule] = []
    trouble: list[str] = []
    place = path.absolute()
    beside = sorted(p for p in place.parent.iterdir() if mapping.is_mapping(p.name) and p.is_file())
    for source in beside:
        try:
            found, problems = mapping.parse(source.name, source.read_bytes())
        except BadFile as error:
            trouble.append(f"{error.code}: {error.path} {error.message}")
            continue
        trouble += [f"{p.code}: {p.message}" for p in problems]
        rules += [
            Rule(r.row, r.column, r.field)
            for r in found
            if f"/{place.as_posix()}".endswith(f"/{r.file}") and (r.sheet is None or not sheet or r.sheet == sheet)
        ]
    return rules, trouble
