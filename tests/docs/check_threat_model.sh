#!/usr/bin/env bash
# Fails if docs/threat-model.md names a test that is not there, or a row of its table has none.
# Usage: check_threat_model.sh ROOT
set -euo pipefail
cd "$1"
page=docs/threat-model.md

failed=no
count=0
# shellcheck disable=SC2016  # the backticks are the page's
for name in $(grep '^| ' "$page" | grep -oE '`[A-Za-z_]+\.[A-Za-z0-9_.]+`' | tr -d '`' | sort -u); do
  case "$name" in
    fuzz.replay.*) [ -e "tests/fuzz/${name#fuzz.replay.}.cpp" ] && grep -q "${name#fuzz.replay.}" tests/fuzz/CMakeLists.txt ;;
    hygiene.* | webhook.*) grep -rqF "NAME $name " tests --include=CMakeLists.txt ;;
    *) grep -rqE "TEST(_F|_P)?\(${name%%.*}, ${name#*.}\)" tests --include='*.cpp' ;;
  esac || {
    echo "$page: there is no test $name" >&2
    failed=yes
  }
  count=$((count + 1))
done
if [ "$count" -lt 20 ]; then
  echo "$page names $count tests only: this check does not see them." >&2
  failed=yes
fi
# shellcheck disable=SC2016
if grep '^| ' "$page" | tail -n +2 | grep -v '`[A-Za-z_]*\.[A-Za-z0-9_.]*`[^|]*|$'; then
  echo "^ $page: a row without a test" >&2
  failed=yes
fi
[ "$failed" = no ]
