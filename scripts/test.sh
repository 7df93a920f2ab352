#!/usr/bin/env bash
# Builds everything and runs every test. PRESET is one of CMakePresets.json, dev by default; CXX chooses the compiler.
# Usage: [CXX=COMPILER] scripts/test.sh [PRESET]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset="${1:-dev}"
build="build/$preset${CXX:+-${CXX##*/}}"
jobs="$(getconf _NPROCESSORS_ONLN)"

scripts/install-deps.sh --tests
if command -v ninja >/dev/null; then
  export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
fi
cmake --preset "$preset" -B "$build" </dev/null
cmake --build "$build" --parallel "$jobs" </dev/null
ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$jobs" </dev/null
tests/hygiene/check_output.sh "$build/Testing/Temporary/LastTest.log"
