#!/usr/bin/env bash
# Fails if list_open_tickets prints anything but EXPECTED when it is run against a sandbox.
# Usage: check_list_output.sh EXPECTED LIST_OPEN_TICKETS SANDBOX
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$here/../../scripts/with-sandbox.sh" "$3" "$2" | diff "$1" - || {
  echo "Where the new output is right, copy it to tests/docs/${1##*/} and into README.md." >&2
  exit 1
}
