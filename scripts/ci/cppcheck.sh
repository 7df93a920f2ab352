#!/usr/bin/env bash
# cppcheck over the library, the examples and the tools. Any finding fails; what is suppressed is in scripts/ci/cppcheck.txt, with
# its reason.
# Usage: scripts/ci/cppcheck.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

command -v cppcheck >/dev/null || scripts/install-deps.sh cppcheck
mkdir -p build/cppcheck
# Headers of the system and of other people are not looked into: without them the checks see less, and take seconds.
cppcheck --std=c++20 --language=c++ --library=googletest --enable=warning,performance,portability --inline-suppr \
  --suppressions-list=scripts/ci/cppcheck.txt --suppress=missingIncludeSystem --error-exitcode=1 --quiet \
  --cppcheck-build-dir=build/cppcheck -j "$(getconf _NPROCESSORS_ONLN)" -DTICKET0_EXPORT= \
  -I include -I src -I tools/sandbox src examples tools
echo "cppcheck found nothing"
