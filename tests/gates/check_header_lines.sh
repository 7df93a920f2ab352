#!/usr/bin/env bash
# Fails where what a user's compiler reads of ticket0/client.hpp is more than a tenth above what the standard headers in it are.
# Usage: check_header_lines.sh COMPILER INCLUDE_DIRECTORY...
set -euo pipefail
# shellcheck source=tests/gates/client_header.sh
. "$(dirname "${BASH_SOURCE[0]}")/client_header.sh"

lines() { "$compiler" -std=c++20 "${includes[@]}" -E -P "$1" | wc -l; }
client="$(lines "$work/client.cpp")"
standard="$(lines "$work/standard.cpp")"
[ "$standard" -gt 10000 ]
awk -v client="$client" -v standard="$standard" 'BEGIN {
  printf "goal 12: lines that a compiler reads of ticket0/client.hpp, of its standard headers: %.3f (bound 1.1)\n",
         client / standard
  exit client / standard > 1.1
}'
