#!/usr/bin/env bash
# Which lines of src/ and include/ the tests run: a table here, and pages in build/coverage/report. Fewer than 95 % fail.
# Usage: scripts/ci/coverage.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scripts/install-deps.sh --tests
command -v gcovr >/dev/null || scripts/install-deps.sh gcovr
[ ! -d build/coverage ] || find build/coverage -name '*.gcda' -delete
env -u CXX scripts/test.sh coverage  # with CXX it would build elsewhere
mkdir -p build/coverage/report
gcovr --root . --filter src/ --filter include/ --exclude-throw-branches --fail-under-line 95 \
  --html-details build/coverage/report/index.html --print-summary build/coverage
