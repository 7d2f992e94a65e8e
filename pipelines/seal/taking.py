"""Taking an intake: every file into the store, archives member by member, manifests and lists of passwords read on the way."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines import evidence
from pipelines.errors import BadFile
from pipelines.home import Home
from pipelines.seal import formats, manifest, mapping, names, passwords, volumes
from pipelines.seal.archives import REMEDIES, Budget, Piece, Source, bomb, damage, is_named_as_one, kind_of, other_archive
from pipelines.seal.intake import Intake, at_home, logical_paths, stands_alone, top_folder, work_folder
from pipelines.seal.passwords import Candidate
from pipelines.seal.plan import Found, Trouble

_AT_ONCE = 2
"""Files that are copied at once: while one is written, the other is hashed."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_BY_HAND = 64 << 20
_HIDDEN = "hidden"
"""The folder that members outside their archive's list are shown in: none of them is taken for a manifest, or for its namesake."""
_ODD = {
    "link": "is a link, which is never followed; hand in the file itself",
    "device": "is a device, pipe or socket, which is never opened; hand in a file",
    "unreadable": "cannot be read (its rights or its disk); copy it again",
}


@dataclass
class Taken:
    """What came out of an intake: files in the store, what the manifests say, what was wrong."""

    found: list[Found] = field(default_factory=list)
    manifests: list[manifest.Manifest] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    volumes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """First volume → the others, all by their SHA-256."""
    tried: list[tuple[str, str]] = field(default_factory=list)
    """(archive's SHA-256, which candidate for its password fitted, in words)."""
    worked: list[str] = field(default_factory=list)
    """Passwords that opened an archive: nothing that is written may hold one."""
    mappings: list[tuple[str, list[mapping.Rule]]] = field(default_factory=list)
    """(mapping file's SHA-256, its rows)."""

    @cached_property
    def manifest(self) -> manifest.Manifest:
        """All manifests as one."""
        return manifest.merge(self.manifests)


@dataclass(frozen=True)
class _File:
    """A file in the store and where it was found."""

    path: str
    stored: evidence.Stored
    parent: str | None = None
    parent_path: str | None = None


class _TooManyRefused(Exception):
    """Archive after archive inside one is a bomb: the outermost is refused."""


def take(home: Home, intake: Intake, known: set[tuple[str, int]]) -> Taken:
    """Put every file of the intake into the store. ``known``: (file name, size) met before, hashed before they are copied."""
    with TemporaryDirectory(dir=work_folder(home), prefix="take-") as work:
        taker = _Taker(home, Taken(), known, Path(work))
        if intake.path.is_dir():
            taker.folder(intake)
        else:
            taker.single(intake)
    if len(taker.taken.manifests) > 1:
        message = "there are several manifests; of a file that several name, the first counts (csv, xlsx, yaml): keep one"
        taker.taken.troubles.append(Trouble("manifest", "two_manifests", message))
    if not taker.taken.manifests and not stands_alone(f.path for f in taker.taken.found):
        message = "the intake has no readable manifest; kinds were detected, holders are unknown: add a manifest.csv"
        taker.taken.troubles.append(Trouble("manifest", "no_manifest", message))
    return taker.taken


def _inside(outer: str, path: str) -> str:
    return f"{outer}!{path}"


def _role(path: str) -> str | None:
    """What a file beside the manifest is by its name."""
    if manifest.is_manifest(path):
        return "manifest"
    return "mapping" if mapping.is_mapping(path) else "document" if path == passwords.FILE else None


