#!/usr/bin/env bash
# clang-tidy over the sources of the library, the examples and the tools: about ten seconds a file.
# Usage: scripts/ci/clang-tidy.sh [FILE...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scripts/install-deps.sh --tests
command -v clang-tidy >/dev/null || scripts/install-deps.sh clang-tidy
cmake --preset dev >/dev/null

if [ $# -gt 0 ]; then
  files=("$@")
else
  files=()
  while IFS= read -r file; do files+=("$file"); done < <(find src examples tools -name '*.cpp' | sort)
fi
printf '%s\n' "${files[@]}" |
  xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 clang-tidy -p build/dev --quiet --warnings-as-errors='*' \
    --extra-arg=-Wno-unknown-warning-option  # those of g++
echo "clang-tidy found nothing in ${#files[@]} files"
