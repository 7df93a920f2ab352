#!/usr/bin/env bash
# Builds the fuzz targets and runs them one after the other, each for MINUTES, or for so many inputs with --runs. What a target
# finds is left in build/fuzz/found, as is what it learned in build/fuzz/learned: mend src, then keep the input under
# tests/fuzz/corpus, where ctest replays it.
# Usage: [CXX=CLANG] scripts/fuzz.sh MINUTES|--runs=COUNT [TARGET...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  --runs=*) limit=("-runs=${1#--runs=}" -seed=1) ;;
  '' | *[!0-9]*)
    sed -n '5s/^# //p' "$0" >&2
    exit 2
    ;;
  *) limit=("-max_total_time=$(($1 * 60))") ;;
esac
shift

scripts/install-deps.sh
compiler="${CXX:-clang++}"
if ! command -v "$compiler" >/dev/null; then
  scripts/install-deps.sh clang
fi
# libFuzzer and the sanitizers are a package of their own since Debian 12; before, they came with clang.
if ! "$compiler" -fsanitize=fuzzer,address,undefined -x c++ -o /dev/null - 2>/dev/null <<'EMPTY'
extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }
EMPTY
then
  scripts/install-deps.sh "libclang-rt-$("$compiler" -dumpversion | cut -d. -f1)-dev"
fi
if command -v ninja >/dev/null; then
  export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
fi
build=build/fuzz
cmake --preset fuzz -DCMAKE_CXX_COMPILER="$compiler" </dev/null >/dev/null
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" </dev/null

if [ $# -gt 0 ]; then
  targets=("$@")
else
  targets=()
  for directory in tests/fuzz/corpus/*/; do targets+=("$(basename "$directory")"); done
fi
mkdir -p "$build/found"
for target in "${targets[@]}"; do
  learned="$build/learned/$target"
  mkdir -p "$learned"
  seeds=("tests/fuzz/corpus/$target")
  words=()
  case "$target" in
    decode_* | differential) seeds+=(tests/golden/data) ;;
  esac
  case "$target" in
    decode_* | differential | error_body | extra_json | webhook) words=(-dict=tests/fuzz/json.dict) ;;
  esac
  if ! "$build/tests/fuzz/fuzz_$target" "${limit[@]}" "${words[@]}" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$build/found/$target-" "$learned" "${seeds[@]}" \
    >"$build/$target.log" 2>&1 </dev/null; then
    tail -n 40 "$build/$target.log" >&2
    echo "$target has found something: see $build/found" >&2
    exit 1
  fi
  runs="$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log")"
  covered="$(grep -o 'cov: [0-9]*' "$build/$target.log" | tail -n 1 | cut -d ' ' -f 2)"
  echo "$target: $runs inputs, $covered edges reached"
done
