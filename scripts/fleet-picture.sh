#!/usr/bin/env bash
# Draws docs/fleet.svg, or OUT: the requests of four processes in each window, with a shared budget and with one that is split by
# hand. One process always has something to do, the others now and then. A window is a second here, and a budget 20 requests.
# Usage: scripts/fleet-picture.sh [BUILD [OUT]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
check="${1:-build/dev}/tests/budget/fleet_check" out="${2:-docs/fleet.svg}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

FLEET_ARRIVALS="$work/shared" "$check" "file:$work/budget" 30 1 uneven
FLEET_ARRIVALS="$work/split" "$check" split 30 1 uneven

# Of each file: one bar a second, one colour a process.
awk -v shared="$work/shared" '
  function text(x, y, size, words) { printf "<text x=\"%d\" y=\"%d\" font-size=\"%d\">%s</text>\n", x, y, size, words }
  BEGIN {
    split("#1f6feb #f78166 #3fb950 #a371f7", colour, " ")
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 400\" font-family=\"sans-serif\" fill=\"#57606a\">"
    print "<rect width=\"760\" height=\"400\" fill=\"#ffffff\"/>"
  }
  { file = FILENAME == shared ? 0 : 1; second = int($1); if (second < 30) { count[file, second, $2]++; sum[file]++ } }
  END {
    title[0] = "one budget shared: " sum[0] " requests in 30 windows"
    title[1] = "the same budget split by hand: " sum[1] " requests"
    for (file = 0; file < 2; file++) {
      base = 175 + file * 185
      text(40, base - 150, 15, title[file])
      for (mark = 0; mark <= 20; mark += 10) {
        y = base - mark * 6.5
        printf "<path d=\"M40 %.1fH745\" stroke=\"#8c959f\" stroke-width=\"%s\"/>\n", y, mark == 20 ? "1.5" : "0.4"
        text(14, y + 4, 12, mark)
      }
      for (second = 0; second < 30; second++) {
        y = base
        for (process = 0; process < 4; process++) {
          height = count[file, second, process] * 6.5
          y -= height
          if (height > 0)
            printf "<rect x=\"%d\" y=\"%.1f\" width=\"19\" height=\"%.1f\" fill=\"%s\"/>\n", 42 + second * 23.4, y, height, colour[process + 1]
        }
      }
    }
    for (process = 0; process < 4; process++) {
      printf "<rect x=\"%d\" y=\"378\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", 40 + process * 110, colour[process + 1]
      text(58 + process * 110, 389, 13, "process " process + 1)
    }
    print "</svg>"
  }' "$work/shared" "$work/split" >"$out"
