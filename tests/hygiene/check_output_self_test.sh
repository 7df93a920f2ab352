#!/usr/bin/env bash
# Shows that check_output.sh can fail: on the word, on a skipped test whose name gives no reason, on no log and on an empty one.
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

# skipped NAME: what ctest writes of a test that was skipped.
skipped() {
  printf '1/2 Testing: %s\n1/2 Test: %s\nOutput:\n-\nTest Pass Reason:\n%s\n' "$1" "$1" \
    'Skip regular expression found in output. Regex=[^skipped: ]'
}
{ skipped hygiene.format.needs_clang_format_14 && skipped Locale.IsRead_needs_de_DE; } >"$work/named"
bash "$check" "$work/named"
for name in Locale.IsRead Locale.IsReadIfOneNeedsIt hygiene.format; do
  skipped "$name" >"$work/unnamed"
  refuses "$work/unnamed"
done
