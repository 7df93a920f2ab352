#!/usr/bin/env bash
# Every way to end a program with calls under way, RUNS times each (500), by http and by TLS. PRESET is one of
# CMakePresets.json: dev, or clang-asan for the address sanitizer.
# Usage: [CXX=COMPILER] scripts/ci/exit.sh [RUNS [PRESET]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

runs="${1:-500}" preset="${2:-dev}"
build="build/$preset${CXX:+-${CXX##*/}}"
if command -v ninja >/dev/null; then
  export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
fi
cmake --preset "$preset" -B "$build" >/dev/null
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target exit_ways exit_server

failed=no
for scheme in http tls; do
  tests/exit/check_ways.sh "$build/tests/exit/exit_ways" "$build/tests/exit/exit_server" "$scheme" "$runs" || failed=yes
done
[ "$failed" = no ]
