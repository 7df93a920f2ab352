#!/usr/bin/env bash
# Runs one of the small examples and compares what it prints and its exit code with what the user should see.
# Usage: check_first_steps.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
list="$examples/list_open_tickets" triage="$examples/triage"
fanout="$examples/async_fanout" coroutines="$examples/coroutines"

# Runs triage, then prints what the service holds of the ticket.
triage_and_look() {
  local printed
  printed="$("$1")"
  echo "$printed"
  ask "/tickets/$(grep -o 'tkt_[0-9]*' <<<"$printed" | head -n 1)"
}
export -f triage_and_look

case "$case" in
  list_shows_ten)
    expect 0 with_sandbox "$list"
    says_nothing
    shows '^ID +CREATED +ASSIGNEE +SUBJECT$'
    [ "$(grep -cE '^tkt_[0-9]+  20[0-9T:-]+Z  (usr_[a-z]+|-) +[^ ]' "$work/out")" -eq 10 ] || fail "not ten rows"
    [ "$(wc -l <"$work/out")" -eq 12 ] || fail "more than a header, ten rows and the count"
    [ "$(tail -n 1 "$work/out")" = "10 open tickets; there are more" ] || fail "another last line"
    # In bytes, of which a line has no fewer than columns.
    [ "$(LC_ALL=C awk '{ if (length($0) > most) most = length($0) } END { print most }' "$work/out")" -le 100 ] ||
      fail "a line is longer than 100 columns"
    ;;
  list_sends_one_request)
    sandbox_with --quiet --limit 1 --window 3600
    expect 0 with_sandbox "$list"
    # shellcheck disable=SC2016  # for the shell that is started
    expect 3 with_sandbox bash -c '"$1" >/dev/null && exec "$1"' bash "$list"
    says "429 RATE_LIMITED"
    ;;
  list_empty)
    sandbox_with --quiet --tickets 0
    expect 0 with_sandbox "$list"
    [ "$(tail -n 1 "$work/out")" = "0 open tickets; that is all" ] || fail "another last line"
    ;;
  no_key)
    for example in "$list" "$triage" "$fanout" "$coroutines"; do
      expect 2 "$example"
      prints_nothing
      says "ClientOptions.api_key is empty"
      says "TICKET0_API_KEY   a key of your workspace: t0_..."
    done
    ;;
  bad_key)
    expect 2 env TICKET0_API_KEY=hunter2 "$list"
    says "TICKET0_API_KEY does not look like a key of the service: keys start with t0_"
    says_nothing_of hunter2
    expect 2 env TICKET0_API_KEY=$'t0_secret\n' "$triage"
    says "TICKET0_API_KEY contains a line break"
    says_nothing_of t0_secret
    ;;
  wrong_key)
    for example in "$list" "$triage"; do
      expect 3 with_sandbox env TICKET0_API_KEY=t0_not_of_this_workspace "$example"
      prints_nothing
      says "The service said no."
      says "401 UNAUTHORIZED"
      says "Check ClientOptions.api_key"
      says_nothing_of t0_not_of_this_workspace
    done
    ;;
  missing_scope)
    sandbox_with --quiet --key t0_reader --scopes tickets:read
    expect 0 with_sandbox "$list"
    expect 3 with_sandbox "$triage"
    says "403 FORBIDDEN"
    says "tickets:write"
    says_nothing_of t0_reader
    ;;
  plain_http)
    expect 2 env TICKET0_API_KEY=t0_secret TICKET0_BASE_URL=http://help.example.com/api/v1 "$list"
    says "TICKET0_BASE_URL uses plain http"
    says_nothing_of t0_secret
    ;;
  unreachable)
    for example in "$list" "$triage" "$fanout" "$coroutines"; do
      expect 4 env TICKET0_API_KEY=t0_secret TICKET0_BASE_URL=http://127.0.0.1:1/api/v1 "$example"
      prints_nothing
      says "There was no usable answer from the service."
      says "no connection to 127.0.0.1:1"
      says "not_sent: the service never got the request"
      says_nothing_of t0_secret
    done
    ;;
  triage_resolves)
    # shellcheck disable=SC2016  # for the shell that is started
    expect 0 with_sandbox bash -c 'triage_and_look "$1"' bash "$triage"
    [ "$(grep -cE '^(created|read|tagged|assigned|resolved) +tkt_[0-9]+' "$work/out")" -eq 5 ] || fail "not five steps"
    shows '^resolved +tkt_[0-9]+  resolved  assignee usr_[a-z]+  tags \[hardware, priority:high\]$'
    shows '^\{"id":"tkt_[0-9]+".*"status":"resolved","assigneeId":"usr_[a-z]+".*"tags":\["hardware","priority:high"\]'
    ;;
  triage_assigns_to_argument)
    expect 0 with_sandbox "$triage" usr_mara
    shows '^assigned .* assignee usr_mara '
    sandbox_with --quiet --tickets 0
    expect 0 with_sandbox "$triage"
    shows '^assigned  to nobody'
    shows '^resolved +tkt_[0-9]+  resolved  assignee - '
    ;;
  triage_usage)
    for wrong in --help "usr_mara usr_tom"; do
      # shellcheck disable=SC2086  # words
      expect 2 with_sandbox "$triage" $wrong
      says "Usage: triage [USER_ID]"
      prints_nothing
    done
    ;;
  fanout_reads_fifty)
    expect 0 with_sandbox "$fanout"
    [ "$(grep -cE '^tkt_[0-9]+  +[0-9]+  (inbound|outbound|-) +[^ ]' "$work/out")" -eq 50 ] || fail "not fifty rows"
    shows '^50 tickets, [0-9]+ messages; [0-9]+ customers wait for an answer$'
    says "] 50/50"
    ;;
  fanout_of_none)
    sandbox_with --quiet --tickets 0
    expect 0 with_sandbox "$fanout"
    shows '^0 tickets, 0 messages; 0 customers wait for an answer$'
    ;;
  fanout_fails_as_a_whole)
    sandbox_with --quiet --key t0_reader --scopes tickets:read
    expect 3 with_sandbox "$fanout"
    says "403 FORBIDDEN"
    says "messages:read"
    ;;
  coroutines_read_three)
    expect 0 with_sandbox "$coroutines"
    [ "$(grep -cE '^tkt_[0-9]+ of .+@.+: [0-9]+ messages, of .+$' "$work/out")" -eq 3 ] || fail "not three lines"
    ;;
  *)
    echo "No case '$case'" >&2
    exit 2
    ;;
esac
