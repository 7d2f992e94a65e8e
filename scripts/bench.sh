#!/usr/bin/env bash
# Every comparison of bench/: ratios within one run, no absolute times. usage: bench.sh PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1
"$python" bench/ingest.py
"$python" bench/counts.py
linkage=../shared/bench/linkage/historical_figures_with_errors_50k.parquet
[ -f "$linkage" ] && "$python" bench/linkage.py "$linkage"
markets=../shared/bench/markets
if [ -d "$markets" ]; then
  "$python" ../shared/bench/score_markets.py --command "$(dirname "$python")/hopback" "$markets"/*/
else
  echo "bench: no public markets at $markets; bench/markets.py writes markets of our own" >&2
fi
