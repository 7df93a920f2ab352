#!/usr/bin/env bash
# The library, the fakes, each public header alone, and the examples with clang++ and libc++, against the sandbox of a build with
# the system's standard library. Neither the tests nor the examples that link GoogleTest or cpp-httplib: Debian builds these for
# libstdc++.
# Usage: scripts/ci/libcxx.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scripts/install-deps.sh
command -v clang++ >/dev/null || scripts/install-deps.sh clang
if ! clang++ -stdlib=libc++ -x c++ -o /dev/null - <<<'#include <string>
int main() {}' 2>/dev/null; then
  version="$(clang++ -dumpversion | cut -d. -f1)"
  scripts/install-deps.sh "libc++-$version-dev" "libc++abi-$version-dev"
fi

jobs="$(getconf _NPROCESSORS_ONLN)"
cmake -S . -B build/libcxx -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS=-stdlib=libc++ -DCMAKE_BUILD_TYPE=Release \
  -DTICKET0_WERROR=ON -DTICKET0_BUILD_TESTS=OFF -DTICKET0_BUILD_TOOLS=OFF -DTICKET0_BUILD_EXAMPLES=ON
cmake --build build/libcxx --parallel "$jobs" --target ticket0 ticket0_fakes ticket0_webhook async_fanout coroutines \
  custom_transport export_tickets list_open_tickets observer_metrics reply_with_guard sync_customers triage
scripts/ci/headers.sh build/libcxx clang++ -stdlib=libc++ -std=c++20
cmake --preset release
cmake --build build/release --parallel "$jobs" --target ticket0-sandbox

scripts/with-sandbox.sh build/release/tools/sandbox/ticket0-sandbox build/libcxx/examples/list_open_tickets
scripts/with-sandbox.sh build/release/tools/sandbox/ticket0-sandbox build/libcxx/examples/triage
