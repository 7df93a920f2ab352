#!/usr/bin/env bash
# Fails if comparing digests takes more or fewer instructions depending on where they differ.
# Usage: check_constant_time.sh VALGRIND COMPARE_DIGESTS
set -euo pipefail

counts="$(mktemp)"
trap 'rm -f "$counts"' EXIT
for at in 00 01 15 30 31 99; do
  "$1" --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect='*equal_in_constant_time*' "$2" "$at" 2>&1 |
    sed -n "s/.*Collected : //p" >>"$counts"
done
sort "$counts" | uniq -c
[ "$(wc -l <"$counts")" -eq 6 ]
[ "$(sort -u "$counts" | wc -l)" -eq 1 ]
[ "$(head -n 1 "$counts")" -gt 32 ] # it saw the comparison at all
