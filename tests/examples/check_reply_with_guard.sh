#!/usr/bin/env bash
# reply_with_guard against the sandbox.
# Usage: check_reply_with_guard.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
reply="$examples/reply_with_guard"

# Replies with the example given, then prints the ticket's messages as the service has them. Gives the example's exit code.
reply_and_look() {
  local code=0
  "$1" tkt_0250 support@example.com "It ships tomorrow." || code=$?
  ask /tickets/tkt_0250/messages
  return "$code"
}
export -f reply_and_look
# shellcheck disable=SC2016  # for the shell that is started
reply_once() { expect "$1" with_sandbox bash -c 'reply_and_look "$1"' bash "$reply"; }
# sent TIMES: how many replies the customer has.
sent() { [ "$(grep -o '"bodyText":"It ships tomorrow."' "$work/out" | wc -l)" -eq "$1" ] || fail "not sent $1 times"; }
# goes_wrong KIND: with the first reply.
goes_wrong() { printf '{"faults": [{"route": "POST /tickets/:id/messages", "kind": "%s"}]}\n' "$1" >"$work/faults.json"; }

case "$case" in
  sends)
    reply_once 0
    shows '^replied to tkt_0250: msg_'
    sent 1
    ;;
  finds_what_was_sent)
    goes_wrong lose_answer
    sandbox_with --quiet --faults "$work/faults.json"
    reply_once 0
    says "waits 2000 ms: reply guard"
    says "GET /tickets/:id/messages: 200"
    shows '^replied to tkt_0250: msg_'
    sent 1
    ;;
  says_that_it_cannot_tell)
    # The key may send and not read, so that nobody can look.
    goes_wrong lose_answer
    sandbox_with --quiet --faults "$work/faults.json" --key t0_sender --scopes messages:send
    expect 5 with_sandbox "$reply" tkt_0250 support@example.com "It ships tomorrow."
    prints_nothing
    says "unknown: it may or may not have happened"
    says "Look at tkt_0250 before this reply is sent again."
    says_nothing_of "It ships tomorrow."
    ;;
  refused)
    expect 3 with_sandbox "$reply" tkt_none support@example.com "It ships tomorrow."
    says "404 NOT_FOUND"
    expect 2 with_sandbox "$reply" tkt_0250 support@example.com ""
    says "NewReply.body_text is empty"
    expect 2 with_sandbox "$reply" tkt_0250
    says "Usage: reply_with_guard TICKET_ID FROM_ADDRESS TEXT"
    ;;
  *)
    echo "No case '$case'" >&2
    exit 2
    ;;
esac