def _never_through_a_link(path: str, flags: int) -> int:
    """Open what was seen as a file: a link or a pipe put there meanwhile is neither followed nor waited for."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _small(file: _File) -> bytes:
    """The bytes of a table that people write by hand. Raises BadFile for one that nobody wrote by hand."""
    if file.stored.size > _BY_HAND:
        raise BadFile(file.path, f"bad_{file.path.split('.')[0].lower()}", f"has more than {_BY_HAND >> 20} MB; it was not read")
    return file.stored.path.read_bytes()


class _Taker:
    def __init__(self, home: Home, taken: Taken, known: set[tuple[str, int]], work: Path) -> None:
        self.home, self.taken, self.known, self.work = home, taken, known, work
        self.paths: set[str] = set()
        self.listed: list[str] = []
        self.at_home = at_home(home)

    def folder(self, intake: Intake) -> None:
        for inside, what in intake.odd:
            self._trouble(names.shown(inside), what, _ODD[what])
        paths = logical_paths(intake.files)
        files = []
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="seal") as pool:
            sources = [(intake.path / inside, size) for inside, size, _ in intake.files]
            for (inside, _, _), stored in zip(intake.files, pool.map(self._stored_or_refused, sources), strict=True):
                if isinstance(stored, OSError):
                    self._trouble(paths[inside], "unreadable", f"cannot be read ({stored.strerror}); copy it again")
                else:
                    files.append(_File(paths[inside], stored))
        self._arrange(files, 0, None, True)

    def single(self, intake: Intake) -> None:
        """The archive is evidence itself; its members' paths are paths inside the intake."""
        file = _File(intake.name, self._store_file(intake.path, intake.files[0][1]))
        if kind_of(file.stored.path, file.path) is None:
            self._arrange([file], 0, None, True)
        else:
            self._found(file, "archive")
            self._unpack(file, [file], 1, None, lambda path: path, True)

    def _stored_or_refused(self, file: tuple[Path, int]) -> evidence.Stored | OSError:
        """A file in the store, or why it cannot be read; a full disk ends the intake."""
        try:
            return self._store_file(*file)
        except OSError as error:
            if error.errno in _FULL:
                raise
            return error

    def _store_file(self, source: Path, size: int) -> evidence.Stored:
        for _ in range(3):
            with open(source, "rb", opener=_never_through_a_link) as stream:
                before = os.fstat(stream.fileno())
                if not stat.S_ISREG(before.st_mode):
                    raise OSError(0, "it is no file any more")
                if (source.name, size) in self.known:
                    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
                    place = evidence.find(self.home, sha256)
                    if place:
                        return evidence.Stored(sha256, before.st_size, place)
                    stream.seek(0)
                stored = evidence.put(self.home, stream)
            after = source.stat()
            if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, stored.size):
                return stored
        raise OSError(0, "it changes while it is read")

    def _arrange(self, files: Sequence[_File], depth: int, budget: Budget | None, top: bool) -> None:
        """Files that lie together: manifests first, since they tell of the others; then archives, one after the other."""
        for file in files:
            if top and manifest.is_manifest(file.path):
                self._manifest(file)
            elif top and mapping.is_mapping(file.path):
                self._mapping(file)
            elif top and file.path == passwords.FILE:
                self.listed = self._passwords(file)
        by_path = {f.path: f for f in files}
        firsts, further = volumes.sets(by_path)
        documents = {e.file for m in self.taken.manifests for e in m.entries if e.kind == "document"}
        archives = []
        for file in sorted(files, key=lambda f: not manifest.is_manifest(f.path)):
            role = _role(file.path) if top else None
            archive = file.path in further or (role is None and kind_of(file.stored.path, file.path) is not None)
            self._found(file, role or ("archive" if archive else None))
            if archive and file.path in further:
                if not further[file.path]:
                    self._trouble(file.path, "archive_volume", "is a further volume of an archive whose first is not there", True)
            elif archive and file.path not in documents:
                archives.append(file)
            elif role is None and not archive:
                self._tell_of_others(file)
        for file in archives:
            parts = [by_path[p] for p in firsts[file.path].paths] if file.path in firsts else [file]
            self._unpack(file, parts, depth + 1, budget, partial(_inside, file.path), False, firsts.get(file.path))

    def _tell_of_others(self, file: _File) -> None:
        """Say of a file that looks or sounds like an archive, and is none that can be unpacked, that it was taken as it is."""
        if other := other_archive(file.stored.path):
            self._trouble(
                file.path, "archive_unsupported", f"may be a {other} archive; if it is one, unpack it and hand in the files"
            )
        elif is_named_as_one(file.path):
            message = "is named like an archive and is none that is known; taken as what its bytes are: ask for another copy if it should be one"
            self._trouble(file.path, "archive_unknown", message)

    def _found(self, file: _File, role: str | None) -> None:
        self.paths.add(file.path)
        self.taken.found.append(Found(file.path, file.stored.sha256, file.stored.size, file.parent, file.parent_path, role))

    def _unpack(
        self, file: _File, parts: Sequence[_File], depth: int, budget: Budget | None,
        named: Callable[[str], str], top: bool, cut: volumes.Volumes | None = None,
    ) -> None:  # fmt: skip
        """An archive's members. An outermost one that turns out a bomb of bombs leaves none of what came of it."""
        limits, size = self.home.settings, sum(p.stored.size for p in parts)
        if depth > limits.archive_depth:
            self._refuse(
                budget, BadFile(file.path, "archive_depth", f"is an archive inside {depth - 1} others, more are not unpacked")
            )
            return
        mark = len(self.taken.found), len(self.taken.troubles), len(self.taken.tried)
        outermost = budget is None
        budget = budget or Budget.of(limits, size)
        if len(parts) > 1:
            self.taken.volumes[file.stored.sha256] = tuple(p.stored.sha256 for p in parts[1:])
        try:
            files = self._members(file, self._source(file, parts, cut), budget, named, top)
            self._arrange(files, depth, budget, top)
        except BadFile as error:
            self._refuse(None if outermost else budget, error)
        except _TooManyRefused:
            if not outermost:
                raise
            del self.taken.found[mark[0] :], self.taken.troubles[mark[1] :], self.taken.tried[mark[2] :]
            self._refuse(None, bomb(file.path, "holds archives in archives that would become too much"))

    def _refuse(self, budget: Budget | None, error: BadFile) -> None:
        self._trouble(error.path, error.code, error.message, True)
        if budget is not None:
            budget.refusals -= 1
            if budget.refusals < 0:
                raise _TooManyRefused

    def _source(self, file: _File, parts: Sequence[_File], cut: volumes.Volumes | None) -> Source:
        kind = kind_of(file.stored.path, file.path) or "zip"
        sides = [(n, p.stored.path) for n, p in zip(cut.names, parts, strict=True)] if cut else []
        source = Source(
            file.path, file.stored.path, sum(p.stored.size for p in parts), kind, sides,
            [c.text for c in self._candidates(file)], self.work,
        )  # fmt: skip
        return formats.joined(source) if cut and cut.cut else source

    def _candidates(self, file: _File) -> list[Candidate]:
        """What to try: what its own row says (or that of what it lies in, or of what lies in it), then what any row calls a password."""
        own: list[str] = []
        others: list[str] = []
        for entry in (e for m in self.taken.manifests for e in m.entries if e.note or e.password):
            mine = file.path == entry.file or file.path.startswith(f"{entry.file}!") or entry.file.startswith(f"{file.path}!")
            (own if mine else others).extend([*filter(None, [entry.password]), *passwords.of_note(entry.note, alone=mine)])
        return passwords.candidates(own, others, self.listed, self.at_home)

    def _members(self, file: _File, source: Source, budget: Budget, named: Callable[[str], str], top: bool) -> list[_File]:
        """Store what comes out. Raises BadFile for an archive that is refused; what had come out of it is then no finding."""
        came: list[tuple[Piece, evidence.Stored]] = []
        troubles: list[Trouble] = []
        locked = 0
        try:
            for piece in formats.pieces(source, budget):
                safe = names.judged(piece.name, piece.index)[0]
                told = named(f"{_HIDDEN}/{safe}" if piece.hidden else safe)
                budget.members -= 1
                if budget.members < 0:
                    raise bomb(
                        source.path, f"holds more than {self.home.settings.archive_members} members with what is nested in it"
                    )
                if piece.type != "file":
                    what = "a link" if piece.type == "link" else "a device, pipe or socket"
                    troubles.append(
                        Trouble(
                            told, f"archive_{piece.type}", f"is {what} in its archive ({names.shown(piece.name)}); not unpacked"
                        )
                    )
                    continue
                try:
                    came.append((piece, self._store_piece(piece, told, source, budget)))
                except BadFile as error:
                    if error.code == "archive_bomb":
                        raise
                    locked += error.code == "archive_encrypted"
                    troubles.append(Trouble(told, error.code, error.message))
        except BadFile as error:
            if error.code == "archive_bomb" or not (came or troubles):
                raise
            troubles.append(Trouble(error.path, error.code, error.message, quarantine=True))
        if not came and not troubles:
            troubles.append(Trouble(file.path, "archive_empty", "is an archive that holds no file; ask whether that can be"))
        self.taken.troubles += troubles
        self._tell(file, source, {p.password for p, _ in came} - {0}, locked)
        return self._named(file, came, named, top)

    def _store_piece(self, piece: Piece, path: str, source: Source, budget: Budget) -> evidence.Stored:
        if piece.stream is None:
            raise BadFile(path, piece.error, REMEDIES[piece.error])
        try:
            with damage(path):
                stored = evidence.put(self.home, piece.stream, budget.left(source))
        except OverflowError:
            raise bomb(source.path, f"expands to more than {budget.left(source)} bytes") from None
        budget.bytes -= stored.size
        return stored

    def _tell(self, file: _File, source: Source, fitted: set[int], locked: int) -> None:
        """Say which candidates opened the archive, by their number."""
        candidates = self._candidates(file)
        for number in sorted(fitted):
            self.taken.worked.append(candidates[number - 1].text)
            self.taken.tried.append(
                (
                    file.stored.sha256,
                    f"opened with candidate {number} of {len(candidates)} for its password, from {candidates[number - 1].source}",
                )
            )
        if locked:
            self.taken.tried.append(
                (file.stored.sha256, f"none of {len(candidates)} candidates for its password opens {locked} of its members")
            )
            self._trouble(file.path, "archive_encrypted", f"{locked} of its members: {REMEDIES['archive_encrypted']}", True)

    def _named(
        self, file: _File, came: Sequence[tuple[Piece, evidence.Stored]], named: Callable[[str], str], top: bool
    ) -> list[_File]:  # fmt: skip
        """Give members their paths. Those with an unsafe name, or one that a file system may take for another's, are kept out."""
        judged = [names.judged(piece.name, piece.index) for piece, _ in came]
        folder = top_folder([safe for (safe, _), (piece, _) in zip(judged, came, strict=True) if not piece.hidden]) if top else ""
        files, met = [], dict[str, str]()
        for (piece, stored), (safe, why) in zip(came, judged, strict=True):
            plain = named(f"{_HIDDEN}/{safe}" if piece.hidden else safe.removeprefix(folder))
            path = names.free(plain, self.paths)
            self.paths.add(path)
            same = names.collision(plain)
            if piece.hidden:
                self._keep_out(path, "archive_hidden", "is not in its archive's list of members, as if it had been deleted; sealed")
            elif why:
                self._keep_out(path, "archive_name", f"{why} ({names.shown(piece.name)}); sealed under a safe name")
            elif same in met:
                other = "the same name" if met[same] == plain else f"a name like {names.shown(met[same].split('!')[-1])}"
                self._keep_out(path, "archive_collision", f"has {other} as another member of its archive; sealed")
            met.setdefault(same, plain)
            files.append(_File(path, stored, file.stored.sha256, file.path))
        return files

    def _keep_out(self, path: str, code: str, message: str) -> None:
        remedy = f"{message} and kept out: name it in the manifest to take it"
        self.taken.troubles.append(Trouble(path, code, remedy, quarantine=True, unless_named=True))

    def _manifest(self, file: _File) -> None:
        try:
            self.taken.manifests.append(manifest.parse(file.path, _small(file)))
        except BadFile as error:
            self._trouble(file.path, error.code, error.message)

    def _passwords(self, file: _File) -> list[str]:
        try:
            return passwords.of_file(_small(file))
        except BadFile as error:
            self._trouble(file.path, error.code, error.message)
            return []

    def _mapping(self, file: _File) -> None:
        try:
            rules, problems = mapping.parse(file.path, _small(file))
        except BadFile as error:
            self._trouble(file.path, error.code, error.message)
            return
        self.taken.mappings.append((file.stored.sha256, rules))
        self.taken.troubles += [Trouble(file.path, p.code, p.message, p.field, p.row) for p in problems]

    def _trouble(self, path: str, code: str, message: str, keep_out: bool = False) -> None:
        self.taken.troubles.append(Trouble(path, code, message, quarantine=keep_out))
