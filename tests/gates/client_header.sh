# shellcheck shell=bash
# For what measures ticket0/client.hpp; sourced with COMPILER INCLUDE_DIRECTORY... as arguments. Leaves `compiler`, `includes`, and
# in `work` two files to compile: client.cpp, and standard.cpp with the standard headers of all of ours that it includes.
compiler="$1"
shift
includes=("${@/#/-I}")
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

echo '#include "ticket0/client.hpp"' >"$work/client.cpp"
"$compiler" -std=c++20 "${includes[@]}" -MM "$work/client.cpp" | grep -o '[^ ]*ticket0/[^ ]*\.hpp' |
  xargs grep -h '^#include <' | sort -u >"$work/standard.cpp"
