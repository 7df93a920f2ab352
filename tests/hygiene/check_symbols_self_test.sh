#!/usr/bin/env bash
# Shows that check_symbols.sh can fail, on small libraries that break one rule each.
# Usage: check_symbols_self_test.sh COMPILER WORK
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_symbols.sh"
compiler="$1" work="$2"

rm -rf "$work"
mkdir -p "$work"
good='#include <string>
namespace ticket0 { __attribute__((visibility("default"))) std::string name(int n) { return std::to_string(n); } }'

built() {  # built(TEXT): a shared library of `good` and TEXT
  printf '%s\n' "$good" "$1" >"$work/a.cpp"
  "$compiler" -std=c++20 -fPIC -fvisibility=hidden -fvisibility-inlines-hidden -shared "$work/a.cpp" -o "$work/a.so"
}
refuses() {
  built "$1"
  if bash "$check" "$work/a.so" >/dev/null 2>&1; then
    printf 'Not refused: %s\n' "$1" >&2
    exit 1
  fi
}

built ''
bash "$check" "$work/a.so"
refuses $'#include <iostream>\nvoid f() { std::cerr << 1; }'
refuses $'#include <cstdio>\nvoid f(int n) { std::printf("%d", n); }'
refuses $'#include <cstdio>\nvoid f(int n) { std::fprintf(stderr, "%d", n); }'
refuses $'#include <cstdlib>\nvoid f() { std::abort(); }'
refuses $'#include <cstdlib>\nvoid f() { std::exit(1); }'
refuses '__attribute__((visibility("default"))) void shown() {}'
refuses 'namespace other { __attribute__((visibility("default"))) int shown = 1; }'
