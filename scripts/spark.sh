#!/usr/bin/env bash
# What engine = "spark" needs: PySpark of requirements-spark.lock, and Java 17 by apt where that is possible. Quick when both are there.
# usage: spark.sh PYTHON; fails when one of them cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1

if ! java -version >/dev/null 2>&1 && [ -z "${JAVA_HOME:-}" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "spark: installing Java 17"
    said=$(mktemp)
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openjdk-17-jre-headless; } >"$said" 2>&1; then
      tail -5 "$said" >&2
    fi
    rm -f "$said"
  fi
  if ! java -version >/dev/null 2>&1; then
    echo "spark: no Java here; install a JRE 17 (Debian: apt install openjdk-17-jre-headless)" >&2
    exit 1
  fi
fi
if ! "$python" -c 'import pyspark, sqlglot' >/dev/null 2>&1; then
  echo "spark: installing PySpark (430 MB)"
  uv=$(command -v uv || echo "$(dirname "$python")/uv")
  "$uv" pip install -q --compile-bytecode --python "$python" --require-hashes -r requirements-spark.lock
fi
