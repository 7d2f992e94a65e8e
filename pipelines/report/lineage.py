"""The tree of list versions, and what changed from a parent to its child."""

from dataclasses import dataclass, field

from pipelines.report.case import Case, Row


@dataclass(frozen=True)
class Change:
    """What a child has other than its parent. Columns are named by their header words as found."""

    lost: tuple[str, ...]
    added: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    reordered: bool
    format: tuple[str, str] | None
    encoding: tuple[str, str] | None
    rows: int | None
    """Rows of the child less rows of the parent."""


@dataclass
class Node:
    """A list version in the tree: made from the list above it by ``derivation`` (None at a root)."""

    version: Row
    derivation: Row | None = None
    change: Change | None = None
    also_from: tuple[tuple[Row, Row], ...] = ()
    """Further parents of a merged list: (list, derivation)."""
    children: "list[Node]" = field(default_factory=list)

    @property
    def size(self) -> int:
        """List versions in this branch, itself included."""
        return 1 + sum(child.size for child in self.children)


def forest(case: Case) -> list[Node]:
    """Roots of the tree, the largest branch first; a list with several parents hangs under the most probable one."""
    lists = {row["dataset_id"]: row for row in case["lists"]}
    columns = case.by("columns", "dataset_id")
    parents = case.by("derivations", "child_dataset_id")
    nodes = {key: Node(row) for key, row in lists.items()}
    roots: list[Node] = []
    above: dict[str, str] = {}
    surest = {key: max((d["confidence"] or 0.0 for d in parents.get(key, [])), default=0.0) for key in nodes}
    for key in sorted(nodes, key=lambda k: (-surest[k], k)):  # so that a circle opens at its weakest link
        node = nodes[key]
        usable = [d for d in parents.get(key, []) if d["parent_dataset_id"] in lists]
        chosen = next((d for d in usable if not _is_above(key, d["parent_dataset_id"], above)), None)
        if chosen is None:
            roots.append(node)
            continue
        parent = chosen["parent_dataset_id"]
        above[key] = parent
        node.derivation = chosen
        node.change = compare(lists[parent], lists[key], columns.get(parent, []), columns.get(key, []))
        node.also_from = tuple((lists[d["parent_dataset_id"]], d) for d in usable if d is not chosen)
        nodes[parent].children.append(node)
    for node in nodes.values():
        node.children.sort(key=lambda n: (-n.size, n.version["path"], n.version["dataset_id"]))
    return sorted(roots, key=lambda n: (-n.size, n.version["path"], n.version["dataset_id"]))


def _is_above(candidate: str, key: str, above: dict[str, str]) -> bool:
    """``candidate`` is ``key`` or one of its ancestors: hanging it below would close a circle."""
    step: str | None = key
    while step is not None:
        if step == candidate:
            return True
        step = above.get(step)
    return False


def compare(parent: Row, child: Row, parent_columns: list[Row], child_columns: list[Row]) -> Change:
    """What changed. Columns meet by canonical field, unknown ones by their header."""
    old, new = _by_meaning(parent_columns), _by_meaning(child_columns)
    common = [key for key in old if key in new]
    rows = (child["rows_accepted"], parent["rows_accepted"])
    return Change(
        lost=tuple(old[k] for k in old if k not in new),
        added=tuple(new[k] for k in new if k not in old),
        renamed=tuple((old[k], new[k]) for k in common if old[k] != new[k]),
        reordered=common != [key for key in new if key in old],
        format=_changed(parent["format"], child["format"]),
        encoding=_changed(parent["encoding"], child["encoding"]),
        rows=None if None in rows else rows[0] - rows[1],
    )


def _by_meaning(columns: list[Row]) -> dict[str, str]:
    result: dict[str, str] = {}
    for column in columns:
        header = (column["header"] or "").strip() or f"[{column['position'] + 1}]"
        key = f"field:{column['field']}" if column["field"] else f"header:{header}"
        result[key] = f"{result[key]} + {header}" if key in result else header
    return result


def _changed(old: str | None, new: str | None) -> tuple[str, str] | None:
    return (old, new) if old and new and old != new else None
