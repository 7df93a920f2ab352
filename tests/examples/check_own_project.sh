#!/usr/bin/env bash
# Builds the examples as a project of their own in OUT and runs one against a sandbox.
# Usage: check_own_project.sh EXAMPLES OUT SANDBOX [CMAKE-ARGUMENT...]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
examples="$1" out="$2" sandbox="$3"
shift 3

rm -rf "$out"
cmake -S "$examples" -B "$out" "$@"
cmake --build "$out"
"$here/../../scripts/with-sandbox.sh" "$sandbox" "$out/list_open_tickets" | grep -x '10 open tickets; there are more'
