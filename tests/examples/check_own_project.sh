#!/usr/bin/env bash
# Builds the examples as a project of their own in OUT and runs some: on the fakes, and against a sandbox.
# Usage: check_own_project.sh EXAMPLES OUT SANDBOX [CMAKE-ARGUMENT...]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
examples="$1" out="$2" sandbox="$3"
shift 3

rm -rf "$out"
cmake -S "$examples" -B "$out" "$@"
cmake --build "$out"
"$out/unit_test_your_code"
with_sandbox() { "$here/../../scripts/with-sandbox.sh" "$sandbox" "$@"; }
with_sandbox "$out/list_open_tickets" | grep -x '10 open tickets; there are more'
with_sandbox "$out/export_tickets" "$out/tickets.jsonl" | grep -x "250 tickets in $out/tickets.jsonl"
