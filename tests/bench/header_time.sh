#!/usr/bin/env bash
# What ticket0/client.hpp costs a compiler, of what its standard headers cost: medians of CPU time, by turns.
# Usage: header_time.sh COMPILER INCLUDE_DIRECTORY...
set -euo pipefail
# shellcheck source=tests/gates/client_header.sh
. "$(dirname "${BASH_SOURCE[0]}")/../gates/client_header.sh"

TIMEFORMAT=%U
for _ in 1 2 3 4 5; do
  for each in client standard; do
    { time "$compiler" -std=c++20 "${includes[@]}" -fsyntax-only "$work/$each.cpp"; } 2>>"$work/$each.times"
  done
done
median() { sort -n "$1" | sed -n 3p; }
awk -v client="$(median "$work/client.times")" -v standard="$(median "$work/standard.times")" 'BEGIN {
  printf "goal 12: time to compile ticket0/client.hpp, of its standard headers: %.3f (bound 1.2)\n", client / standard
}'
