"""Signed checkpoints: a ledger rewritten whole, or cut short, is noticed, also by a public key or a copy kept elsewhere."""

import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from pipelines import audit, checkpoints, ledger
from pipelines.cli import app
from pipelines.errors import CustodyBroken, UsageError
from pipelines.home import Home
from pipelines.ledger import Event


def rewritten(home: Home, keep: int, reason: str = "another story") -> None:
    """The ledger made anew with sound hashes: its first ``keep`` events, the next with another reason."""
    events = list(ledger.read(home))
    home.ledger.unlink()
    for event in events[:keep]:
        ledger.append(home, [Event(event["action"], reason=event["reason"])])
    if reason:
        ledger.append(home, [Event("query", reason=reason)])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "home").create()
    for number in range(3):
        ledger.append(home, [Event("query", reason=f"event {number}")])
        checkpoints.sign(home)
    return home


def wrong(home: Home, **kept: object) -> str:
    with pytest.raises(CustodyBroken) as broken:
        audit.verify(home, **kept)  # type: ignore[arg-type]
    return str(broken.value)


def test_what_is_signed_is_said_and_what_is_not(home: Home) -> None:
    checkpoints.sign(home)
    assert len(home.checkpoints.read_text().splitlines()) == 3, "nothing new, nothing to sign"
    ledger.append(home, [Event("query", reason="later")])
    said = audit.verify(home, [checkpoints.own_public_key(home)])
    assert said.endswith("the last at event 3, 1 events since then unsigned")
    assert "3 checkpoints of key" in said


def test_the_home_s_key_is_for_the_owner_alone_and_stays(home: Home) -> None:
    key = home.root / "checkpoint.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len({json.loads(line)["key"] for line in home.checkpoints.read_text().splitlines()}) == 1


def test_a_rewritten_ledger_is_noticed(home: Home) -> None:
    rewritten(home, 2)
    assert ledger.verify(home) == (3, None), "the chain alone is sound"
    assert "checkpoint 1 of evidence/checkpoints.jsonl signed another event 1" in wrong(home)


def test_a_ledger_cut_short_is_noticed(home: Home) -> None:
    home.ledger.write_bytes(b"".join(home.ledger.read_bytes().splitlines(keepends=True)[:2]))
    assert "signed 3 events" in wrong(home)
    assert "its end was cut off" in wrong(home)


def test_every_altered_byte_of_a_checkpoint_is_noticed(home: Home) -> None:
    whole = home.checkpoints.read_bytes()
    for position in range(0, len(whole) - 1, 7):
        home.checkpoints.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert "checkpoint" in wrong(home), position


@pytest.mark.parametrize("gone", [0, 1])
def test_a_removed_checkpoint_is_noticed(home: Home, gone: int) -> None:
    lines = home.checkpoints.read_bytes().splitlines(keepends=True)
    home.checkpoints.write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
    assert "does not follow from the one before it" in wrong(home)


def test_all_made_anew_with_another_key_is_noticed_by_what_was_kept_elsewhere(home: Home, tmp_path: Path) -> None:
    public, copy = checkpoints.own_public_key(home), tmp_path / "copy.jsonl"
    copy.write_bytes(home.checkpoints.read_bytes())
    home.checkpoints.unlink()
    assert "no checkpoint; those signed with the key given were removed" in wrong(home, trusted=[public])
    (home.root / "checkpoint.key").unlink()
    rewritten(home, 2)
    checkpoints.sign(home)
    assert "custody unbroken" in audit.verify(home), "who has the home can make all of it anew"
    assert "was signed with another key" in wrong(home, trusted=[public])
    assert "checkpoint 1 of the copy kept elsewhere signed another event 1" in wrong(home, kept=copy)


def test_an_append_that_a_crash_cut_off_is_no_break(home: Home) -> None:
    whole = home.checkpoints.read_bytes()
    home.checkpoints.write_bytes(whole + whole.splitlines()[-1][:40])
    assert "3 checkpoints" in audit.verify(home)
    ledger.append(home, [Event("query", reason="next")])
    checkpoints.sign(home)
    assert "4 checkpoints" in audit.verify(home)


def test_an_operator_s_key_and_its_rotation(tmp_path: Path) -> None:
    public = []
    home = tmp_path / "home"
    for number in range(2):
        key, path = Ed25519PrivateKey.generate(), tmp_path / f"key-{number}.pem"
        path.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        public.append(tmp_path / f"key-{number}.pub")
        public[-1].write_bytes(
            key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        home.mkdir(exist_ok=True)
        (home / "hopback.toml").write_text(f'checkpoint_key = "{path}"\n', "utf-8")
        ledger.append(Home.at(home).create(), [Event("query", reason=f"event {number}")])
        checkpoints.sign(Home.at(home))
    assert not (home / "checkpoint.key").exists()
    run = CliRunner().invoke
    assert run(app, ["verify", "--home", str(home), *(f"--public-key={p}" for p in public)]).exit_code == 0
    answer = run(app, ["verify", "--home", str(home), f"--public-key={public[1]}"])
    assert isinstance(answer.exception, CustodyBroken)
    assert run(app, ["verify", "--home", str(home), "--show-key"]).stdout.strip() == checkpoints.public_key(public[1])


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(UsageError, match="no Ed25519 public key"):
        checkpoints.public_key(tmp_path / "key")
    (tmp_path / "hopback.toml").write_text('checkpoint_key = "key"\n', "utf-8")
    home = Home.at(tmp_path).create()
    ledger.append(home, [Event("query")])
    with pytest.raises(UsageError, match="openssl genpkey"):
        checkpoints.sign(home)


def test_all_made_anew_with_another_key_is_noticed_by_the_home_s_own(home: Home) -> None:
    """Who cannot read the key, but can write evidence/, signs with one of his own."""
    own = (home.root / "checkpoint.key").read_bytes()
    for path in (home.ledger, home.checkpoints, home.root / "checkpoint.key"):
        path.unlink()
    ledger.append(home, [Event("query", reason="another story")])
    checkpoints.sign(home)
    assert "1 checkpoints" in audit.verify(home)
    (home.root / "checkpoint.key").write_bytes(own)
    with pytest.raises(CustodyBroken, match=r"checkpoint 1 .* which is not the home's"):
        audit.verify(home)
    (home.root / "checkpoint.key").unlink()
    assert "1 checkpoints" in audit.verify(home), "a home without its key has nothing to compare with"
