#!/usr/bin/env bash
# Installs BUILD, then moves it to PREFIX: what is tested is always a tree that was moved. With further arguments BUILD is
# first made from SOURCE by `cmake ARGUMENT...`.
# Usage: install_prefix.sh SOURCE BUILD PREFIX [ARGUMENT...]
set -euo pipefail
source="$1" build="$2" prefix="$3"
shift 3

if [ $# -gt 0 ]; then
  cmake -S "$source" -B "$build" "$@"
  cmake --build "$build" --parallel 2
fi
rm -rf "$prefix" "$prefix.first"
cmake --install "$build" --prefix "$prefix.first"
mv "$prefix.first" "$prefix"

cmp "$source/LICENSE" "$prefix/share/doc/ticket0/LICENSE"

# Users need neither nlohmann/json nor anything of the machine that built the library. A path counts where it begins as one:
# the tree may well be /ticket0, and "/ticket0Targets.cmake" is no harm.
paths="$(printf '%s\n' "$build" "$source" "$prefix.first" | sed 's/[][\.*^$+?(){}|]/\\&/g' | paste -sd '|' -)"
if grep -rInE -e nlohmann -e "(^|-[IL]|[^[:alnum:]_.}-])($paths)(/|[^[:alnum:]_.-]|\$)" "$prefix"; then
  echo "The installed files name what they should not: see above." >&2
  exit 1
fi
