"""An intake as it lies on the disk, and taking it: every file into the store, archives member by member."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipelines import evidence
from pipelines.errors import BadFile
from pipelines.home import Home
from pipelines.seal import manifest
from pipelines.seal.archives import MAX_DEPTH, Archive, Member, is_archive, other_archive
from pipelines.seal.plan import Found, Trouble


@dataclass(frozen=True)
class Intake:
    """A folder or an archive. ``files``: (path inside, size, mtime in ns), sorted; ``links``: symbolic links, never followed."""

    path: Path
    name: str
    files: tuple[tuple[str, int, int], ...]
    links: tuple[str, ...]

    @classmethod
    def at(cls, path: Path) -> "Intake":
        """Look at the names, sizes and times of an intake; nothing is opened."""
        if not path.is_dir():
            stat = path.stat()
            return cls(path, path.name, ((path.name, stat.st_size, stat.st_mtime_ns),), ())
        files, links = [], []
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names + [f for f in folders if (Path(folder) / f).is_symlink()]):
                item = Path(folder) / name
                inside = item.relative_to(path).as_posix()
                if item.is_symlink() or not item.is_file():
                    links.append(inside)
                else:
                    stat = item.stat()
                    files.append((inside, stat.st_size, stat.st_mtime_ns))
        return cls(path, path.name, tuple(sorted(files)), tuple(sorted(links)))

    @property
    def signature(self) -> str:
        """Hash of names, sizes and times."""
        return hashlib.sha256(repr((self.files, self.links)).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def changed_at(self) -> float:
        """Unix time of the last change of any file; the folder's own when it is empty."""
        return max((t for _, _, t in self.files), default=self.path.stat().st_mtime_ns) / 1e9

    def missing(self) -> str:
        """What has still to come, in words; empty when the intake is whole. Raises BadFile for a damaged archive or manifest."""
        if self.path.is_dir():
            names = {manifest.clean_path(inside): self.path / inside for inside, _, _ in self.files}
            manifests = [manifest.parse(n, names[n].read_bytes()) for n in manifest.NAMES if n in names]
            there = set(names)
        else:
            with self.path.open("rb") as file:
                if not is_archive(file, self.name):
                    return "it is no folder and no archive"
                archive = Archive(file, self.name, self.files[0][1])
                members = {_inner(m.name, archive.members()): m for m in archive.members()}
                manifests = [manifest.parse(n, _read(archive, members[n])) for n in manifest.NAMES if n in members]
                there = set(members)
        if not manifests:
            return "it has no manifest"
        absent = [e.file for m in manifests for e in m.entries if e.file.split("!")[0] not in there]
        return f"{len(absent)} files of its manifest are not there, {absent[0]} first" if absent else ""


@dataclass
class Taken:
    """What came out of an intake: files in the store, what the manifests say, what was wrong."""

    found: list[Found] = field(default_factory=list)
    manifests: list[manifest.Manifest] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @cached_property
    def manifest(self) -> manifest.Manifest:
        """All manifests as one."""
        return manifest.merge(self.manifests)


def take(home: Home, intake: Intake, known: set[tuple[str, int]]) -> Taken:
    """Put every file of the intake into the store. ``known``: (file name, size) met before, hashed before they are copied."""
    taker = _Taker(home, Taken(), known)
    if intake.path.is_dir():
        taker.folder(intake)
    else:
        taker.archive_intake(intake)
    if len(taker.taken.manifests) > 1:
        message = "there are several manifests; of a file that several name, the first counts (csv, xlsx, yaml): keep one"
        taker.taken.troubles.append(Trouble("manifest", "two_manifests", message))
    if not taker.taken.manifests:
        message = "the intake has no readable manifest; kinds were detected, holders are unknown: add a manifest.csv"
        taker.taken.troubles.append(Trouble("manifest", "no_manifest", message))
    return taker.taken


