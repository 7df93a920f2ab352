#!/usr/bin/env bash
# Drives a sandbox with nothing but curl, as a test in another language does: HTTP below /_sandbox.
# Usage: scripts/with-sandbox.sh SANDBOX check_control.sh CASE (a sandbox with --limit 3 for the budget and the reset)
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
origin="${TICKET0_BASE_URL%/api/v1}"

fail() {
  echo "$*" >&2
  exit 1
}
control() { # METHOD PATH [BODY]: what the sandbox says
  curl -sS --fail-with-body -X "$1" -H 'Content-Type: application/json' "$origin/_sandbox/$2" ${3:+--data "$3"}
}
call() { # METHOD PATH [BODY]: the status, or 000 without a response
  curl -s -o /dev/null -w '%{http_code}' -X "$1" -H "Authorization: Bearer $TICKET0_API_KEY" \
    -H 'Content-Type: application/json' "$TICKET0_BASE_URL$2" ${3:+--data "$3"} || true
}
says() { # TEXT WHAT
  grep -qF -- "$2" <<<"$1" || fail "not in: $1: $2"
}
status_with() { # OPTION...: of a request for what arrived
  curl -s -o /dev/null -w '%{http_code}' "$@"
}

case "$1" in
  replays_the_bad_day)
    grep -oE '\{"route".*\}' "$root/tools/sandbox/faults/bad_day.json" | while IFS= read -r fault; do
      control POST faults "$fault" >/dev/null
    done
    tickets=/tickets ticket=/tickets/tkt_0251
    new='{"subject":"A parcel","customerEmail":"ada@example.com","body":"Where is it?"}'
    change='{"status":"resolved"}'
    seen=
    for step in "GET $tickets" "POST $tickets $new" "GET $ticket" "GET $ticket" "PATCH $ticket $change" "PATCH $ticket $change" \
      "PATCH $ticket $change" "PATCH $ticket $change"; do
      read -r method path body <<<"$step"
      seen+="$(call "$method" "$path" "$body") "
    done
    [ "$seen" = "200 201 000 200 000 200 500 200 " ] || fail "the day went $seen"
    # The log has what the service did, whatever became of the responses.
    log="$(control GET requests | grep -oE '"route":"[^"]*","status":[0-9]+' | sed 's/"route":"\(.*\)","status":/\1 /')"
    diff - <<<"$log" <(sed -E 's|/api/v1||; s|tkt_0251|:id|; s|, .*||' "$root/tests/docs/bad_day.txt" | head -n 8) ||
      fail "the log is not that of docs/retries-and-limits.md"
    ;;
  shows_what_arrived_and_no_key)
    call GET '/tickets?limit=1' >/dev/null
    call GET "/tickets/$TICKET0_API_KEY" >/dev/null
    seen="$(control GET requests)"
    says "$seen" '"target":"/api/v1/tickets?limit=1"'
    says "$seen" '"total":2'
    ! grep -qF "$TICKET0_API_KEY" <<<"$seen" || fail "the key is in $seen"
    curl -s -o /dev/null -H 'authorization: Basic secret_1' -H 'proxy-AUTHORIZATION: secret_2' -H 'Cookie: key=secret_3' \
      -H 'X-Key: t0_of_another_1' -X POST -H 'Content-Type: application/json' -d '{"t0_of_another_2":"t0_of_another_3"}' \
      "$TICKET0_BASE_URL/tickets?q=t0_of_another_4"
    seen="$(control GET 'requests?after=2')"
    says "$seen" '"target":"/api/v1/tickets?q=t0_…"'
    ! grep -E 'secret_|t0_of_another' <<<"$seen" || fail "^ has a key"
    says "$(control GET 'requests?after=1')" '"number":2'
    ! grep -qF '"number":1,' <<<"$(control GET 'requests?after=1')" || fail "request 1 came after 1"
    ;;
  adds_and_clears_faults)
    control POST faults '{"route": "GET /tickets", "times": 0, "kind": "lose_answer"}' >/dev/null
    [ "$(call GET /tickets)" = 000 ] || fail "the answer was not lost"
    control DELETE faults >/dev/null
    [ "$(call GET /tickets)" = 200 ] || fail "the fault is still there"
    says "$(control POST faults '{"route": "GET /tickets", "kind": "nonsense"}' || true)" 'faults[0].kind must be one of'
    says "$(control POST faults 'no json' || true)" 'is not valid JSON'
    fault='{"route": "GET /tickets", "times": 0, "kind": "lose_answer"}'
    for number in '' "$fault, $fault"; do
      says "$(control POST faults "$number" || true)" 'exactly one fault'
    done
    [ "$(call GET /tickets)" = 200 ] || fail "one of two faults was added"
    ;;
  shows_replies_and_lets_customers_answer)
    call POST /tickets/tkt_0250/messages '{"fromAddress":"help@example.com","bodyText":"It ships today."}' >/dev/null
    says "$(control GET replies)" '"ticketId":"tkt_0250"'
    says "$(control GET replies)" '"bodyText":"It ships today."'
    says "$(control POST customer-answers '{"ticketId":"tkt_0250","bodyText":"Thank you!"}')" '"direction":"inbound"'
    says "$(curl -sS -H "Authorization: Bearer $TICKET0_API_KEY" "$TICKET0_BASE_URL/tickets/tkt_0250/messages")" 'Thank you!'
    [ "$(grep -o '"ticketId"' <<<"$(control GET replies)" | wc -l)" -eq 1 ] || fail "a customer's answer is no reply"
    ;;
  shows_the_budget_and_spends_none)
    says "$(control GET budget)" '"limit":3,"remaining":3'
    call GET /tickets >/dev/null
    says "$(control GET budget)" '"limit":3,"remaining":2'
    ;;
  resets)
    before="$(curl -sS -H "Authorization: Bearer $TICKET0_API_KEY" "$TICKET0_BASE_URL/tickets?limit=3")"
    call PATCH /tickets/tkt_0250 '{"status":"closed"}' >/dev/null
    call GET /tickets >/dev/null
    [ "$(call GET /tickets)" = 429 ] || fail "the budget is not spent"
    control POST faults '{"route": "*", "times": 0, "kind": "status_before"}' >/dev/null
    control POST reset >/dev/null
    says "$(control GET requests)" '"requests":[],"total":0'
    [ "$(curl -sS -H "Authorization: Bearer $TICKET0_API_KEY" "$TICKET0_BASE_URL/tickets?limit=3")" = "$before" ] ||
      fail "it is not as it was"
    ;;
  serves_no_strangers)
    page="$origin/_sandbox/requests"
    [ "$(status_with "$page")" = 200 ] || fail "it does not serve its own"
    [ "$(status_with -H "Origin: $origin" "$page")" = 200 ] || fail "it does not serve its own origin"
    for stranger in 'Host: evil.example' "Host: evil.example:${origin##*:}" 'Host: 127.0.0.1' 'Origin: http://evil.example' 'Origin: null'; do
      [ "$(status_with -H "$stranger" "$page")" = 403 ] || fail "it serves $stranger"
    done
    for type in text/plain application/x-www-form-urlencoded ''; do
      [ "$(status_with -X POST -H "Content-Type: $type" -d '{}' "$origin/_sandbox/reset")" = 403 ] || fail "it takes '$type'"
    done
    [ "$(status_with "$origin/_sandbox/nonsense")" = 404 ] || fail "there is nonsense"
    ;;
  *)
    echo "No case '$1'" >&2
    exit 2
    ;;
esac
