"""``make airflow``: the real Airflow on this machine, for as long as this process lives.

Starts API server, scheduler and DAG processor on loopback, prints the address and, the first time, the passwords; waits for
Ctrl-C or SIGTERM; then stops them and everything that they started.
"""

import argparse
import contextlib
import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import psutil

from scripts.airflow_env import ROOT, USERS, environment, write_private

COMPONENTS = {
    "scheduler": ["scheduler", "--skip-serve-logs"],  # its log server would listen on every interface
    "dag-processor": ["dag-processor"],
    "api-server": ["api-server"],
}
READY_SECONDS = 180.0
PATIENCE_SECONDS = 15.0
"""For a running task to end by itself; killing it later harms nothing, since a task is one transaction."""
PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG = 36, 1


def main() -> int:
    """Run Airflow until told to stop; returns 0, or 1 when a component died."""
    parser = argparse.ArgumentParser(prog="make airflow", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("data"), help="the hopback home")
    parser.add_argument("--airflow-home", type=Path, help="default: .airflow in the home")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8080")), help="8080, or a free one when taken")
    args = parser.parse_args()
    home = args.home.absolute()
    (home / "inbox").mkdir(parents=True, exist_ok=True)
    airflow_home = (args.airflow_home or home / ".airflow").absolute()
    port = free_port(args.port)
    variables = os.environ | environment(airflow_home, home, port)
    made = make_passwords(airflow_home / "passwords.json")

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    _prctl(PR_SET_CHILD_SUBREAPER)  # what a component leaves behind becomes a child of this process, and is found
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        print("starting Airflow …", flush=True)
        logs = airflow_home / "logs"
        _start(["scripts.inprocess"], logs / "metadata.log", variables).wait()
        for name, command in COMPONENTS.items():
            running[name] = _start(["airflow", *command], logs / f"{name}.log", variables)
        _wait_until_ready(running, port, airflow_home)
        _greet(port, home, airflow_home, made)
        while all(process.poll() is None for process in running.values()):
            time.sleep(0.5)
        dead = next(name for name, process in running.items() if process.poll() is not None)
        print(f"the {dead} ended by itself; see {airflow_home / 'logs' / f'{dead}.log'}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    except TimeoutError as error:
        print(f"Airflow did not start: {error}; see {airflow_home / 'logs'}", file=sys.stderr)
        return 1
    finally:
        stop_all(PATIENCE_SECONDS)
        print("Airflow has stopped", flush=True)


def free_port(wanted: int) -> int:
    """``wanted`` if nobody listens there on loopback, else a port that the system picks."""
    for port in (wanted, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def make_passwords(path: Path) -> dict[str, str]:
    """Passwords for the users that have none yet, written to ``path`` (owner only); returns the new ones, to print once."""
    known: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    made = {user: secrets.token_urlsafe(12) for user in USERS if user not in known}
    if made:
        write_private(path, json.dumps(known | made))
    return made


def token(port: int, user: str, password: str) -> str:
    """A bearer token for the REST API. Raises urllib's errors."""
    body = json.dumps({"username": user, "password": password}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/auth/token", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return str(json.load(response)["access_token"])


def stop_all(patience: float) -> None:
    """End every process below this one: ask, wait ``patience`` seconds, kill. Returns when none is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    me = psutil.Process()
    for child in me.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            child.terminate()
    psutil.wait_procs(me.children(recursive=True), timeout=patience)
    while left := me.children(recursive=True):
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=5)


def _start(command: list[str], output: Path, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    """A component in a session of its own: Ctrl-C on the terminal reaches this process only, which stops them in order."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            env=variables,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
            preexec_fn=lambda: _prctl(PR_SET_PDEATHSIG, signal.SIGTERM),  # also when this process is killed outright
        )


def _wait_until_ready(running: dict[str, subprocess.Popen[bytes]], port: int, airflow_home: Path) -> None:
    """Until the API answers and knows the three DAGs. Raises TimeoutError, also when a component dies."""
    password = json.loads((airflow_home / "passwords.json").read_text("utf-8"))["analyst"]
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if dead := [name for name, process in running.items() if process.poll() is not None]:
            raise TimeoutError(f"{dead[0]} ended")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            headers = {"Authorization": f"Bearer {token(port, 'analyst', password)}"}
            request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v2/dags", headers=headers)
            with urllib.request.urlopen(request, timeout=10) as response:
                known = json.load(response)["total_entries"]
            if known >= len(list((ROOT / "dags" / "docs").glob("*.md"))):
                # The API that tasks talk to is built at its first request, which takes seconds: now, not in the first task.
                urllib.request.urlopen(f"http://127.0.0.1:{port}/execution/health", timeout=60).close()
                return
        time.sleep(0.5)
    raise TimeoutError(f"not ready after {READY_SECONDS:.0f} s")


def _greet(port: int, home: Path, airflow_home: Path, made: dict[str, str]) -> None:
    print(f"\nAirflow is ready at http://127.0.0.1:{port}")
    if made:
        print("users, with passwords that are shown this once:")
        for user, password in made.items():
            print(f"  {user:<13} {password}")
    else:
        print(
            f"users {', '.join(USERS)}; their passwords were shown the first time (remove {airflow_home / 'passwords.json'} for new ones)"
        )
    print(f"drop intakes into {home / 'inbox'}; Ctrl-C stops", flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _prctl(option: int, value: int = 1) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main())
