#!/usr/bin/env bash
# Which lines of src/ and include/ the tests run: a table here, and pages in build/coverage/report. Fewer than 95 % of those of src/
# fail.
# Usage: scripts/ci/coverage.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scripts/install-deps.sh --tests
command -v gcovr >/dev/null || scripts/install-deps.sh gcovr
command -v node >/dev/null || scripts/install-deps.sh nodejs npm  # for the contract tests, as in .ci/run
[ ! -d build/coverage ] || find build/coverage -name '*.gcda' -delete
env -u CXX scripts/test.sh coverage  # with CXX it would build elsewhere

# A filter is a regular expression for the beginning of a path. It has to be the tree's own: in the build directory tests build
# copies of the sources once more, and one reaches them by a symbolic link, which a filter sees through.
root="$(pwd -P | sed 's/[][\.*^$+?(){}|]/\\&/g')"
report=build/coverage/report
mkdir -p "$report"
gcovr --root . --exclude-directories '.*/cmake_fetch_content.*' --filter "$root/src/" --filter "$root/include/" \
  --exclude-throw-branches --json "$report/lines.json" build/coverage
gcovr --root . --add-tracefile "$report/lines.json" --txt --html-details "$report/index.html"
gcovr --root . --add-tracefile "$report/lines.json" --filter "$root/src/" --fail-under-line 95 --print-summary --output "$report/src.txt"
