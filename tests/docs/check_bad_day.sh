#!/usr/bin/env bash
# Fails if triage does not get through the sandbox's bad_day.json as docs/retries-and-limits.md shows: EXPECTED is what the sandbox
# logs, without times. Runs the commands of that page, on a free port.
# Usage: check_bad_day.sh EXPECTED TRIAGE SANDBOX
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2016  # "$@" is for the script that is written
printf '#!/usr/bin/env bash\nexec %q --faults %q "$@" 2>%q\n' \
  "$3" "$root/tools/sandbox/faults/bad_day.json" "$work/log" >"$work/sandbox"
chmod +x "$work/sandbox"
"$root/scripts/with-sandbox.sh" "$work/sandbox" "$2" >"$work/out"

grep -q '^resolved  tkt_0251  resolved ' "$work/out" || {
  cat "$work/out" >&2
  echo "triage did not resolve its ticket." >&2
  exit 1
}
sed -E 's/ [0-9]+ us//' "$work/log" | diff "$1" - || {
  echo "Where the new log is right, copy it to tests/docs/${1##*/} and into docs/retries-and-limits.md." >&2
  exit 1
}
