#!/usr/bin/env bash
# The library, the fakes, the webhooks and each public header alone as C++23, and the unit tests run so.
# Usage: [CXX=COMPILER] scripts/ci/cxx23.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scripts/install-deps.sh --tests
build=build/cxx23
cmake -S . -B "$build" -DCMAKE_CXX_STANDARD=23 -DCMAKE_BUILD_TYPE=Debug -DTICKET0_WERROR=ON
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target ticket0 ticket0_fakes ticket0_webhook unit_tests
scripts/ci/headers.sh "$build" "${CXX:-c++}" -std=c++23
"$build/tests/unit/unit_tests" --gtest_brief=1
