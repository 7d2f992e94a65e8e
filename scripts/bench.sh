#!/usr/bin/env bash
# Every comparison of bench/: ratios within one run, no absolute times. usage: bench.sh PYTHON
# LINKAGE=FILE: a labelled Parquet file for the comparison of resolve; left out without one.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1
bench() {
  echo "bench: $*"
  "$python" -m "bench.$@"
}
bench ingest
bench volume --rows 50000 --night 10000
bench counts
bench pollock
bench fuzz
bench fuzz_archives --files 1000
bench scale
bench reliability
bench peers
if [ -n "${LINKAGE:-}" ]; then
  bench linkage "$LINKAGE"
else
  echo "bench: no labelled records; LINKAGE=FILE make bench compares resolve with Splink on them" >&2
fi
