#!/usr/bin/env bash
# Runs an example and compares what it prints and its exit code with what its user should see.
# Usage: check_examples.sh CASE EXAMPLES_DIR SANDBOX
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
case="$1" sandbox="$3"
fanout="$2/async_fanout" coroutines="$2/coroutines" list="$2/list_open_tickets" triage="$2/triage"
unset TICKET0_API_KEY TICKET0_BASE_URL
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() {
  printf '%s\n--- stdout\n' "$1" >&2
  cat "$work/out" >&2
  printf -- '--- stderr\n' >&2
  cat "$work/err" >&2
  exit 1
}

# expect CODE COMMAND...: runs it, keeps what it prints, and fails if it ends otherwise.
expect() {
  local wanted="$1" code=0
  shift
  "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
  [ "$code" -eq "$wanted" ] || fail "exit code $code instead of $wanted"
}
says() { grep -qF -- "$1" "$work/err" || fail "stderr does not say: $1"; }
shows() { grep -qE -- "$1" "$work/out" || fail "stdout does not show: $1"; }
says_nothing_of() { ! grep -qF -- "$1" "$work/out" "$work/err" || fail "It prints $1"; }
prints_nothing() { [ ! -s "$work/out" ] || fail "stdout is not empty"; }

# sandbox_with OPTION...: from here on `with_sandbox` starts the sandbox with these options.
sandbox_with() {
  # shellcheck disable=SC2016  # "$@" is for the script that is written
  printf '#!/usr/bin/env bash\nexec %q "$@"%s\n' "$sandbox" "$(printf ' %q' "$@")" >"$work/sandbox"
  chmod +x "$work/sandbox"
}
with_sandbox() { "$here/../../scripts/with-sandbox.sh" "$work/sandbox" "$@"; }
sandbox_with --quiet

# Runs triage, then prints what the service holds of the ticket, asked for without the library.
triage_and_look() {
  local printed authority
  printed="$("$1")"
  echo "$printed"
  authority="${TICKET0_BASE_URL#http://}"
  authority="${authority%%/*}"
  exec 3<>"/dev/tcp/${authority%%:*}/${authority##*:}"
  printf 'GET /%s/tickets/%s HTTP/1.0\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n' \
    "${TICKET0_BASE_URL#http://*/}" "$(grep -o 'tkt_[0-9]*' <<<"$printed" | head -n 1)" "$authority" "$TICKET0_API_KEY" >&3
  timeout 10 cat <&3
  echo
}
export -f triage_and_look

case "$case" in
  list_shows_ten)
    expect 0 with_sandbox "$list"
    [ ! -s "$work/err" ] || fail "stderr is not empty"
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
    says "TICKET0_API_KEY has a line break"
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
