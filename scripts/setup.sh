#!/usr/bin/env bash
# Builds the virtual environment from requirements.lock: every file is checked against its hash, nothing else is fetched.
# Uses uv where it is found; else pip brings the pinned uv. usage: setup.sh VENV
set -euo pipefail
venv=$1
cd "$(dirname "$0")/.."

good='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
python=
for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
  if command -v "$candidate" >/dev/null && "$candidate" -c "$good" 2>/dev/null; then
    python=$(command -v "$candidate")
    break
  fi
done
if [ -z "$python" ]; then
  echo "setup: no Python 3.11, 3.12 or 3.13 found; install one, or name it: make setup PYTHON=/path/to/python3.11" >&2
  exit 2
fi

works() { [ -x "$venv/bin/python" ] && "$venv/bin/python" -c "$good" 2>/dev/null; }

uv=$(command -v uv || true)
if [ -n "$uv" ] && "$uv" --version >/dev/null 2>&1; then
  works || "$uv" venv -q --clear --python "$python" "$venv"
else
  if ! works && ! "$python" -m venv --clear "$venv"; then
    echo "setup: $python has no venv module; install it (Debian: apt install python3-venv) or uv" >&2
    exit 2
  fi
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r scripts/uv-bootstrap.txt
  uv=$venv/bin/uv
fi

echo "setup: $("$venv/bin/python" --version) in $venv, packages by $("$uv" --version | cut -d' ' -f1,2)"
# Compiled once: each of Airflow's tasks is a process, which would compile its imports anew where Python keeps no bytecode.
"$uv" pip install -q --compile-bytecode --python "$venv/bin/python" --require-hashes -r requirements.lock
"$uv" pip install -q --python "$venv/bin/python" --no-deps --no-build-isolation -e .
