#!/usr/bin/env bash
# Shows that run_with_prism.mjs and check_coverage.mjs can fail, and that they pass what is right.
# Usage: run_with_prism_self_test.sh NODE PRISM CONTRACT WORK
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
node="$1" prism="$2" contract="$3" work="$4"
if [ ! -d "$prism/node_modules" ]; then
  echo "skipped: Prism is not installed"
  exit 77
fi
mkdir -p "$work"

# run CONTRACT COMMAND...
run() { "$node" "$here/run_with_prism.mjs" "$prism" "$1" "$work/log" "${@:2}"; }
# ask CONTRACT "METHOD PATH [BODY]"...: requests one after another, whatever the answers.
ask() {
  # shellcheck disable=SC2016  # the variable is JavaScript's
  run "$1" "$node" --input-type=module -e '
    for (const request of process.argv.slice(1)) {
      const [, method, path, body] = request.match(/^(\S+) (\S+)(?: (.+))?$/);
      const headers = { authorization: "Bearer t0_contract", "content-type": "application/json" };
      await fetch(process.env.TICKET0_CONTRACT_URL + path, { method, headers, body });
    }' -- "${@:2}"
}
# covered CONTRACT: by the last run.
covered() { "$node" "$here/check_coverage.mjs" "$prism" "$1" "$work/log"; }

fails() {
  if "$@" >"$work/said" 2>&1; then
    echo "Passed: $*" >&2
    exit 1
  fi
}
says() {
  for text in "$@"; do
    grep -qF -e "$text" "$work/said" || { cat "$work/said"; echo "Does not say: $text"; exit 1; } >&2
  done
}

cat >"$work/small.yaml" <<'END'
openapi: 3.1.0
info: {title: One operation, version: "1"}
paths:
  /tickets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getTicket
      responses: {"200": {description: Yes, content: {application/json: {example: {}}}}}
END
ask "$work/small.yaml" "GET /tickets/tkt_1"
covered "$work/small.yaml"
fails covered "$contract"
says "Not tested: post /tickets 201" "Not tested: get /tickets/{ticketId} 429"

fails run "$work/small.yaml" sh -c "echo broken; exit 1"
says "broken"

sed 's/id: tkt_01new/id: 7/' "$contract" >"$work/wrong_example.yaml"
"$node" "$here/strict_contract.mjs" "$prism" "$work/wrong_example.yaml" "$work/strict.json"
fails ask "$work/strict.json" "GET /ticket" "GET /tickets?limit=101" \
  'POST /tickets {"customerEmail":"a@b.c","body":"b"}' \
  'POST /tickets {"customerEmail":"a@b.c","body":"b","subject":"s","inboxId":"inb_1","inbox_id":"inb_1"}' \
  'POST /tickets {"customerEmail":"a@b.c","body":"b","subject":"s","inboxId":"inb_1"}'
says "errors#NO_PATH_MATCHED_ERROR" "limit must be <= 100" "Request query must have required property 'tag'" \
  "must have required property 'subject'" "must have required property 'inboxId'" \
  "must NOT have additional properties" "errors#VIOLATIONS"
