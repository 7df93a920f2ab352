#!/usr/bin/env bash
# trace_calls against the sandbox.
# Usage: check_trace_calls.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

case "$case" in
  writes_a_line_for_each_call)
    expect 0 with_sandbox "$examples/trace_calls"
    says_nothing
    [ "$(wc -l <"$work/out")" -eq 4 ] || fail "a page, two threads and a ticket that is not there are four calls"
    [ "$(grep -o '"trace_id":"[0-9a-f]\{32\}"' "$work/out" | sort -u | wc -l)" -eq 1 ] || fail "they are one trace"
    shows '^\{"name":"GET /tickets","trace_id":.*"http.request.method":"GET","url.template":"/tickets",.*"ticket0.attempts":1\},"status":"OK"\}$'
    shows '"url.template":"/tickets/:id",.*"http.response.status_code":404,.*"status":"ERROR"\}$'
    says_nothing_of t0_sandbox
    says_nothing_of tkt_
    ;;
  *)
    echo "No case '$case'" >&2
    exit 2
    ;;
esac
