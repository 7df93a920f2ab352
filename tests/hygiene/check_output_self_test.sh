#!/usr/bin/env bash
# Shows that check_output.sh can fail: on the word, on no log and on an empty one.
# Usage: check_output_self_test.sh WORK
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_output.sh"
work="$1"

rm -rf "$work"
mkdir -p "$work/directory"
# refuses FILE: and what it says is not shown, for ctest's log is what scripts/test.sh looks at.
refuses() {
  if bash "$check" "$1" >/dev/null 2>&1; then
    echo "Not refused: $1" >&2
    exit 1
  fi
}

printf 'Test: a\nPassed\n' >"$work/good"
bash "$check" "$work/good"
printf 'Test: a\nt0_%s_key\n' canary >"$work/key"
refuses "$work/key"
printf 'Test: a\n\0\nt0_%s_key\n' canary >"$work/bytes"  # grep would call it a binary file
refuses "$work/bytes"
: >"$work/empty"
refuses "$work/empty"
refuses "$work/missing"
refuses "$work/directory"
