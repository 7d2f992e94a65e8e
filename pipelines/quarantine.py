"""What could not be taken: a copy for the eyes of a person, with the reason beside it. The evidence itself stays sealed."""

import json
import re
import shutil
from pathlib import Path

from pipelines.home import Home

_LONGEST = 180
"""Bytes of a name, its end; with id and ``.reason.json.part`` it stays below the 255 of file systems."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


def put(home: Home, path: str, evidence_id: str, code: str, message: str, source: Path | None = None) -> Path:
    """Copy the evidence to ``quarantine/<evidence_id[:12]>-<name>`` and write ``….reason.json``; the same again changes nothing.

    ``path`` is the place of finding; ``source`` is given where the file is not in the evidence store yet. Returns the copy.
    """
    target = _place(home, path, evidence_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        partial = target.with_name(target.name + ".part")
        shutil.copyfile(source or home.evidence_file(evidence_id), partial)
        partial.replace(target)
    reason = {"path": path, "evidence_id": evidence_id, "code": code, "message": message}
    text = json.dumps(reason, ensure_ascii=False, indent=1) + "\n"
    beside = target.with_name(target.name + ".reason.json")
    partial = beside.with_name(beside.name + ".part")
    partial.write_text(text, "utf-8")
    partial.replace(beside)
    return target


def release(home: Home, path: str, evidence_id: str) -> None:
    """Take the copy and its reason away again, once the file could be taken after all."""
    target = _place(home, path, evidence_id)
    for place in (target, target.with_name(target.name + ".reason.json")):
        place.unlink(missing_ok=True)


def _place(home: Home, path: str, evidence_id: str) -> Path:
    name = _UNSAFE.sub("_", re.split(r"[/!]", path)[-1]) or "file"
    short = name.encode("utf-8", "replace")[-_LONGEST:].decode("utf-8", "ignore")
    return home.quarantine / f"{evidence_id[:12]}-{short}"
