"""Archives in several volumes, told by their names. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_PART = re.compile(r"(?P<base>.+)\.part(?P<number>\d{1,5})\.rar", re.IGNORECASE | re.DOTALL)
_SPLIT = re.compile(r"(?P<base>.+\.(?:7z|zip|rar|tar|gz|bz2|xz|tgz))\.(?P<number>\d{3})", re.IGNORECASE | re.DOTALL)
_OLD = re.compile(r"(?P<base>.+)\.(?P<letter>[rz])(?P<number>\d{2})", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Volumes:
    """A set of volumes: paths in their order, the names they need side by side, and whether they are one file cut up."""

    paths: tuple[str, ...]
    names: tuple[str, ...]
    cut: bool = False


def sets(paths: Collection[str]) -> tuple[dict[str, Volumes], dict[str, str]]:
    """(path of a first volume → its set; path of a further volume → the first that it belongs to, empty when it is not there)."""
    groups: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for path in paths:
        for kind, pattern in (("part", _PART), ("split", _SPLIT), ("old", _OLD)):
            if match := pattern.fullmatch(path):
                base = match["base"]
                style = kind if kind != "old" else match["letter"].lower()
                groups.setdefault((style, base), []).append((int(match["number"]), path, path[len(base) :]))
                break
    firsts: dict[str, Volumes] = {}
    further: dict[str, str] = {}
    for (style, base), members in groups.items():
        members.sort()
        if style in "rz":
            first = next((p for p in paths if p.lower() == f"{base}.{'rar' if style == 'r' else 'zip'}".lower()), "")
            members = [(-1, first, first[len(base) :]), *members]
        else:
            first = members[0][1] if members[0][0] == 1 else ""
        further |= {path: first for _, path, _ in members if path != first}
        if first and len(members) > 1:
            firsts[first] = Volumes(tuple(p for _, p, _ in members), tuple(f"v{end}" for _, _, end in members), style == "split")
    return firsts, further
