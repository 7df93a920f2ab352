#!/usr/bin/env bash
# Fails if scripts/picture.sh does not draw what the picture in README.md is said to show.
# Usage: check_picture.sh BUILD OUT
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
build="$1" out="$2"

"$root/scripts/picture.sh" "$build" "$out"
shows() {
  for picture in "$out" "$root/docs/export_tickets.svg"; do
    grep -qE -- "$1" "$picture" || {
      cat "$picture" >&2
      echo "$picture does not show: $1" >&2
      exit 1
    }
  done
}
shows '>\[[#-]{20}\] [4-9]00 of 1000 tickets, [0-9]+/s, [0-9]+ of 60 requests left, up to [0-9]+ s\^C<'
shows '>going on after [4-9]00 tickets<'
shows '>\[#{20}\] 1000 of 1000 tickets, '
shows '>1000 tickets in tickets.jsonl<'
[ "$(wc -c <"$root/docs/export_tickets.svg")" -lt 20000 ]
