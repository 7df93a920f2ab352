#!/usr/bin/env bash
# Everything with clang++ under the address and undefined behaviour sanitizers.
# Usage: scripts/ci/clang-asan.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v clang++ >/dev/null; then
  scripts/install-deps.sh clang
fi
# The sanitizers' runtime is a package of its own since Debian 12; before, it came with clang.
if ! clang++ -fsanitize=address,undefined -x c++ -o /dev/null - <<<'int main() {}' 2>/dev/null; then
  scripts/install-deps.sh "libclang-rt-$(clang++ -dumpversion | cut -d. -f1)-dev"
fi
CXX=clang++ scripts/test.sh clang-asan
