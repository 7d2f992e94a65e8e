"""Seeded mutations of archives, each an intake of its own: every one is sealed, and unpacked or refused with a reason, in time and memory.

usage: python -m bench.fuzz_archives [--files 3000] [--seed 1]
Prints what became of the archives, the slowest and the peaks of memory. Exit code 1 when one crashed, took over ten seconds, or was lost.
"""

import argparse
import bz2
import gzip
import io
import lzma
import random
import resource
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import pybit7z
from backports import zstd

from bench.fuzz import BYTES, SECONDS, mutated
from pipelines import evidence
from pipelines.home import Home
from pipelines.seal.intake import Intake
from pipelines.seal.taking import take

RAR = Path(__file__).parents[1] / "tests" / "unit" / "seal" / "rar"
_FILES = {"甲/a.csv": "姓名,手机号\n王一,15400000001\n".encode() * 40, "b.txt": bytes(range(256)) * 8, "空.csv": b""}


def bases() -> list[tuple[str, bytes]]:
    """(ending, content) of small good archives of every format."""
    found = [
        ("zip", _zip()),
        ("zip", _zip(_zip())),
        ("gz", gzip.compress(_FILES["b.txt"])),
        ("rar", (RAR / "unicode.rar").read_bytes()),
    ]
    tar = _tar()
    found += [
        ("tar", tar),
        ("tar.gz", gzip.compress(tar)),
        ("tar.bz2", bz2.compress(tar)),
        ("tar.xz", lzma.compress(tar)),
        ("tar.zst", zstd.compress(tar)),
    ]
    found += [
        ("rar", (RAR / f"{n}.rar").read_bytes())
        for n in ("rar3-solid", "rar5-solid", "rar3-comment-hpsw", "rar5-psw", "rar5-hlink")
    ]
    for kind, password, headers, method in (
        ("7z", "", False, ""),
        ("7z", "password", True, ""),
        ("zip", "password", False, "AES256"),
        ("zip", "password", False, "ZipCrypto"),
    ):
        found.append((kind, _seven(kind, password, headers, method)))
    return found


def _zip(inner: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _FILES.items():
            archive.writestr(name, data)
        if inner:
            archive.writestr("inner.zip", inner)
    return buffer.getvalue()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in _FILES.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _seven(kind: str, password: str, headers: bool, method: str) -> bytes:
    library = pybit7z.Bit7zLibrary(pybit7z.default_lib7zip())
    writer = pybit7z.BitFileCompressor(library, pybit7z.FormatSevenZip if kind == "7z" else pybit7z.FormatZip)
    if password:
        writer.set_password(password, pybit7z.EncryptionScope.DataAndHeaders if headers else pybit7z.EncryptionScope.DataOnly)
    if method:
        writer.set_format_property("em", pybit7z.BitPropVariant(method))
    with tempfile.TemporaryDirectory() as folder:
        places = {}
        for number, (name, data) in enumerate(_FILES.items()):
            (Path(folder) / str(number)).write_bytes(data)
            places[str(Path(folder) / str(number))] = name
        writer.compress(places, f"{folder}/x")
        return (Path(folder) / "x").read_bytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, originals = random.Random(options.seed), bases()
    ends: Counter[str] = Counter()
    slow, bad, started_all = (0.0, ""), 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(Path(folder) / "home").create()
        (home.root / "passwords.txt").write_text("wrong\npassword\n")
        for number in range(options.files):
            ending, data = mutated(rng, originals)
            path = Path(folder) / f"{number:05}.{ending}"
            path.write_bytes(data)
            started = time.perf_counter()
            try:
                taken = take(home, Intake.at(path), set())
                lost = not any(f.path == path.name and f.sha256 == evidence.sha256_of(path) for f in taken.found)
                codes = sorted({t.code for t in taken.troubles} - {"no_manifest"})
                end = "lost" if lost else f"{'some' if len(taken.found) > 1 else 'no'} members" + "".join(f", {c}" for c in codes)
                bad += lost
            except Exception as error:
                end, bad = f"crash {type(error).__name__}", bad + 1
                print(f"{path.name}: {error!r}")
            took = time.perf_counter() - started
            slow = max(slow, (took, path.name))
            bad += took > SECONDS
            ends[end] += 1
            path.unlink()
            evidence.settle(home, set())
    own, child = (resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    for end, count in ends.most_common():
        print(f"{count:7} {end}")
    print(f"{options.files} archives in {time.perf_counter() - started_all:.0f} s, slowest {slow[1]} {slow[0]:.2f} s")
    print(f"peak memory {own / 1e6:.0f} MB, of the unpacking process {child / 1e6:.0f} MB")
    sys.exit(bool(bad or max(own, child) > BYTES))


if __name__ == "__main__":
    main()
