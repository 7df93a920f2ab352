#!/usr/bin/env bash
# custom_transport against the sandbox, and without it.
# Usage: check_custom_transport.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
transport="$examples/custom_transport"
recording="$work/recording"

case "$case" in
  replays_what_it_recorded)
    expect 0 with_sandbox "$transport" record "$recording"
    [ "$(grep -cE '^tkt_[0-9]+  [^ ]+@' "$work/out")" -eq 3 ] || fail "not three tickets"
    cut -d ' ' -f 1 "$work/out" >"$work/tickets"
    expect 0 "$transport" replay "$recording" # no sandbox, no key
    [ "$(cut -d ' ' -f 1 "$work/out")" = "$(cat "$work/tickets")" ] || fail "other tickets than those recorded"
    [ "$(grep -cE '^tkt_[0-9]+  removed@example.com$' "$work/out")" -eq 3 ] || fail "not three cleaned addresses"
    ;;
  keeps_no_secret)
    expect 0 with_sandbox "$transport" record "$recording"
    grep -q '^GET /api/v1/tickets?limit=3$' "$recording" || fail "the recording lacks its first request"
    grep -q 'removed@example.com' "$recording" || fail "the recording has no address to remove"
    ! grep -qE 't0_|Bearer|Authorization' "$recording" || fail "the recording has the key"
    # An address with any other name would be one that stayed.
    ! grep -oE '[[:alnum:]._+-]+(@|%40)[[:alnum:]-]' "$recording" | grep -v '^removed@e$' || fail "the recording has an address"
    ;;
  has_no_more_than_was_recorded)
    expect 0 with_sandbox "$transport" record "$recording"
    sed -i 's/limit=3/limit=4/' "$recording"
    expect 4 "$transport" replay "$recording"
    says "the recording has no answer left"
    prints_nothing
    : >"$recording"
    expect 1 "$transport" replay "$recording"
    says "$recording is no recording"
    expect 2 "$transport" rewind "$recording"
    says "Usage: custom_transport record|replay FILE"
    ;;
  *)
    echo "No case '$case'" >&2
    exit 2
    ;;
esac
