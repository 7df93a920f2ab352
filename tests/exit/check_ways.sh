#!/usr/bin/env bash
# Runs each way to end a program RUNS times, and fails if one does not end as it should: it crashes, hangs, or says something
# else.
# Usage: check_ways.sh WAYS SERVER http|tls RUNS [WAY...]
set -euo pipefail
ways="$1" server="$2" scheme="$3" runs="$4"
shift 4

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
arguments=()
if [ "$scheme" = tls ]; then arguments=(tls); fi
coproc SERVER { exec "$server" "${arguments[@]}"; }
if ! read -r -t 60 url ca <&"${SERVER[0]}"; then
  echo "The server did not start." >&2
  exit 1
fi

failed=0 ended=0
while read -r way status output; do
  if [ $# -gt 0 ] && [[ " $* " != *" $way "* ]]; then continue; fi
  wrong=0
  for ((run = 1; run <= runs; ++run)); do
    got=0
    timeout -k 5 20 "$ways" "$url" "$ca" "$way" >"$work/out" 2>"$work/err" </dev/null || got=$?
    read -r said <"$work/out" || true
    said="${said% }"
    ended=$((ended + 1))
    if [ "$got" != "$status" ] || ! [[ "$said" =~ ^($output)$ ]] || [ -s "$work/err" ]; then
      wrong=$((wrong + 1))
      if [ "$wrong" -le 3 ]; then
        echo "$scheme $way, run $run: ended with $got instead of $status, said '$said' instead of '$output'" >&2
        head -40 "$work/err" >&2
      fi
    fi
  done
  echo "$scheme $way: $wrong of $runs failed"
  failed=$((failed + wrong))
done < <("$ways" --list)
if [ "$ended" = 0 ]; then
  echo "No program was run." >&2
  exit 1
fi
[ "$failed" = 0 ]
