#!/usr/bin/env bash
# A Field in two or three pairs of braces does not compile, whether initialised or assigned, and the compiler's first error says
# what to write instead.
# Usage: braces.sh COMPILER [FLAG...]
set -euo pipefail

snippet() { # snippet TYPE STATEMENT
  printf '#include "ticket0/types.hpp"\nvoid use() {\n  using Value = %s;\n  ticket0::Field<Value> f%s\n  static_cast<void>(f);\n}\n' "$1" "$2"
}
compile() { # compile SOURCE COMPILER [FLAG...]
  local source="$1"
  shift
  LC_ALL=C "$@" -std=c++20 -fsyntax-only -x c++ - <<<"$source" 2>&1
}

while IFS='|' read -r type words; do
  for assigned in "" "; f"; do
    compile "$(snippet "$type" "$assigned = {};")" "$@" >&2
    for depth in 2 3; do
      open="${words/#/$(printf '{%.0s' $(seq $depth))}"
      statement="$assigned = $open$(printf '}%.0s' $(seq $depth));"
      if text="$(compile "$(snippet "$type" "$statement")" "$@")"; then
        echo "Compiles, and must not: Field<$type> f$statement" >&2
        exit 1
      fi
      if ! grep -m1 "error: " <<<"$text" | grep -qF "write one pair of braces"; then
        printf '%s\nThe first error does not say what to write: Field<%s> f%s\n' "$text" "$type" "$statement" >&2
        exit 1
      fi
    done
  done
done <<'END'
std::vector<std::string>|
std::vector<std::string>|"a"
std::vector<std::string>|"a", "b"
std::vector<std::string>|"a", "b", "c"
std::string|
std::string|"a"
std::string|"a", "b"
ticket0::UserId|
ticket0::UserId|"a"
ticket0::Open<ticket0::TicketStatus>|
ticket0::Open<ticket0::TicketStatus>|ticket0::TicketStatus::open
END
