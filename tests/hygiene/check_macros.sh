#!/usr/bin/env bash
# Fails if the public headers define a macro that the standard headers which they include do not, other than TICKET0_*.
# Usage: check_macros.sh COMPILER WORK INCLUDE_DIR...
set -euo pipefail
compiler="$1" work="$2"
shift 2

include_flags=()
for dir in "$@"; do include_flags+=("-I$dir"); done
macros_of() { "$compiler" -std=c++20 -dM -E "${include_flags[@]}" "$1" | awk '{ sub(/\(.*/, "", $2); print $2 }' | sort -u; }

mkdir -p "$work"
grep -rhoE '^#include <[^>]+>' "$@" | sort -u >"$work/macros_standard.cpp"
(cd "$1" && for header in ticket0/*.hpp; do echo "#include \"$header\""; done) >"$work/macros_ours.cpp"

macros_of "$work/macros_standard.cpp" >"$work/macros_standard.txt"
macros_of "$work/macros_ours.cpp" >"$work/macros_ours.txt"
if ! grep -qx TICKET0_VERSION "$work/macros_ours.txt"; then
  echo "TICKET0_VERSION is not among the macros: this check sees nothing." >&2
  exit 1
fi
leaked="$(comm -13 "$work/macros_standard.txt" "$work/macros_ours.txt" | grep -v '^TICKET0_' || true)"
if [ -n "$leaked" ]; then
  printf 'The public headers define:\n%s\n' "$leaked" >&2
  exit 1
fi
