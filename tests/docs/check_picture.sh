#!/usr/bin/env bash
# Fails if scripts/picture.sh does not draw what the picture in README.md is said to show.
# Usage: check_picture.sh BUILD OUT
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
build="$1" out="$2"

"$root/scripts/picture.sh" "$build" "$out"
shows() {
  for picture in "$out" "$root/docs/ticket0.svg"; do
    grep -qE -- "$1" "$picture" || {
      cat "$picture" >&2
      echo "$picture does not show: $1" >&2
      exit 1
    }
  done
}
shows '>tkt_1000  open '
shows '>tickets: [4-9]00, [0-9]+ of 60 requests left\^C<'
shows '>ticket0: stopped; the same command goes on where it stopped<'
shows '>tickets: 1000, [0-9]+ of 60 requests left<'
shows '>backup: 1000 tickets, 24 customers, 12 articles; without messages '
[ "$(wc -c <"$root/docs/ticket0.svg")" -lt 20000 ]
