#!/usr/bin/env bash
# Runs the consumer's programs: those that need no service first, then the real call to a sandbox. What that prints has to be what the
# sandbox answers to a request made without the library.
# Usage: check_consumer.sh DIR SANDBOX
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

if [ "${2:-}" != "" ]; then
  for program in fakes_consumer errors_consumer webhook_consumer; do
    [ "$program" = webhook_consumer ] && [ ! -e "$1/$program" ] && continue
    "$1/$program" || { echo "$program failed" >&2; exit 1; }
  done
  exec "$here/../../scripts/with-sandbox.sh" "$2" "$0" "$1"
fi

printed="$("$1/consumer")"

# shellcheck source=tests/sandbox/ask.sh
. "$here/../sandbox/ask.sh"
expected="$(ask '/tickets?status=open&limit=10' | grep -o '"id": *"tkt_[^"]*"' | grep -o 'tkt_[^"]*')"

if [ "$(wc -l <<<"$printed")" -ne 10 ] || [ "$(cut -d ' ' -f 1 <<<"$printed")" != "$expected" ]; then
  printf 'The consumer printed:\n%s\nThe sandbox holds:\n%s\n' "$printed" "$expected" >&2
  exit 1
fi
echo "$printed"
