#!/usr/bin/env bash
# What docs/webhooks.md does in two terminals: a receiver, a sandbox that tells it of events, and a program that makes some.
# Usage: check_webhook_receiver.sh RECEIVER SANDBOX TRIAGE
set -euo pipefail
receiver="$1" sandbox="$2" triage="$3"

dir="$(mktemp -d)"
pids=()
stop() {
  kill "${pids[@]}" 2>/dev/null || true
  wait || true
  rm -rf "$dir"
}
trap stop EXIT

# await FILE PATTERN: until a line of the file fits; 20 s.
await() {
  for _ in $(seq 200); do
    grep -q "$2" "$1" && return
    sleep 0.1
  done
  echo "no '$2' in $1:" >&2
  cat "$1" >&2
  exit 1
}

TICKET0_WEBHOOK_SECRET=whsec_sandbox "$receiver" >"$dir/events" 2>&1 &
pids+=($!)
await "$dir/events" '^Waiting for events at '
url="$(sed -n 's/^Waiting for events at //p' "$dir/events")"

"$sandbox" --quiet --webhook "$url/" >"$dir/sandbox" 2>&1 &
pids+=($!)
await "$dir/sandbox" '^TICKET0_API_KEY='
export $(cat "$dir/sandbox")
"$triage" >/dev/null

await "$dir/events" '^a delivery without an event: '
for type in customer.created ticket.created ticket.tagged ticket.assigned ticket.resolved; do
  await "$dir/events" "^evt_[^ ]*  ${type/./\\.}  "
done
await "$dir/events" 'ticket\.resolved  tkt_0251  resolved  The printer is on fire$'

# Mistakes of a newcomer's, in words.
refused() { # refused TEXT COMMAND...
  local text="$1"
  shift
  if "$@" 2>"$dir/mistake"; then exit 1; fi
  grep -q "$text" "$dir/mistake"
}
refused "set TICKET0_WEBHOOK_SECRET to the endpoint's secret" env -u TICKET0_WEBHOOK_SECRET "$receiver"
refused "set TICKET0_WEBHOOK_SECRET to the endpoint's secret" env TICKET0_WEBHOOK_SECRET= "$receiver"
refused "Usage: webhook_receiver" env TICKET0_WEBHOOK_SECRET=x "$receiver" --port http

kill -TERM "${pids[0]}"
wait "${pids[0]}"

# Told to stop before it serves, it stops as well.
export TICKET0_WEBHOOK_SECRET=whsec_sandbox
# shellcheck disable=SC2016  # for the shell that is started
timeout -s KILL 20 env --block-signal=TERM bash -c 'kill -TERM "$$"; exec "$1"' bash "$receiver" >/dev/null
