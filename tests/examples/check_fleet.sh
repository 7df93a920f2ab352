#!/usr/bin/env bash
# fleet against the sandbox, several of it at once.
# Usage: check_fleet.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
fleet="$examples/fleet"

case "$case" in
  spends_one_budget)
    sandbox_with --quiet --limit 60
    # shellcheck disable=SC2016  # for the shell that is started
    expect 0 with_sandbox bash -c '"$1" "$2" 1 & "$1" "$2" 1 & wait' bash "$fleet" "file:$work/budget"
    says_nothing
    lines="$(grep -cE '^1 s: sent [0-9]+, all use [0-9]+ of 60, refused 0$' "$work/out")" || :
    [ "$lines" -eq 2 ] || fail "two of them should have printed a line, and none should have been refused"
    sent="$(sed -n 's/^1 s: sent \([0-9]*\),.*/\1/p' "$work/out" | paste -sd+)"
    [ "$((sent))" -le 60 ] || fail "together they sent $sent"
    ;;
  usage)
    for wrong in "" nonsense "file:$work/budget soon"; do
      # shellcheck disable=SC2086  # words
      expect 2 with_sandbox "$fleet" $wrong
      says "Usage: fleet file:PATH|redis:SOCKET|redis:HOST:PORT [SECONDS]"
    done
    ;;
  *) fail "no such case" ;;
esac
