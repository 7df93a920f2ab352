#!/usr/bin/env bash
# What can be counted and must not grow: instructions, allocations, connections, requests, lines. Measures no time.
# Usage: [CXX=COMPILER] scripts/ci/perf.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

build="build/perf${CXX:+-${CXX##*/}}"
jobs="$(getconf _NPROCESSORS_ONLN)"
scripts/install-deps.sh --tests
if command -v ninja >/dev/null; then
  export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
fi
cmake --preset perf -B "$build" </dev/null
cmake --build "$build" --parallel "$jobs" --target gates_tests gates_counted </dev/null
ctest --test-dir "$build/tests/gates" --output-on-failure --no-tests=error </dev/null
