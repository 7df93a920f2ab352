#!/usr/bin/env bash
# export_tickets against the sandbox. What happens when it is killed is in export_killed_test.cpp.
# Usage: check_export_tickets.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
export="$examples/export_tickets"
file="$work/tickets.jsonl"

case "$case" in
  writes_every_ticket)
    expect 0 with_sandbox "$export" "$file"
    says_nothing
    shows_exactly "250 tickets in $file"
    [ "$(grep -cE '^\{"id":"tkt_[0-9]{4}",.*\}$' "$file")" -eq 250 ] || fail "not 250 lines"
    # As the sandbox holds it, with its nulls; the order of the members aside.
    grep -qxF '{"id":"tkt_0250","subject":"My order 48213 hasn'"'"'t arrived","status":"open","assigneeId":null,"customerId":"cus_0001","inboxId":"inb_support","tags":["shipping"],"createdAt":"2026-04-22T10:30:00Z","updatedAt":"2026-04-22T11:30:00Z"}' "$file" ||
      fail "not the newest ticket: $(head -n 1 "$file")"
    ;;
  complete_is_complete)
    sandbox_with --quiet --limit 3 --window 3600 # three pages, and no request of the second run
    # shellcheck disable=SC2016  # for the shell that is started
    expect 0 with_sandbox bash -c '"$1" "$2" && "$1" "$2"' bash "$export" "$file"
    shows "^$file is complete: 250 tickets$"
    ;;
  no_tickets)
    sandbox_with --quiet --tickets 0
    expect 0 with_sandbox "$export" "$file"
    shows_exactly "0 tickets in $file"
    if [ ! -e "$file" ] || [ -s "$file" ]; then fail "no empty file"; fi
    ;;
  progress)
    expect 0 with_sandbox "$export" "$file" --progress --expect 250
    says "[########------------] 100 of 250 tickets, "
    says "58 of 60 requests left, up to "
    says "[####################] 250 of 250 tickets, "
    ;;
  keeps_to_its_share)
    expect 0 with_sandbox "$export" "$file" --progress --per-minute 30
    says "100 tickets, "
    says "28 of 30 requests left"
    ;;
  leaves_nothing_without_a_key)
    expect 2 "$export" "$file"
    says "ClientOptions.api_key is empty"
    if [ -e "$file" ] || [ -e "$file.state" ]; then fail "files were made"; fi
    ;;
  usage)
    for arguments in "" "--expect" "$file --expect none" "$file --per-minute 0" "$file other" "--loud"; do
      # shellcheck disable=SC2086  # several words
      expect 2 "$export" $arguments
      says "Usage: export_tickets FILE"
    done
    ;;
  *)
    echo "No case '$case'" >&2
    exit 2
    ;;
esac
