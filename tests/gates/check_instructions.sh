#!/usr/bin/env bash
# Counts the instructions of PROGRAM's functions counted_... by callgrind, and fails where one goes beyond its bound. PAGE is that of
# goal 1.
# Usage: check_instructions.sh PROGRAM PAGE
set -euo pipefail
program="$1" page="$2"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
valgrind --tool=callgrind --collect-atstart=no --toggle-collect='counted_*' --callgrind-out-file="$work/%p.out" \
  "$program" >"$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}
callgrind_annotate --inclusive=yes --threshold=100 "$work"/*.out >"$work/table"

# instructions FUNCTION: what its ten rounds took, of one round.
instructions() {
  awk -v name=":$1" '{
    for (i = 2; i <= NF; i++) {
      if (substr($i, length($i) - length(name) + 1) != name) continue
      gsub(",", "", $1)
      print int($1 / 10)
      exit
    }
  }' "$work/table"
}

failed=no
# at_most GOAL WHAT COUNT BOUND OF: COUNT / OF is at most BOUND.
at_most() {
  awk -v goal="$1" -v what="$2" -v count="$3" -v bound="$4" -v of="$5" 'BEGIN {
    if (count + 0 <= 0 || of + 0 <= 0) { print "goal " goal ": " what " was not counted"; exit 1 }
    ratio = count / of
    verdict = ratio <= bound ? "" : ": too many"
    printf "goal %s: %s: %.3f (bound %s)%s\n", goal, what, ratio, bound, verdict
    exit ratio > bound
  }' || failed=yes
}

at_most 1 "instructions of a page call, of libcurl's and a SAX parser's" "$(instructions counted_page)" "$page" \
  "$(instructions counted_page_raw)"
at_most 1 "instructions of decoding the page, of a SAX parser's" "$(instructions counted_decode)" "$page" \
  "$(instructions counted_decode_raw)"
at_most 3 "instructions of a tiny call, of libcurl's" "$(instructions counted_tiny)" 1.5 "$(instructions counted_tiny_raw)"
at_most 5 "instructions of a timestamp" "$(instructions counted_timestamp)" 400 1
[ "$failed" = no ]
