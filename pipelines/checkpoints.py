"""Signed checkpoints of the ledger: what the chain alone cannot show, that it was rewritten whole or that its end was cut off.

``evidence/checkpoints.jsonl`` has one JSON line a checkpoint: the ledger's last ``seq`` and its ``hash`` (which stand for every event
before, and so for every file that they promise), the signature of the checkpoint before, and an Ed25519 signature (RFC 8032) of all that.
The key is the home's own, made when first needed, or one that the operator keeps elsewhere (``checkpoint_key`` of hopback.toml).
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pipelines import ledger
from pipelines.errors import UsageError
from pipelines.home import Home, private

Record = dict[str, Any]
_START = b'{"at":"'  # of every line: the keys are sorted


def sign(home: Home) -> None:
    """Sign the ledger as it stands, if it grew since the last checkpoint. Raises UsageError for a key that cannot be read."""
    head = ledger.head(home)
    if not head:
        return
    with private():
        file = home.checkpoints.open("a+b")
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        whole, torn = _split(file.read())
        last = _parsed(whole[-1]) if whole else {}
        if (last.get("seq"), last.get("head")) == head:
            return
        if torn:  # a crash cut an append off
            file.truncate(sum(map(len, whole)))
        key = _private_key(home)
        record: Record = {
            "seq": head[0],
            "head": head[1],
            "at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z",
            "before": last.get("signature", ""),
            "key": public_hex(key.public_key()),
        }
        record["signature"] = key.sign(_canonical(record)).hex()
        file.write(_canonical(record) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(home: Home) -> list[Record]:
    """The checkpoints, in their order; an empty one for a line that is none. A line that a crash cut off is left out."""
    return list(_read(home.checkpoints))


def seqs(signed: Sequence[Record], kept: Path | None = None) -> set[int]:
    """Numbers of the events that checkpoints, those of a copy from elsewhere too, say the hash of."""
    return {r["seq"] for r in (*signed, *(_read(kept) if kept else ())) if isinstance(r.get("seq"), int)}


def check(
    home: Home, signed: Sequence[Record], hashes: Mapping[int, str | None], events: int, trusted: Sequence[str] = (), kept: Path | None = None
) -> tuple[str, list[str]]:  # fmt: skip
    """(what was checked, in a sentence; what is wrong) of the checkpoints ``signed``, as ``read`` gave them. ``hashes``: of the ledger's
    events with these ``seqs``, of ``events`` in all. ``trusted``: public keys in hex, of which one must have signed each checkpoint (none
    given: the last must be signed with the home's own, where that can be read); ``kept``: a copy of the checkpoints from elsewhere, of
    which each must agree with the ledger too."""
    wrong, seen, before = [], [], ""
    for number, record in enumerate(signed, 1):
        fault = _fault(record, hashes, events, trusted)
        if not fault and record["before"] != before:
            fault = "does not follow from the one before it: checkpoints were removed or added"
        if fault:
            wrong.append(f"checkpoint {number} of evidence/{home.checkpoints.name} {fault}")
            return "", wrong
        before = record["signature"]
        seen.append(record)
    for number, record in enumerate(_read(kept) if kept else (), 1):
        if fault := _fault(record, hashes, events, trusted):
            wrong.append(f"checkpoint {number} of the copy kept elsewhere {fault}")
            break
    if _left_over(home.checkpoints):
        wrong.append(f"evidence/{home.checkpoints.name} ends in bytes that no signing wrote")
    if not home.checkpoints.exists() and _own_key(home).exists():
        wrong.append(f"evidence/{home.checkpoints.name}: missing; the home has a key, which is made to sign")
    if trusted and not seen and events:
        wrong.append(f"evidence/{home.checkpoints.name}: no checkpoint; those signed with the key given were removed")
    if not seen:
        return "no checkpoint yet", wrong
    own = _own_keys(home) if not trusted else set()
    if own and seen[-1]["key"] not in own:
        wrong.append(
            f"checkpoint {len(seen)} of evidence/{home.checkpoints.name} was signed with key {seen[-1]['key'][:16]}…, which is not the home's "
            f"{', '.join(sorted(k[:16] for k in own))}…: give --public-key of each if it was changed, else all was made anew"
        )
    keys = sorted({record["key"][:16] for record in seen})
    unsigned = events - seen[-1]["seq"]
    after = f", {unsigned} events since then unsigned" if unsigned else ""
    return f"{len(seen)} checkpoints of key {', '.join(keys)}…, the last at event {seen[-1]['seq']}{after}", wrong


def public_key(path: Path) -> str:
    """The public key of a file, PEM or hex, in hex. Raises UsageError."""
    with suppress(OSError, ValueError):
        data = path.read_bytes().strip()
        if not data.startswith(b"-----"):
            return public_hex(Ed25519PublicKey.from_public_bytes(bytes.fromhex(data.decode())))
        key = serialization.load_pem_public_key(data)
        if isinstance(key, Ed25519PublicKey):
            return public_hex(key)
    raise UsageError(f"{path}: is no Ed25519 public key; give the file that 'hopback verify --show-key' wrote")


def own_public_key(home: Home) -> str:
    """The public key that this home signs with, in hex, made now if there is none. Raises UsageError."""
    return public_hex(_private_key(home).public_key())


def public_hex(key: Ed25519PublicKey) -> str:
    """A public key as 64 hex digits."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def _fault(record: Record, hashes: Mapping[int, str | None], events: int, trusted: Sequence[str]) -> str:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(record["key"]))
        key.verify(bytes.fromhex(record["signature"]), _canonical({k: v for k, v in record.items() if k != "signature"}))
        seq, head = int(record["seq"]), str(record["head"])
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return "was altered: its signature does not hold"
    if trusted and record["key"] not in trusted:
        return f"was signed with another key, {record['key'][:16]}…"
    if hashes.get(seq) is None:
        return f"signed {seq} events of {record['at']}, and the ledger has {events}: its end was cut off"
    if hashes[seq] != head:
        return f"signed another event {seq} at {record['at']}: the ledger was rewritten"
    return ""


def _read(path: Path) -> Iterator[Record]:
    if path.exists():
        yield from map(_parsed, _split(path.read_bytes())[0])


def _parsed(line: bytes) -> Record:
    """A checkpoint as it is written; an empty one for anything else."""
    try:
        record = json.loads(line)
        return record if isinstance(record, dict) and _canonical(record) + b"\n" == line else {}
    except (ValueError, RecursionError):
        return {}


def _left_over(path: Path) -> bool:
    """Whether the end of the file is neither a whole line nor the beginning of one: a crash leaves nothing after a closing brace."""
    rest = _split(path.read_bytes())[1] if path.exists() else b""
    return bool(rest) and (rest[: len(_START)] != _START[: len(rest)] or b"}" in rest[:-1])


def _own_key(home: Home) -> Path:
    return home.root / "checkpoint.key"


def _own_keys(home: Home) -> set[str]:
    """Public keys, in hex, of those that the home signs with or has signed with, as far as they can be read."""
    found = set()
    for path in {_own_key(home), home.root / home.settings.checkpoint_key} - {home.root}:
        with suppress(OSError, ValueError, TypeError):
            key = serialization.load_pem_private_key(path.read_bytes(), None)
            if isinstance(key, Ed25519PrivateKey):
                found.add(public_hex(key.public_key()))
    return found


def _split(data: bytes) -> tuple[list[bytes], bytes]:
    """Whole lines, and what a crash left of another one."""
    *whole, torn = data.split(b"\n")
    return [line + b"\n" for line in whole], torn


def _private_key(home: Home) -> Ed25519PrivateKey:
    given = home.settings.checkpoint_key
    path = home.root / given if given else _own_key(home)
    if not path.exists() and not given:
        home.checkpoints.touch(0o600)  # before the key: who has a key has signed, or was about to
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(made)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"{path}: no Ed25519 key can be read from it; make one with 'openssl genpkey -algorithm ed25519'"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path}: is a key of another kind; make one with 'openssl genpkey -algorithm ed25519'")
    return key


def _canonical(record: Record) -> bytes:
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
