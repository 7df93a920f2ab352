#!/usr/bin/env bash
# crash_report against the sandbox.
# Usage: check_crash_report.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
mkdir "$work/home"

case "$case" in
  reports_its_crash_at_the_next_start)
    expect 134 "$examples/crash_report" "$work/home" crash
    expect 0 with_sandbox "$examples/crash_report" "$work/home"
    shows_exactly '1 sent, 0 waiting'
    expect 0 with_sandbox "$examples/crash_report" "$work/home"
    shows_exactly '0 sent, 0 waiting'
    ;;
  keeps_a_report_that_is_refused)
    printf 'not UTF-8: \xe9\n' >"$work/home/crash.txt"
    expect 0 with_sandbox "$examples/crash_report" "$work/home"
    says 'crash.txt.refused'
    [ -s "$work/home/crash.txt.refused" ] || fail "the report is gone"
    expect 0 with_sandbox "$examples/crash_report" "$work/home"
    says_nothing
    ;;
  *)
    echo "No case '$case'" >&2
    exit 2
    ;;
esac
