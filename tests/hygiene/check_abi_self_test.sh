#!/usr/bin/env bash
# Shows that check_abi.sh can fail, on small libraries: by what is removed, by what has changed, and by no library at all.
# Usage: check_abi_self_test.sh COMPILER WORK
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_abi.sh"
compiler="$1" work="$2"

rm -rf "$work"
mkdir -p "$work"
built() {  # built(NAME, TEXT): a shared library of TEXT
  printf '%s\n' "$2" >"$work/$1.cpp"
  "$compiler" -g -fPIC -shared "$work/$1.cpp" -o "$work/$1.so"
}
# ends_with STATUS NEW: what the check says of `old` and NEW.
ends_with() {
  local status=0
  bash "$check" "$work/old.so" "$work/$2.so" >"$work/$2.txt" 2>&1 || status=$?
  if [ "$status" -ne "$1" ]; then
    cat "$work/$2.txt" >&2
    echo "$2: the status is $status and not $1" >&2
    exit 1
  fi
}

built old 'struct Pair { int a; }; int first(Pair* p) { return p->a; } int second() { return 2; }'
built same 'struct Pair { int a; }; int first(Pair* p) { return p->a + 1; } int second() { return 3; }'
built added 'struct Pair { int a; }; int first(Pair* p) { return p->a; } int second() { return 2; } int third() { return 3; }'
built removed 'struct Pair { int a; }; int first(Pair* p) { return p->a; }'
built grown 'struct Pair { int a; int b; }; int first(Pair* p) { return p->a; } int second() { return 2; }'
ends_with 0 same
ends_with 0 added
ends_with 1 removed
ends_with 1 grown
ends_with 2 missing
