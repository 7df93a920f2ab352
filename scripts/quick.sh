#!/usr/bin/env bash
# The loop while you edit: builds the library and the unit tests without optimisation, and runs all of them but those that
# tests/slow.txt lists. FILTER is a pattern of GoogleTest, e.g. 'Retry*'.
# Usage: [CXX=COMPILER] scripts/quick.sh [FILTER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build="build/quick${CXX:+-${CXX##*/}}"
programs=(unit_tests engine_tests golden_tests)
if [ ! -e "$build/CMakeCache.txt" ]; then
  scripts/install-deps.sh --tests
  linker=
  for name in mold lld; do
    if command -v "$name" >/dev/null || command -v "ld.$name" >/dev/null; then
      linker="-fuse-ld=$name"
      break
    fi
  done
  if command -v ninja >/dev/null; then
    export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
  fi
  # Precompiled headers are what makes it quick, and a compiler's cache does not go with them.
  env -u CMAKE_CXX_COMPILER_LAUNCHER cmake --preset quick -B "$build" -DCMAKE_EXE_LINKER_FLAGS="$linker" >/dev/null
fi
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target "${programs[@]}" | grep -v 'no work to do' || true
[ "${PIPESTATUS[0]}" = 0 ] || exit 1

slow="$(grep -v '^#' tests/slow.txt | paste -sd:)"
running=()
for program in "${programs[@]}"; do
  "$build/tests/${program%_tests}/$program" --gtest_brief=1 --gtest_filter="${1:-*}:-$slow" </dev/null &
  running+=($!)
done
failed=0
for pid in "${running[@]}"; do
  wait "$pid" || failed=1
done
exit "$failed"
