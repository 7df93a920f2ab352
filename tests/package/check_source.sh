#!/usr/bin/env bash
# Makes the source archive of a build, and configures the library from what is in it. It has every file of the tree, those in
# the directories that .gitignore names left out.
# Usage: check_source.sh SOURCE BUILD WORK [CMAKE-ARGUMENT...]
set -euo pipefail
source="$1" build="$2" work="$3"
shift 3

rm -rf "$work"
mkdir -p "$work"
cpack --config "$build/CPackSourceConfig.cmake" -B "$work/packed"
archives=("$work/packed"/*.tar.gz)
tar -xzf "${archives[0]}" -C "$work"
unpacked="$work/$(basename "${archives[0]}" .tar.gz)"

files() { (cd "$1" && find . \( -name .git -o -name node_modules -o -path ./build -o -path './build-*' -o -path ./out \) -prune -o -type f -print | sort); }
diff <(files "$source") <(files "$unpacked") >&2 || { echo "^ the tree and the archive differ" >&2; exit 1; }
for each in build .git out; do
  [ ! -e "$unpacked/$each" ] || { echo "$each is in the archive" >&2; exit 1; }
done
[ -x "$unpacked/scripts/test.sh" ]

cmake -S "$unpacked" -B "$work/configured" -DTICKET0_BUILD_TESTS=OFF -DTICKET0_BUILD_EXAMPLES=OFF -DTICKET0_BUILD_TOOLS=OFF "$@"
