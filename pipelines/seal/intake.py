"""An intake as it lies on the disk: names, sizes and times, and whether it is whole."""

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.home import Home
from pipelines.seal import formats, manifest, mapping, passwords
from pipelines.seal.archives import Budget, Source, damage, kind_of
from pipelines.seal.names import decoded, free

_MANIFEST_BYTES = 1 << 26


@dataclass(frozen=True)
class Intake:
    """A folder or an archive. ``files``: (path inside, size, mtime in ns), sorted; ``odd``: (path inside, link, device or unreadable)."""

    path: Path
    name: str
    files: tuple[tuple[str, int, int], ...]
    odd: tuple[tuple[str, str], ...]

    @classmethod
    def at(cls, path: Path) -> "Intake":
        """Look at the names, sizes and times of an intake; nothing is opened, no link is followed."""
        if not path.is_dir():
            found = path.stat()
            return cls(path, path.name, ((path.name, found.st_size, found.st_mtime_ns),), ())
        files: list[tuple[str, int, int]] = []
        odd: list[tuple[str, str]] = []

        def unread(error: OSError) -> None:
            odd.append((Path(error.filename).relative_to(path).as_posix(), "unreadable"))

        for folder, folders, names in os.walk(path, onerror=unread):
            folders.sort()
            for name in sorted(names + [f for f in folders if (Path(folder) / f).is_symlink()]):
                inside = (Path(folder) / name).relative_to(path).as_posix()
                try:
                    found = (Path(folder) / name).lstat()
                except OSError:
                    odd.append((inside, "unreadable"))
                    continue
                if stat.S_ISREG(found.st_mode):
                    files.append((inside, found.st_size, found.st_mtime_ns))
                else:
                    odd.append((inside, "link" if stat.S_ISLNK(found.st_mode) else "device"))
        return cls(path, path.name, tuple(sorted(files)), tuple(sorted(odd)))

    @property
    def signature(self) -> str:
        """Hash of names, sizes and times."""
        return hashlib.sha256(repr((self.files, self.odd)).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def id(self) -> str:
        """What logs and tasks call it: a folder may be named after a person."""
        return hashlib.sha256(f"{self.signature} {self.name}".encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @property
    def changed_at(self) -> float:
        """Unix time of the last change of any file; the folder's own when it is empty."""
        return max((t for _, _, t in self.files), default=self.path.stat().st_mtime_ns) / 1e9

    def missing(self, home: Home) -> str:
        """What has still to come, in words; empty when the intake is whole. Raises BadFile for a damaged archive or manifest."""
        if self.path.is_dir():
            names = {logical(inside): self.path / inside for inside, _, _ in self.files}
            manifests = [manifest.parse(n, p.read_bytes()) for n, p in names.items() if manifest.is_manifest(n)]
            there = set(names)
        else:
            kind = kind_of(self.path, self.name)
            if kind is None:
                return "it is no folder and no archive"
            there, manifests = self._in_archive(home, kind)
        if not manifests:
            return "" if stands_alone(there) else "it has no manifest"
        absent = [
            e.file for m in manifests for e in m.entries if e.file.split("!")[0] not in there and not manifest.is_pattern(e.file)
        ]
        return f"{len(absent)} files of its manifest are not there" if absent else ""

    def _in_archive(self, home: Home, kind: str) -> tuple[set[str], list[manifest.Manifest]]:
        texts: dict[str, bytes] = {}
        with TemporaryDirectory(dir=work_folder(home), prefix="look-") as work:
            source = Source(self.name, self.path, self.files[0][1], kind, passwords=at_home(home), work=Path(work))
            for piece in formats.pieces(source, Budget.of(home.settings, source.size)):
                name = manifest.clean_path(piece.name)
                if name and piece.type == "file" and not piece.hidden:
                    texts[name] = b""
                    if manifest.is_manifest(name.split("/")[-1]) and piece.stream is not None:
                        with damage(name):
                            texts[name] = piece.stream.read(_MANIFEST_BYTES)
        folder = top_folder(list(texts))
        inner = {name.removeprefix(folder): data for name, data in texts.items()}
        return set(inner), [manifest.parse(n, data) for n, data in inner.items() if manifest.is_manifest(n)]


def logical(inside: str) -> str:
    """A path on the disk as a manifest writes it; names that are no UTF-8 are decoded as such names are."""
    text = decoded(os.fsencode(inside))
    return manifest.clean_path(text) or text


def logical_paths(files: tuple[tuple[str, int, int], ...]) -> dict[str, str]:
    """Path on the disk → its logical path; two that would be one are told apart."""
    paths: dict[str, str] = {}
    taken: set[str] = set()
    for inside, _, _ in files:
        paths[inside] = free(logical(inside), taken)
        taken.add(paths[inside])
    return paths


def stands_alone(paths: Iterable[str]) -> bool:
    """Whether these files need no manifest: mapping files speak of lists taken before."""
    return (left := set(paths) - {passwords.FILE}) != set() and all(mapping.is_mapping(p) for p in left)


def top_folder(members: list[str]) -> str:
    """The one folder that holds everything, with its slash, if the manifest lies in it; what members' paths go without."""
    tops = {m.split("/")[0] for m in members if not m.startswith("__MACOSX/")}
    if len(tops) == 1:
        top = f"{tops.pop()}/"
        if any(m.startswith(top) and manifest.is_manifest(m.removeprefix(top)) for m in members):
            return top
    return ""


def work_folder(home: Home) -> Path:
    """Where archives are unpacked aside: in the home, for its owner alone."""
    folder = home.root / ".unpack"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def at_home(home: Home) -> list[str]:
    """The passwords that the home's own list gives."""
    place = home.root / passwords.FILE
    return passwords.of_file(place.read_bytes()) if place.is_file() else []
