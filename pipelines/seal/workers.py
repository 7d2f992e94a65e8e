"""The unpacking process, from outside: what it is asked, what came of it; see ``unpack``."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.errors import BadFile
from pipelines.seal.archives import REMEDIES, Budget, Piece, Source, bomb

_PROGRAM = Path(__file__).with_name("unpack.py")
_POLL = 0.25
_HOURS = 6
_PASSED = ("PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR")


def unpacked(source: Source, budget: Budget, indices: Collection[int] | None = None) -> Iterator[Piece]:
    """Members of the archive (those of ``indices``), unpacked aside. Raises BadFile for one that cannot be."""
    with TemporaryDirectory(dir=source.work, prefix="out-") as folder:
        place = _together(source, Path(folder))
        out = Path(folder) / "members"
        out.mkdir()
        order = {
            "archive": str(place), "out": str(out), "passwords": list(source.passwords), "members": budget.members,
            "bytes": budget.left(source), "indices": None if indices is None else sorted(indices),
        }  # fmt: skip
        told = _run(source, budget, order, out)
        _with_gbk(told, source, budget, order, out)
        if any(word.get("error") == "disk_full" for word in (told, *told.get("items", ()))):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if "error" in told:
            what = told["what"] or _whole(told["error"])
            raise bomb(source.path, what) if told["error"] == "archive_bomb" else BadFile(source.path, told["error"], what)
        yield from _pieces(told["items"], out)
        if told["broken"]:
            what = "breaks off or is damaged in its list of members; what could be read was taken: ask for another copy"
            raise BadFile(source.path, "archive_damaged", what)


def _with_gbk(told: dict[str, Any], source: Source, budget: Budget, order: dict[str, Any], out: Path) -> None:
    """Try the passwords again as programs of Chinese Windows give them to a zip: in GBK. 7-Zip takes a password's bytes as they are in a
    process of the locale C; the members that open so are noted in ``told``."""
    locked = {item["index"]: item for item in told.get("items", ()) if item.get("error") == "archive_encrypted"}
    if source.kind != "zip" or not locked or all(word.isascii() for word in source.passwords):
        return
    words = [word.encode("gb18030", "replace").decode("latin-1") for word in source.passwords]
    again = _run(source, budget, order | {"passwords": words, "indices": sorted(locked)}, out, "C")
    for item in again.get("items", ()):
        if "error" not in item:
            locked[item["index"]].pop("error")
            locked[item["index"]]["password"] = item["password"]


def _pieces(items: list[dict[str, Any]], out: Path) -> Iterator[Piece]:
    for item in items:
        if item["type"] == "folder":
            continue
        if item["type"] != "file":
            yield Piece(item["name"], item["index"], item["type"])
            continue
        place = out / str(item["index"])
        if "error" in item or not place.exists():
            yield Piece(item["name"], item["index"], error=item.get("error", "archive_damaged"))
            continue
        with place.open("rb") as stream:
            yield Piece(item["name"], item["index"], "file", stream, password=item["password"])
        place.unlink(missing_ok=True)


def _run(source: Source, budget: Budget, order: dict[str, Any], out: Path, locale: str = "C.UTF-8") -> dict[str, Any]:
    """What the process says. It gets no environment but where things are: nothing of the operator's reaches hostile bytes."""
    environment = {name: os.environ[name] for name in _PASSED if name in os.environ} | {"LC_ALL": locale}
    command = [sys.executable, "-I", str(_PROGRAM)]
    answer = out.parent / "answer"
    with answer.open("wb") as said, subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.DEVNULL, env=environment
    ) as process:  # fmt: skip
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(order).encode())
            process.stdin.close()
            for _ in range(int(_HOURS * 3600 / _POLL)):
                try:
                    process.wait(_POLL)
                    break
                except subprocess.TimeoutExpired:
                    if _size(out) > order["bytes"]:
                        raise bomb(source.path, f"expands to more than {order['bytes']} bytes") from None
        finally:
            process.kill()
    try:
        told: dict[str, Any] = json.loads(answer.read_bytes())
    except ValueError:
        raise BadFile(source.path, "archive_damaged", "stopped the program that unpacks it; unpack it by hand with care") from None
    return told


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def _together(source: Source, folder: Path) -> Path:
    """Where the archive can be opened: its own place; volumes lie side by side under plain names."""
    if not source.volumes:
        return source.place
    for name, place in source.volumes:
        (folder / name).symlink_to(place.absolute())
    return folder / source.volumes[0][0]


def _whole(code: str) -> str:
    """What is wrong with an archive as a whole."""
    if code == "archive_damaged":
        return "is a damaged archive; ask for another copy, or repair a copy of it"
    return REMEDIES[code]