class _Taker:
    def __init__(self, home: Home, taken: Taken, known: set[tuple[str, int]]) -> None:
        self.home, self.taken, self.known = home, taken, known

    def folder(self, intake: Intake) -> None:
        for inside in intake.links:
            self._trouble(inside, "link", "is a link or a device, which is never followed; hand in the file itself")
        for inside, size, _ in sorted(intake.files, key=lambda f: (f[0] not in manifest.NAMES, f)):
            path = manifest.clean_path(inside) or inside
            source = intake.path / inside
            try:
                stored = self._store_file(source, size)
            except OSError as error:
                self._trouble(path, "unreadable", f"cannot be read ({error.strerror}); copy it again")
                continue
            self._found(path, stored, None, None, 0)

    def archive_intake(self, intake: Intake) -> None:
        """The archive is evidence itself; its members' paths are paths inside the intake."""
        stored = self._store_file(intake.path, intake.files[0][1])
        with stored.path.open("rb") as file:
            if not is_archive(file, intake.name):
                self._found(intake.name, stored, None, None, 0)
                return
        self.taken.found.append(Found(intake.name, stored.sha256, stored.size, role="archive"))
        self._expand(intake.name, stored, 1, lambda name: name)

    def _store_file(self, source: Path, size: int) -> evidence.Stored:
        for _ in range(3):
            before = source.stat()
            if (source.name, size) in self.known:
                sha256 = evidence.sha256_of(source)
                place = evidence.find(self.home, sha256)
                if place:
                    return evidence.Stored(sha256, before.st_size, place)
            with source.open("rb") as stream:
                stored = evidence.put(self.home, stream)
            after = source.stat()
            if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, stored.size):
                return stored
        raise OSError(0, "it changes while it is read")

    def _found(self, path: str, stored: evidence.Stored, parent: str | None, parent_path: str | None, depth: int) -> None:
        role = "manifest" if path in manifest.NAMES else None
        with stored.path.open("rb") as file:
            head = file.read(512)
            file.seek(0)
            archive = is_archive(file, path)
        if role:
            self._manifest(path, stored)
        documents = {e.file for m in self.taken.manifests for e in m.entries if e.kind == "document"}
        unpack = archive and path not in documents
        role = role or ("archive" if archive else None)
        self.taken.found.append(Found(path, stored.sha256, stored.size, parent, parent_path, role))
        if other := other_archive(head):
            self._trouble(path, "archive_unsupported", f"is a {other} archive; unpack it and hand in the files", True)
        elif unpack and depth >= MAX_DEPTH:
            self._trouble(path, "archive_depth", f"is an archive inside {depth} others; it was not unpacked", True)
        elif unpack:
            self._expand(path, stored, depth + 1, lambda name: f"{path}!{name}")

    def _expand(self, path: str, stored: evidence.Stored, depth: int, named: Callable[[str], str]) -> None:
        """Members of an archive; a bomb leaves none of them, a damaged member leaves the others."""
        mark = len(self.taken.found)
        try:
            with stored.path.open("rb") as file:
                archive = Archive(file, path, stored.size)
                members = archive.members()
                inner = {m: named(_inner(m.name, members) if depth == 1 and named("") == "" else m.name) for m in members}
                for member in sorted(members, key=lambda m: (inner[m] not in manifest.NAMES, m.index)):
                    self._member(archive, member, inner[member], stored.sha256, path, depth)
        except BadFile as error:
            if error.code == "archive_bomb":
                del self.taken.found[mark:]
            self._trouble(path, error.code, error.message, True)

    def _member(self, archive: Archive, member: Member, path: str, parent: str, parent_path: str, depth: int) -> None:
        while any(f.path == path for f in self.taken.found):
            path += "~"  # two members of one name: both are kept
        try:
            with archive.open(member) as stream:
                stored = evidence.put(self.home, stream, archive.left())
        except OverflowError:
            raise archive.bomb() from None
        except BadFile as error:
            if error.code == "archive_bomb":
                raise
            self._trouble(path, error.code, error.message)
            return
        archive.took(stored.size)
        if member.unsafe:
            self._trouble(path, "archive_name", "its name in the archive leads out of it or is a link; taken under a safe name")
        self._found(path, stored, parent, parent_path, depth)

    def _manifest(self, path: str, stored: evidence.Stored) -> None:
        try:
            self.taken.manifests.append(manifest.parse(path, stored.path.read_bytes()))
        except BadFile as error:
            self._trouble(path, error.code, error.message)

    def _trouble(self, path: str, code: str, message: str, keep_out: bool = False) -> None:
        self.taken.troubles.append(Trouble(path, code, message, quarantine=keep_out))


def _inner(name: str, members: list[Member]) -> str:
    """A member's path inside the intake: without the one folder that holds everything, if the manifest lies in it."""
    tops = {m.name.split("/")[0] for m in members if not m.name.startswith("__MACOSX/")}
    if len(tops) == 1:
        top = next(iter(tops))
        if any(m.name == f"{top}/{n}" for m in members for n in manifest.NAMES):
            return name.removeprefix(f"{top}/")
    return name


def _read(archive: Archive, member: Member) -> bytes:
    with archive.open(member) as stream:
        return stream.read(1 << 26)
