#!/usr/bin/env bash
# All tests. The report's tests need Chromium: installed by apt where that is possible; elsewhere they are left out, and it says so.
# The tests on Spark need Java and PySpark (430 MB): scripts/spark.sh brings them, else they are left out in the same way.
# usage: test.sh PYTHON [pytest arguments]
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1
shift

# Not named after a browser: command -v would find the function itself.
browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! browser >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "test: installing Chromium and CJK fonts for the report's tests"
    said=$(mktemp)
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk; } >"$said" 2>&1; then
      tail -5 "$said" >&2
    fi
    rm -f "$said"
  fi
fi
if ! browser >/dev/null; then
  export HOPBACK_NO_BROWSER=1
  echo "test: NO CHROMIUM HERE: tests/browser (the report: clicks, filter, language, PDF, no request leaves the page) cannot run." >&2
  echo "test: install chromium and fonts-noto-cjk and run again for them; everything else runs now." >&2
fi
case " $* " in
  "  " | *" tests "* | *integration*)
    if ! scripts/spark.sh "$python"; then
      export HOPBACK_NO_SPARK=1
      echo "test: NO SPARK HERE: tests/integration/test_spark.py cannot run; everything else runs now." >&2
    fi
    ;;
esac
status=0
"$python" -m pytest -n auto --dist loadfile "$@" || status=$?
if [ "${HOPBACK_NO_BROWSER:-}" = 1 ]; then
  echo "test: not run for want of Chromium: tests/browser" >&2
fi
if [ "${HOPBACK_NO_SPARK:-}" = 1 ]; then
  echo "test: not run for want of Java 17 or PySpark: tests/integration/test_spark.py" >&2
fi
exit $status
