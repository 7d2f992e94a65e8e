"""The Airflow settings of this machine, as environment variables: the same for the demo, ``make airflow`` and the tests.

Settings only: nothing here imports Airflow, since Airflow reads its configuration when imported.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

ROOT = Path(__file__).parents[1]
USERS = {"investigator": "user", "operator": "op", "analyst": "viewer"}
"""name -> role of SimpleAuthManager: user may trigger DAGs, op also pools and connections, viewer reads."""


def environment(airflow_home: Path, home: Path, port: int | None = None) -> dict[str, str]:
    """Variables for one Airflow in ``airflow_home`` that works on the hopback home ``home``.

    ``port``: where the API server listens on loopback; None when there is none. Creates the folder and, once, the keys.
    """
    airflow_home.mkdir(parents=True, exist_ok=True)
    settings = {
        "CORE__DAGS_FOLDER": ROOT / "dags",
        "CORE__PLUGINS_FOLDER": ROOT / "dags" / "plugins",
        "CORE__LOAD_EXAMPLES": False,
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": 4,  # low on purpose: LocalExecutor 3.3 can deadlock when it dispatches fast
        "CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": False,
        "CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": airflow_home / "passwords.json",
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{airflow_home / 'airflow.db'}",
        "LOGGING__BASE_LOG_FOLDER": airflow_home / "logs",
        "LOGGING__COLORED_CONSOLE_LOG": False,
        "API__INSTANCE_NAME": "hopback",
        "API__HOST": "127.0.0.1",
        "API__WORKERS": 1,
        "USAGE_DATA_COLLECTION__ENABLED": False,
        "SCHEDULER__SCHEDULER_HEARTBEAT_SEC": 2,
        "DAG_PROCESSOR__REFRESH_INTERVAL": 60,
        **_keys(airflow_home / "keys.json"),
    }
    if port is not None:
        settings |= {
            "API__PORT": port,
            "API__BASE_URL": f"http://127.0.0.1:{port}",
            "CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        }
    return {
        "AIRFLOW_HOME": str(airflow_home),
        "HOPBACK_HOME": str(home),
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
        **{f"AIRFLOW__{key}": str(value) for key, value in settings.items()},
    }


def _keys(path: Path) -> dict[str, str]:
    """Secrets that all components must share, made once, readable by the owner only."""
    if not path.exists():
        made = {
            "CORE__FERNET_KEY": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "API__SECRET_KEY": secrets.token_urlsafe(48),
            "API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        }
        write_private(path, json.dumps(made))
    keys: dict[str, str] = json.loads(path.read_text("utf-8"))
    return keys


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but the owner can read."""
    path.touch(mode=0o600)
    path.write_text(text, "utf-8")
