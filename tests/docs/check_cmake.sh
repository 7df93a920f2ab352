#!/usr/bin/env bash
# Configures the project of README.md's CMake blocks in one of their ways; with fetch_content it is built as well, the
# library included. tests/install builds the other ways.
# Usage: check_cmake.sh WAY SOURCE WORK [CMAKE-ARGUMENT...]
set -euo pipefail
way="$1" source="$2" work="$3"
shift 3

rm -rf "$work"
mkdir -p "$work/app/third_party"
cp "$source/tests/docs/cmake/CMakeLists.txt" "$work/app/"
ln -s "$source" "$work/app/third_party/ticket0-cpp"
echo 'int main() {}' | tee "$work/app/main.cpp" >"$work/app/tests.cpp"
cmake -S "$work/app" -B "$work/build" "-DWAY=$way" "$@"
if [ "$way" = fetch_content ]; then
  cmake --build "$work/build" --parallel 2 --target my_app my_tests
fi
