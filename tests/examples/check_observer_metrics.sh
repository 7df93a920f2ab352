#!/usr/bin/env bash
# observer_metrics against the sandbox.
# Usage: check_observer_metrics.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
metrics="$examples/observer_metrics"

# Each line is a comment or a sample, and each sample is of the family whose TYPE stands before it.
well_formed() {
  awk '
    /^# HELP [a-z0-9_]+ ./ { next }
    /^# TYPE [a-z0-9_]+ (counter|gauge|summary)$/ { family = $3; if (seen[family]++) exit 1; next }
    !/^[a-z0-9_]+({[a-z]+="([^"\\]|\\["\\n])*"(,[a-z]+="([^"\\]|\\["\\n])*")*})? [0-9.e+-]+$/ { exit 1 }
    { name = $0; sub(/[{ ].*/, "", name); sub(/_(sum|count)$/, "", name); if (name != family) exit 1 }
  ' "$work/out" || fail "this is not Prometheus' text format"
}

case "$case" in
  counts)
    expect 0 with_sandbox "$metrics"
    says_nothing
    well_formed
    shows '^ticket0_calls_total\{method="GET",route="/tickets/:id",result="ok"\} 3$'
    shows '^ticket0_calls_total\{method="GET",route="/tickets/:id",result="rejected"\} 1$'
    shows '^ticket0_answers_total\{method="GET",route="/tickets",status="200"\} 1$'
    shows '^ticket0_answers_total\{method="GET",route="/tickets/:id",status="200"\} 3$'
    shows '^ticket0_answers_total\{method="GET",route="/tickets/:id",status="404"\} 1$'
    shows '^ticket0_request_seconds_count\{method="GET",route="/tickets/:id"\} 4$'
    shows '^ticket0_request_seconds_sum\{method="GET",route="/tickets"\} 0\.[0-9]+$'
    shows '^ticket0_budget_free 55$'
    says_nothing_of t0_sandbox
    says_nothing_of tkt_
    ;;
  counts_failures_and_waits)
    echo '{"faults": [{"route": "GET /tickets", "kind": "reset_before"}]}' >"$work/faults.json"
    sandbox_with --quiet --faults "$work/faults.json"
    expect 0 with_sandbox "$metrics"
    well_formed
    shows '^ticket0_calls_total\{method="GET",route="/tickets",result="ok"\} 1$'
    shows '^ticket0_failures_total\{method="GET",route="/tickets"\} 1$'
    shows '^ticket0_request_seconds_count\{method="GET",route="/tickets"\} 2$'
    shows '^ticket0_wait_seconds_total\{reason="backoff"\} 0\.[0-9]+$'
    shows '^ticket0_budget_free 54$'
    ;;
  *)
    echo "No case '$case'" >&2
    exit 2
    ;;
esac
