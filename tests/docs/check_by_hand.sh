#!/usr/bin/env bash
# Runs a program of docs/by-hand.md against a sandbox that refuses the ticket at first and loses the answer to the reply:
# there has to be one ticket with one reply, and the program has to name both.
# Usage: check_by_hand.sh PROGRAM SANDBOX
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cat >"$work/faults.json" <<'END'
{"faults": [
  {"route": "POST /tickets", "kind": "status_before", "status": 429, "retry_after": 1},
  {"route": "POST /tickets/:id/messages", "kind": "lose_answer"}
]}
END
# shellcheck disable=SC2016  # "$@" is for the script that is written
printf '#!/usr/bin/env bash\nexec %q --faults %q "$@" 2>%q\n' "$2" "$work/faults.json" "$work/log" >"$work/sandbox"
chmod +x "$work/sandbox"
"$root/scripts/with-sandbox.sh" "$work/sandbox" "$1" | grep -xE 'tkt_0251 msg_[0-9]+'
sed -E 's/ [0-9]+ us//' "$work/log" | diff - <(
  echo 'POST /api/v1/tickets 429'
  echo 'POST /api/v1/tickets 201'
  echo 'POST /api/v1/tickets/tkt_0251/messages 201, close'
  echo 'GET /api/v1/tickets/tkt_0251/messages 200'
)
