"""The process that unpacks what the standard library cannot: 7z, rar, and encrypted or rare members of zips.

7-Zip is C++ that reads hostile bytes, so it works in a process of its own with limits on memory, time and size of files; a
crash of it is one archive's trouble. Run as a file, not as a module of the package: it imports nothing of hopback.
Standard input: an order {archive, out, passwords, members, bytes, indices}. Standard output: {"items": […], "broken": …}, or
{"error": code, "what": words}. Member number i lies in out/i. Passwords come by standard input alone, and leave as a number.
"""

import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pybit7z as z

MEMORY = 3 << 30
SMALL = 64 << 20
"""A member of up to so many bytes comes out through memory: its name then never meets the file system."""
_DATA_AFTER_END = 64
"""Of 7-Zip's flags of errors, the one that is none."""
_ROOM = 30
_PER_SECOND = 1 << 20
"""Seconds of the processor for an archive, and bytes that each further second must bring."""


class Refused(Exception):
    """(code, words): the archive is not unpacked."""


class Opened:
    """An archive under its candidates for a password: a reader each, made when it is first asked for. 0: no password."""

    def __init__(self, path: str, passwords: list[str]) -> None:
        self._lib = z.Bit7zLibrary(z.default_lib7zip())
        self._path, self._words = path, ["", *passwords]
        self._readers: dict[int, Any] = {}
        self.good = self._first()

    def reader(self, number: int) -> Any:
        if number not in self._readers:
            self._readers[number] = z.BitArchiveReader(self._lib, self._path, z.FormatAuto, self._words[number])
        return self._readers[number]

    def candidates(self) -> list[int]:
        """Numbers to try, the one that worked last first."""
        return [self.good, *(n for n in range(len(self._words)) if n != self.good)]

    def _first(self) -> int:
        """The first candidate that opens the archive; one whose headers are open is opened by none at all."""
        code = "archive_encrypted"
        for number in range(len(self._words)):
            try:
                self.reader(number)
            except z.BitException as error:
                code = _code(error)
                if code != "archive_encrypted":
                    break
            else:
                return number
        raise Refused(code, "")


def work(order: dict[str, Any]) -> dict[str, Any]:
    """List the archive, hold it against the limits, bring its files out. Raises Refused.

    items: its members; broken: its list of members is damaged or breaks off.
    """
    opened = Opened(order["archive"], order["passwords"])
    reader, out = opened.reader(opened.good), Path(order["out"])
    if reader.items_count() > order["members"]:
        raise Refused("archive_bomb", f"holds {reader.items_count()} members, more than {order['members']}")
    items = [_item(reader.item_at(i)) for i in range(reader.items_count())]
    wanted = [i for i in items if order["indices"] is None or i["index"] in order["indices"]]
    files = [i for i in wanted if i["type"] == "file"]
    total = sum(i["size"] for i in files)
    if total > order["bytes"]:
        raise Refused("archive_bomb", f"would expand to {total} bytes, more than {order['bytes']}")
    seconds = _ROOM + 2 * len(order["passwords"]) + total // _PER_SECOND
    _cpu(seconds)
    if reader.is_solid():
        _together(opened, files, out)
    for item in files:
        if not (out / str(item["index"])).exists():
            _alone(opened, item, out)
    flags = reader.archive_property(z.BitProperty.ErrorFlags)
    broken = flags.type() != z.BitPropVariantType.Empty and flags.get_uint64() & ~_DATA_AFTER_END
    return {"items": wanted, "broken": bool(broken)}


def _item(found: Any) -> dict[str, Any]:
    try:
        name = found.path()
    except UnicodeError:
        name = ""
    mode = found.attributes() >> 16 & 0o170000
    linked = any(found.item_property(p).is_string() for p in (z.BitProperty.SymLink, z.BitProperty.HardLink))
    kind = "folder" if found.is_dir() else "link" if linked or mode == 0o120000 else "device" if mode in _DEVICES else "file"
    return {
        "index": found.index(),
        "name": name,
        "size": found.size(),
        "type": kind,
        "encrypted": found.is_encrypted(),
        "password": 0,
    }


