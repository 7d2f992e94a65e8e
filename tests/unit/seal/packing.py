"""Archives for the tests of seal, hostile ones included."""

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pybit7z

from tests.unit.seal.intakes import zipped

_LIBRARY = pybit7z.Bit7zLibrary(pybit7z.default_lib7zip())


def seven(
    files: Mapping[str, bytes], password: str = "", headers: bool = False, kind: str = "7z", method: str = "", volume: int = 0
) -> dict[str, bytes]:
    """A 7z or zip by 7-Zip: name → bytes of what it wrote, ``x.7z`` or its volumes."""
    made = pybit7z.FormatSevenZip if kind == "7z" else pybit7z.FormatZip
    writer = pybit7z.BitFileCompressor(_LIBRARY, made)
    if password:
        writer.set_password(password, pybit7z.EncryptionScope.DataAndHeaders if headers else pybit7z.EncryptionScope.DataOnly)
    if method:
        writer.set_format_property("em", pybit7z.BitPropVariant(method))
    if volume:
        writer.set_volume_size(volume)
    with TemporaryDirectory() as folder:
        base = Path(folder)
        placed = {}
        for number, (name, data) in enumerate(files.items()):
            (base / str(number)).write_bytes(data)
            placed[str(base / str(number))] = name
        writer.compress(placed, str(base / f"x.{kind}"))
        return {p.name: p.read_bytes() for p in sorted(base.glob("x.*"))}


def tarred(members: Sequence[tuple[str, bytes | str, bytes]], packing: str = "") -> bytes:
    """A tar of (name, content, type); the content of a link is its target."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{packing}", format=tarfile.GNU_FORMAT, encoding="utf-8") as archive:
        for name, content, kind in members:
            info = tarfile.TarInfo(name)
            info.type = kind
            if isinstance(content, str):
                info.linkname = content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def nested_bomb(levels: int = 5, wide: int = 16, leaf: int = 1 << 32) -> bytes:
    """42.zip's build: ``wide`` equal archives at every level, a file of ``leaf`` zeros at the bottom."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b"\x00" * (1 << 20)
    packed = b"".join(packer.compress(block) for _ in range(min(leaf >> 20, 64))) + packer.flush()  # declared more than it gives
    layer = _raw_zip([("0.dll", packed, leaf - 1, 0)])
    for _ in range(levels):
        layer = zipped({f"lib {i:x}.zip": layer for i in range(wide)})
    return layer


def overlapping(members: int = 250, size: int = 8 << 20) -> bytes:
    """Fifield's build, plain: many entries of the central directory share one packed file."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b"\x00" * size
    packed = packer.compress(data) + packer.flush()
    local, central = _entry("0", packed, size, zlib.crc32(data), 0)
    directory = b"".join(_entry("0", packed, size, zlib.crc32(data), 0)[1] for _ in range(members))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, members, members, len(directory), len(local), 0)
    assert central
    return local + directory + end


def quine() -> bytes:
    """Not a fixed point of deflate, but what one does: an archive that holds, under another name, bytes of its own kind at every depth."""
    layer = zipped({"end.txt": b"x"})
    for _ in range(40):
        layer = zipped({"r/r.zip": layer})
    return layer


def _raw_zip(members: Sequence[tuple[str, bytes, int, int]]) -> bytes:
    body, directory = b"", b""
    for name, packed, size, crc in members:
        local, central = _entry(name, packed, size, crc, len(body))
        body, directory = body + local, directory + central
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + end


def _entry(name: str, packed: bytes, size: int, crc: int, at: int) -> tuple[bytes, bytes]:
    shared = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
    return (
        b"PK\x03\x04" + shared + name.encode() + packed,
        b"PK\x01\x02" + struct.pack("<H", 20) + shared + struct.pack("<HHHLL", 0, 0, 0, 0, at) + name.encode(),
    )


def names_in_zip(names: Sequence[str], content: bytes) -> bytes:
    """A zip with these names exactly as given, the same twice included; each member differs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, name in enumerate(names):
            info = zipfile.ZipInfo("x")
            info.filename = info.orig_filename = name
            archive.writestr(info, content + b"%d\n" % number)
    return buffer.getvalue()
