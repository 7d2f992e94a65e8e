"""Archives for the tests of seal, hostile ones included."""

import hashlib
import hmac
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pybit7z
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

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


def locked_zip(name: str, data: bytes, password: bytes, aes: bool) -> bytes:
    """A zip of one stored file under a password given in bytes: the old way of PKWARE, or AES-256 as WinZip writes it."""
    if aes:
        salt = bytes(range(16))
        keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 66)
        cipher = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor()
        blocks = range(1, len(data) // 16 + 2)
        stream = b"".join(cipher.update(number.to_bytes(16, "little")) for number in blocks)
        packed = bytes(a ^ b for a, b in zip(data, stream, strict=False))
        packed = salt + keys[64:] + packed + hmac.new(keys[32:64], packed, "sha1").digest()[:10]
        return _one(name, packed, data, 99, struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 0))
    keys32 = [0x12345678, 0x23456789, 0x34567890]
    for byte in password:
        _stir(keys32, byte)
    packed = bytes(_locked(keys32, byte) for byte in bytes(11) + bytes([zlib.crc32(data) >> 24]) + data)
    return _one(name, packed, data, 0, b"")


def _one(name: str, packed: bytes, data: bytes, method: int, extra: bytes) -> bytes:
    title = name.encode()
    crc = 0 if extra else zlib.crc32(data)
    common = struct.pack("<HHHHHIIIHH", 20, 1, method, 0, 0x21, crc, len(packed), len(data), len(title), len(extra))
    local = b"PK\x03\x04" + common + title + extra + packed
    central = b"PK\x01\x02\x14\x00" + common + bytes(14) + title + extra
    return local + central + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)


def _stir(keys: list[int], byte: int) -> None:
    keys[0] = zlib.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
    keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
    keys[2] = zlib.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def _locked(keys: list[int], byte: int) -> int:
    mask = (keys[2] | 2) & 0xFFFF
    locked = byte ^ (mask * (mask ^ 1) >> 8 & 255)
    _stir(keys, byte)
    return locked


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
