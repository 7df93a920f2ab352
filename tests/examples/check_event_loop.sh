#!/usr/bin/env bash
# Fifty calls that take a second each complete on the loop's thread, whose timer ticks meanwhile.
# Usage: check_event_loop.sh PROGRAM SANDBOX
set -euo pipefail
program="$1"
sandbox="$2"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

printf '{"faults": [{"route": "*", "kind": "delay", "delay": 1000, "times": 50}]}' >"$work/slow.json"
sandbox_with --quiet --faults "$work/slow.json"
expect 0 with_sandbox "$program"
says_nothing
shows '^50 calls completed$'
shows '^[0-9]+ ticks, the longest gap between two was [0-9.]+ ms$'
# Calls of a second keep the loop for 4 s at least; a loop that waited for them would not tick. How often it does depends on
# what else the machine has to do.
[ "$(sed -n 's/ ticks.*//p' "$work/out")" -ge 40 ] || fail "the timer was held up"

sandbox_with --quiet
expect 3 with_sandbox env TICKET0_API_KEY=t0_wrong "$program"
says "401"
