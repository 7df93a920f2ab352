#!/usr/bin/env bash
# Compares what the public headers declare with tests/reference/api.txt, or writes that file. Comments do not count.
# Usage: api.sh check ROOT    fails if they differ
#        api.sh update ROOT   writes what the headers declare
set -euo pipefail
export LC_ALL=C  # a byte is a character
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/doxygen.sh"

action="$1"
root="$(cd "$2" && pwd)"
if [ "$action" = update ]; then has_doxygen || exit 1; fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
run_doxygen "$root" "$work" GENERATE_XML=YES XML_PROGRAMLISTING=NO WARNINGS=NO EXTRACT_ALL=YES \
  'FILTER_PATTERNS=*.hpp="awk -v obvious=1 -f docs/doxygen_filter.awk"'
[ -s "$work/xml/index.xml" ] || { echo "doxygen has written nothing" >&2 && exit 1; }
new="$work/api.txt"
{
  echo "# What the public headers declare. Written by scripts/update-api.sh, see CONTRIBUTING.md."
  find "$work/xml" -name '*.xml' | sort | xargs awk -f "$here/api.awk"
} >"$new"
old="$root/tests/reference/api.txt"
if [ "$action" = update ]; then
  cp "$new" "$old"
elif ! diff "$old" "$new" >"$work/difference"; then
  grep '^[<>]' "$work/difference" >&2
  echo "^ the headers declare something else than tests/reference/api.txt: update CHANGELOG.md and docs/public-api.md, then run scripts/update-api.sh" >&2
  exit 1
fi
