#!/usr/bin/env bash
# Runs COMMAND with TICKET0_BASE_URL and TICKET0_API_KEY of a sandbox that lives as long as COMMAND, on a free port.
# Usage: scripts/with-sandbox.sh SANDBOX COMMAND [ARGUMENT...]
set -euo pipefail

if [ $# -lt 2 ]; then
  sed -n '2,3s/^# //p' "$0" >&2
  exit 2
fi
sandbox="$1"
shift

log="$(mktemp)"
"$sandbox" --port 0 </dev/null >"$log" 2>&1 &
pid=$!
stop() {
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 50); do  # five seconds to stop by itself
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  rm -f "$log"
}
trap stop EXIT

fail() {
  cat "$log" >&2
  echo "$sandbox: $1" >&2
  exit 1
}

value_of() { sed -n "s/.*$1=\([^ ]*\).*/\1/p" "$log" | head -n 1; }

tries=0
until [ -n "$(value_of TICKET0_BASE_URL)" ] && [ -n "$(value_of TICKET0_API_KEY)" ]; do
  kill -0 "$pid" 2>/dev/null || fail "did not start"
  tries=$((tries + 1))
  [ "$tries" -le 300 ] || fail "was not ready within 30 s"
  sleep 0.1
done

TICKET0_BASE_URL="$(value_of TICKET0_BASE_URL)"
TICKET0_API_KEY="$(value_of TICKET0_API_KEY)"
export TICKET0_BASE_URL TICKET0_API_KEY
"$@"
