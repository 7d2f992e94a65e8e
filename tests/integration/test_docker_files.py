"""No container engine runs here: the files are checked by their linters and against what they must agree with."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DOCKER = ROOT / "docker"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text("utf-8"))
    return loaded


def _passes(*command: str) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dockerfile_is_clean() -> None:
    _passes("hadolint", "docker/Dockerfile")


def test_compose_file_is_valid() -> None:
    _passes("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker/compose.yaml")


def test_image_is_of_the_airflow_that_the_lock_pins() -> None:
    pinned = re.search(r"^apache-airflow==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    assert pinned
    assert f"FROM apache/airflow:slim-{pinned[1]}-python3.11\n" in (DOCKER / "Dockerfile").read_text("utf-8")


def test_services_listen_on_loopback_only(compose: dict[str, Any]) -> None:
    ports = [p for service in compose["services"].values() for p in service.get("ports", ())]
    assert ports
    assert all(p.startswith("127.0.0.1:") for p in ports)


def test_inbox_is_read_only_and_secrets_are_files(compose: dict[str, Any]) -> None:
    mounts = [m for s in compose["services"].values() for m in s.get("volumes", ()) if isinstance(m, dict)]
    inboxes = [m for m in mounts if m["target"] == "/data/inbox"]
    assert inboxes
    assert all(m["read_only"] for m in inboxes)
    assert all("file" in secret for secret in compose["secrets"].values())
    variables = {k: v for s in compose["services"].values() for k, v in s.get("environment", {}).items()}
    secret = [k for k in variables if re.search(r"FERNET_KEY|SECRET|SQL_ALCHEMY|POSTGRES_PASSWORD", k)]
    assert len(secret) >= 5
    assert all(k.endswith(("_CMD", "_FILE")) for k in secret)


def test_every_variable_without_default_is_in_the_example() -> None:
    needed = set(re.findall(r"\$\{(HOPBACK_\w+)", (DOCKER / "compose.yaml").read_text("utf-8")))
    given = set(re.findall(r"^(HOPBACK_\w+)=", (DOCKER / "env.example").read_text("utf-8"), re.MULTILINE))
    assert needed == given


def test_secrets_are_made_once_and_kept(tmp_path: Path, compose: dict[str, Any]) -> None:
    script = tmp_path / "make-secrets.sh"
    script.write_bytes((DOCKER / "make-secrets.sh").read_bytes())
    first = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=True).stdout
    made = {p.name: p.read_bytes() for p in (tmp_path / "secrets").rglob("*") if p.is_file()}
    again = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=True).stdout
    assert [line.split()[0] for line in first.splitlines()] == ["investigator", "operator", "analyst"]
    assert again == ""
    assert {p.name: p.read_bytes() for p in (tmp_path / "secrets").rglob("*") if p.is_file()} == made
    assert set(compose["secrets"]) <= set(made)
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
