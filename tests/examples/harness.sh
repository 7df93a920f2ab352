# shellcheck shell=bash
# What the tests of the examples have in common; sourced by check_*.sh with `sandbox`, the program, set.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
unset TICKET0_API_KEY TICKET0_BASE_URL
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() {
  printf '%s\n--- stdout\n' "$1" >&2
  cat "$work/out" >&2
  printf -- '--- stderr\n' >&2
  cat "$work/err" >&2
  exit 1
}

# expect CODE COMMAND...: runs it, keeps what it prints, and fails if it ends otherwise.
expect() {
  local wanted="$1" code=0
  shift
  "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
  [ "$code" -eq "$wanted" ] || fail "exit code $code instead of $wanted"
}
says() { grep -qF -- "$1" "$work/err" || fail "stderr does not say: $1"; }
says_nothing() { [ ! -s "$work/err" ] || fail "stderr is not empty"; }
shows() { grep -qE -- "$1" "$work/out" || fail "stdout does not show: $1"; }
# shows_exactly TEXT: without the line break at its end.
shows_exactly() { diff <(printf '%s\n' "$1") "$work/out" >&2 || fail "stdout is not: $1"; }
says_nothing_of() { ! grep -qF -- "$1" "$work/out" "$work/err" || fail "It prints $1"; }
prints_nothing() { [ ! -s "$work/out" ] || fail "stdout is not empty"; }

# sandbox_with OPTION...: from here on `with_sandbox` starts the sandbox with these options.
sandbox_with() {
  # shellcheck disable=SC2016,SC2154  # "$@" is for the script that is written; sandbox is the caller's
  printf '#!/usr/bin/env bash\nexec %q "$@"%s\n' "$sandbox" "$(printf ' %q' "$@")" >"$work/sandbox"
  chmod +x "$work/sandbox"
}
with_sandbox() { "$here/../../scripts/with-sandbox.sh" "$work/sandbox" "$@"; }
sandbox_with --quiet

# shellcheck source=tests/sandbox/ask.sh
. "$here/../sandbox/ask.sh"
