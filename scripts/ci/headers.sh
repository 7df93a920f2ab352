#!/usr/bin/env bash
# Each public header compiles alone, with strict warnings. BUILD has the generated ones.
# Usage: scripts/ci/headers.sh BUILD COMPILER FLAG...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build="$1"
shift

count=0
for header in include/ticket0/*.hpp "$build"/include/ticket0/*.hpp; do
  printf '#include "ticket0/%s"\n' "${header##*/}" |
    "$@" -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only -Iinclude "-I$build/include" -x c++ -
  count=$((count + 1))
done
echo "$count headers compile alone with $*"