_DEVICES = (0o010000, 0o020000, 0o060000, 0o140000)


def _alone(opened: Opened, item: dict[str, Any], out: Path) -> None:
    """One member, under the candidates in turn while it is encrypted; what went wrong stays in ``error``."""
    for number in opened.candidates() if item["encrypted"] else [opened.good]:
        try:
            _extract(opened.reader(number), item, out)
        except (z.BitException, MemoryError, OSError) as error:
            item["error"] = _code(error)
            if item["encrypted"] and item["error"] in ("archive_encrypted", "archive_damaged"):
                continue  # a wrong password looks like damage where the format has no check of its own
            return
        item.pop("error", None)
        item["password"] = opened.good = number
        return
    item["error"] = "archive_encrypted"


def _extract(reader: Any, item: dict[str, Any], out: Path) -> None:
    target = out / str(item["index"])
    if item["size"] <= SMALL:
        target.write_bytes(reader.extract_to(item["index"]))
        return
    folder = out / f"{item['index']}.d"
    folder.mkdir()
    reader.extract_to(str(folder), [item["index"]])
    _move(folder, item, target)


def _together(opened: Opened, files: list[dict[str, Any]], out: Path) -> None:
    """Members of a solid archive in one pass, those with plain names that come once; the others and what fails come alone."""
    counts = Counter(part.casefold() for f in files for part in _leaves(f["name"]))
    plain = [f for f in files if _plain(f["name"]) and all(counts[part.casefold()] == 1 for part in _leaves(f["name"]))]
    if locked := next((f for f in plain if f["encrypted"]), None):
        _alone(opened, locked, out)
    folder = out / "together"
    folder.mkdir()
    try:
        opened.reader(opened.good).extract_to(str(folder), [f["index"] for f in plain])
    except (z.BitException, MemoryError, OSError):
        return
    for item in plain:
        found = folder / item["name"]
        if (
            not (out / str(item["index"])).exists()
            and found.is_file()
            and not found.is_symlink()
            and found.stat().st_size == item["size"]
        ):
            found.rename(out / str(item["index"]))
            item["password"] = opened.good if item["encrypted"] else 0


def _leaves(name: str) -> Iterable[str]:
    return (name.replace("\\", "/"),)


def _plain(name: str) -> bool:
    parts = name.split("/")
    return bool(re.fullmatch(r"[^\\:*?\"<>|\x00-\x1f]+", name)) and all(
        p not in ("", ".", "..") and len(p.encode()) < 200 for p in parts
    )


def _move(folder: Path, item: dict[str, Any], target: Path) -> None:
    found = [p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()]
    if len(found) != 1 or found[0].stat().st_size != item["size"]:
        raise OSError("not one file came out")
    found[0].rename(target)


def _code(error: BaseException) -> str:
    text = str(error).lower()
    words: list[tuple[str, Callable[[], bool]]] = [
        ("disk_full", lambda: "no space left" in text or "quota exceeded" in text),
        ("archive_encrypted", lambda: "password" in text or "encrypted" in text),
        ("archive_unsupported", lambda: "unsupported" in text or "not implemented" in text),
        ("archive_memory", lambda: isinstance(error, MemoryError) or "memory" in text or "bad_alloc" in text),
    ]
    return next((code for code, holds in words if holds()), "archive_damaged")


def _cpu(seconds: int) -> None:
    """The system ends this process after so many seconds of the processor; the hard limit stays, since none may raise it again."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main() -> None:
    """Read the order, work, tell."""
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (order["bytes"], order["bytes"]))
    _cpu(_ROOM + 2 * len(order["passwords"]))
    try:
        told = work(order)
    except Refused as refused:
        told = {"error": refused.args[0], "what": refused.args[1]}
    except (z.BitException, MemoryError) as error:
        told = {"error": _code(error), "what": ""}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
