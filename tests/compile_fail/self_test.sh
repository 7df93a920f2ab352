#!/usr/bin/env bash
# Shows that check.sh can fail: on a mistake that compiles, on one with another reason, on a snippet that is broken anyhow.
# Usage: self_test.sh WORK COMPILER
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check.sh"
work="$1" compiler="$2"
mkdir -p "$work"

snippet() { printf '%s\n' "$@" >"$work/snippet.cpp"; }
passes() { bash "$check" "$work/snippet.cpp" "$compiler" >/dev/null 2>&1; }
must_not_pass() {
  if passes; then
    echo "Passed: $1" >&2
    exit 1
  fi
}

snippet '// expect: static.assert' '#ifdef MUST_NOT_COMPILE' 'static_assert(false);' '#endif'
passes
snippet '// expect: static.assert' '#ifdef MUST_NOT_COMPILE' 'static_assert(true);' '#endif'
must_not_pass "a mistake that compiles"
snippet '// expect: static.assert' '#ifdef MUST_NOT_COMPILE' 'int x = y;' '#endif'
must_not_pass "another reason"
snippet '// expect: static.assert' 'int x = y;' '#ifdef MUST_NOT_COMPILE' 'static_assert(false);' '#endif'
must_not_pass "broken without its mistake"
snippet '#ifdef MUST_NOT_COMPILE' 'static_assert(false);' '#endif'
must_not_pass "no phrase to expect"
