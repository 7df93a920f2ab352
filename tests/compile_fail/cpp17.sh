#!/usr/bin/env bash
# In C++17 the first error of every public header says that C++20 is needed.
# Usage: cpp17.sh INCLUDE COMPILER [FLAG...]
set -euo pipefail
include="$1"
shift

for header in "$include"/ticket0/*.hpp; do
  if text="$(LC_ALL=C "$@" "-I$include" -std=c++17 -Wfatal-errors -fsyntax-only -x c++ - <<<"#include \"$header\"" 2>&1)"; then
    echo "$header compiles in C++17, and must not." >&2
    exit 1
  fi
  if ! grep -m1 "error: " <<<"$text" | grep -qF "ticket0 needs C++20"; then
    printf '%s\nThe first error of %s does not say what is needed.\n' "$text" "$header" >&2
    exit 1
  fi
done
