#!/usr/bin/env bash
# Draws a terminal in which `ticket0` lists tickets, and an export is stopped by Ctrl-C and run again: docs/ticket0.svg, or OUT.
# What it shows is a real run in a real terminal (script, of util-linux) against a sandbox whose responses take 200 ms.
# Usage: scripts/picture.sh [BUILD [OUT]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1:-}" = --inside ]; then  # in the terminal
  trap : INT
  cd "$2"
  printf '$ ticket0 tickets list --status open --limit 3\n'
  ticket0 tickets list --status open --limit 3
  for _ in 1 2; do
    printf '$ ticket0 export --out backup\n'
    ticket0 export --out backup || echo
  done
  exit 0
fi

build="$(cd "${1:-build/release}" && pwd)" out="${2:-docs/ticket0.svg}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export PATH="$build/tools/ticket0:$PATH"

echo '{"faults": [{"route": "GET /tickets", "times": 0, "kind": "delay", "delay": 200}]}' >"$work/faults.json"
# shellcheck disable=SC2016  # "$@" is for the script that is written
printf '#!/usr/bin/env bash\nexec %q --quiet --tickets 1000 --faults %q "$@"\n' \
  "$build/tools/sandbox/ticket0-sandbox" "$work/faults.json" >"$work/sandbox"
chmod +x "$work/sandbox"

# Types Ctrl-C when the first export has 400 tickets.
run_in_terminal() {
  mkfifo "$1/keys"
  env --default-signal=INT script --quiet --flush --return --command "exec scripts/picture.sh --inside $1" "$1/terminal" <"$1/keys" >/dev/null &
  exec 4>"$1/keys"
  for _ in $(seq 300); do
    ! grep -qs 'tickets: 400,' "$1/terminal" || break
    sleep 0.1
  done
  printf '\003' >&4
  wait $!
}
export -f run_in_terminal
# shellcheck disable=SC2016  # for the shell that is started
scripts/with-sandbox.sh "$work/sandbox" bash -c 'run_in_terminal "$1"' bash "$work"

# Of a line that was written over, its last state.
awk -v esc="$(printf '\033')" '
  /^Script (started|done)/ { next }
  {
    sub(/\r+$/, "")
    count = split($0, states, "\r")
    line = states[count]
    gsub(esc "\\[[0-9;]*[A-Za-z]", "", line)
    if (line == "") next
    if (length(line) > columns) columns = length(line)
    gsub(/&/, "\\&amp;", line); gsub(/</, "\\&lt;", line); gsub(/>/, "\\&gt;", line)
    lines[++n] = line
  }
  END {
    width = columns * 8.4 + 40; height = n * 20 + 62
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n", width, height, width, height
    print "<title>ticket0 lists tickets; its export is stopped by Ctrl-C, run again, and resumes</title>"
    print "<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1b1f27\"/>"
    for (i = 0; i < 3; ++i) printf "<circle cx=\"%d\" cy=\"18\" r=\"5\" fill=\"#4a5160\"/>\n", 20 + i * 18
    print "<g font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"14\" fill=\"#c8d0dc\">"
    for (i = 1; i <= n; ++i) {
      style = lines[i] ~ /^\$ / ? " fill=\"#8fd694\"" : ""
      printf "<text x=\"20\" y=\"%d\" xml:space=\"preserve\"%s>%s</text>\n", 36 + i * 20, style, lines[i]
    }
    print "</g>\n</svg>"
  }' "$work/terminal" >"$out"
echo "$out: $(wc -c <"$out") bytes"
