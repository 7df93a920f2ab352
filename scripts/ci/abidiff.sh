#!/usr/bin/env bash
# What changed in the binary interface of the shared libraries since the last tag. While the version is 0.x, a new minor may
# break it; within one, anything but additions fails. Where there is no tag there is nothing to compare.
# Usage: scripts/ci/abidiff.sh [TAG]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tag="${1:-$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || true)}"
if [ -z "$tag" ]; then
  echo "There is no tag v... to compare with."
  exit 0
fi
scripts/install-deps.sh
command -v abidiff >/dev/null || scripts/install-deps.sh abigail-tools

work="$PWD/build/abidiff"
git worktree prune
[ ! -d "$work/before" ] || git worktree remove --force "$work/before"
mkdir -p "$work"
git worktree add --quiet --detach "$work/before" "$tag"
trap 'git worktree remove --force "$work/before"' EXIT

# build SOURCE OUT: the shared libraries, with what abidiff reads types from.
build() {
  cmake -S "$1" -B "$2" -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTICKET0_WEBHOOK=ON \
    -DTICKET0_BUILD_TESTS=OFF -DTICKET0_BUILD_EXAMPLES=OFF -DTICKET0_BUILD_TOOLS=OFF >/dev/null
  cmake --build "$2" --parallel "$(getconf _NPROCESSORS_ONLN)" >/dev/null
}
build "$work/before" "$work/before-build"
build . "$work/now-build"
# "0.1" of VERSION 0.1.2: within it the interface holds.
line_of() { sed -n 's/^#define TICKET0_VERSION "\([0-9]*\.[0-9]*\).*/\1/p' "$1"; }
before="$(line_of "$work/before-build/include/ticket0/version.hpp")"
now="$(line_of "$work/now-build/include/ticket0/version.hpp")"

changed=no
for library in ticket0 ticket0_webhook ticket0_fakes; do
  old="$work/before-build/src/lib$library.so"
  new="$work/now-build/src/lib$library.so"
  if [ ! -e "$old" ]; then
    echo "$library was not there in $tag."
    continue
  fi
  if [ ! -e "$new" ]; then
    echo "$library is not there any more."
    changed=yes
    continue
  fi
  status=0
  tests/hygiene/check_abi.sh "$old" "$new" --headers-dir1 "$work/before/include" --headers-dir2 include || status=$?
  case "$status" in
    0) ;;
    1) changed=yes ;;
    *) exit 1 ;;
  esac
done
if [ "$changed" = no ]; then
  echo "Nothing that was in $tag is missing or has changed."
elif [ "$before" != "$now" ]; then
  echo "The above has changed since $tag. The version went from $before to $now, so it may."
else
  echo "The above has changed since $tag, within version $now." >&2
  exit 1
fi
