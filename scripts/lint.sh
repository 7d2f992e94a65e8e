#!/usr/bin/env bash
# Everything that reads the code without running it. Runs all of them, fails when one does. usage: lint.sh VENV
set -uo pipefail
cd "$(dirname "$0")/.."
bin=$1/bin
failed=0
try() {
  echo "lint: $*"
  "$bin/$1" "${@:2}" || failed=1
}
try ruff check .
try ruff format --check .
try mypy
try lint-imports --no-cache
try sqlfluff lint --processes 2 sql
exit $failed
