#!/usr/bin/env bash
# The outbox's kill test at full size, or so many tenths of it; and each rule against its absence. With --update it draws
# docs/outbox.svg from this run.
# Usage: scripts/ci/outbox.sh [--update] [TENTHS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

update=no
if [ "${1:-}" = --update ]; then
  update=yes
  shift
fi
build="build/dev${CXX:+-${CXX##*/}}"
if command -v ninja >/dev/null; then
  export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
fi
cmake --preset dev -B "$build" >/dev/null
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target outbox_kills
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
OUTBOX_SCALE="${1:-10}" "$build/tests/outbox/outbox_kills" | tee "$log"
[ "$update" = yes ] || exit 0

line="$(grep '^entries ' "$log")"
after() { sed -nE "s/.*$1 ([0-9]+).*/\1/p" <<<"$line" | grep . || echo 0; }
found() { sed -nE "s/.*a person found ([0-9]+) $1.*/\1/p" <<<"$line" | grep . || echo 0; }
entries="$(after entries)"
there=$(($(found 'as it was sent') + $(found 'stored otherwise')))
absent="$(found 'not there')"
alone=$((entries - there - absent))
box() { # X Y NAME TEXT
  echo "<rect x=\"$1\" y=\"$2\" width=\"150\" height=\"52\" rx=\"8\" fill=\"#f4f6fa\" stroke=\"#5b6b8c\"/>"
  echo "<text x=\"$(($1 + 75))\" y=\"$(($2 + 22))\" font-weight=\"bold\">$3</text><text x=\"$(($1 + 75))\" y=\"$(($2 + 41))\">$4</text>"
}
arrow() { # X1 Y1 X2 Y2 TEXT-X TEXT-Y TEXT
  echo "<path d=\"M$1 $2 L$3 $4\" stroke=\"#5b6b8c\" fill=\"none\" marker-end=\"url(#tip)\"/><text x=\"$5\" y=\"$6\" fill=\"#444\">$7</text>"
}
{
  echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 330" font-family="sans-serif" font-size="13" text-anchor="middle">'
  echo '<title>States of an entry of the outbox, and where the entries of a run of the kill test went</title>'
  echo '<defs><marker id="tip" markerWidth="9" markerHeight="9" refX="8" refY="4" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#5b6b8c"/></marker></defs>'
  echo '<rect width="860" height="330" fill="#ffffff"/>'
  box 20 60 queued "$entries were put"
  box 320 60 sending "bytes may have left"
  box 690 20 sent "$alone without a person"
  box 690 110 rejected "the service said no"
  box 320 230 unknown "$((there + absent)) at the end of all looks"
  arrow 170 86 320 86 245 78 "just before the bytes"
  arrow 470 76 690 46 580 40 "response, or found"
  arrow 470 98 690 136 580 138 "4xx"
  arrow 380 112 380 230 318 175 "a doubt"
  arrow 430 230 690 72 640 195 "found later, or a person: $there"
  arrow 320 256 95 112 150 215 "a person sends it again: $absent"
  echo "<text x=\"430\" y=\"315\" fill=\"#444\">$entries entries; senders killed, stopped and continued: at the service $(after once) once, $(after twice) twice, $(after missing) missing, $(after 'out of order') out of order</text>"
  echo '</svg>'
} >docs/outbox.svg
