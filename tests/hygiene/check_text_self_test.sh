#!/usr/bin/env bash
# Shows that check_text.sh can fail: each bad text alone, in a tree that passes without it.
# Usage: check_text_self_test.sh WORK
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_text.sh"
work="$1"

rm -rf "$work"
mkdir -p "$work/src"
good() { printf 'int answer = 42;\n' >"$work/src/a.cpp"; }

good
bash "$check" "$work"

refuses() {
  good
  # shellcheck disable=SC2059  # the texts have escapes
  printf "$1" >>"$work/src/a.cpp"
  if bash "$check" "$work" >/dev/null 2>&1; then
    printf 'Not refused: %s\n' "$1" >&2
    exit 1
  fi
}
slash=/
refuses "// see ${slash}work/main\n"
refuses "// see ${slash}home/me/x\n"
refuses "// see ..${slash}shared/design\n"
refuses "// from https:/${slash}registry.example.org/x\n"
refuses "// from http:/${slash}deb.example.org\n"
refuses 'int x;  \n'
refuses 'int\tx;\n'
refuses 'int x;\r\n'
refuses 'int x;'
