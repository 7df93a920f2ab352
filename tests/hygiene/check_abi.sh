#!/usr/bin/env bash
# Fails with 1 where what the shared library OLD offers is missing from NEW or has changed; additions are none. With 2 where abidiff
# itself has failed.
# Usage: check_abi.sh OLD NEW [ARGUMENT OF ABIDIFF...]
set -euo pipefail
old="$1" new="$2"
shift 2

status=0
abidiff --no-added-syms "$@" "$old" "$new" || status=$?
# A set of bits: 1 and 2 that it failed, 4 that something has changed, 8 that it is incompatible for sure.
if [ $((status & ~12)) -ne 0 ]; then
  echo "abidiff has failed with $status on $new." >&2
  exit 2
fi
[ "$status" -eq 0 ]
