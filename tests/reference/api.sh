#!/usr/bin/env bash
# Compares what the public headers declare with tests/reference/api.txt, or writes that file.
# Usage: api.sh check ROOT             fails where the headers say something else
#        api.sh update ROOT [NAME...]  writes what they say, but refuses a declaration that was changed and whose comment was
#                                      not, unless NAME (e.g. ticket0::Client::send) says that the comment still holds
set -euo pipefail
export LC_ALL=C  # a byte is a character
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/doxygen.sh"

action="$1"
root="$(cd "$2" && pwd)"
shift 2
if [ "$action" = update ]; then has_doxygen || exit 1; fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
run_doxygen "$root" "$work" GENERATE_XML=YES XML_PROGRAMLISTING=NO WARNINGS=NO EXTRACT_ALL=YES \
  'FILTER_PATTERNS=*.hpp="awk -v obvious=1 -f docs/doxygen_filter.awk"'
[ -s "$work/xml/index.xml" ] || { echo "doxygen has written nothing" >&2 && exit 1; }
new="$work/api.txt"
{
  echo "# What the public headers declare, a digest of its comment before it. Written by scripts/update-api.sh, see CONTRIBUTING.md."
  find "$work/xml" -name '*.xml' | sort | xargs awk -f "$here/api.awk"
} >"$new"
old="$root/tests/reference/api.txt"
[ -e "$old" ] || : >"$old"
if cmp -s "$old" "$new"; then exit 0; fi

# A declaration of before is gone, and one of the same name and with the same comment is new. What has no comment needs none.
awk '
  function digest() { return $1 }
  function name() { return substr($2, 1, length($2) - 1) }
  NR == FNR { before[$0]; next }
  { after[$0]; if (!($0 in before)) added[name() " " digest()] = $0 }
  END {
    for (text in before) {
      $0 = text
      if (!(text in after) && digest() != "-" && (name() " " digest()) in added) print name()
    }
  }' "$old" "$new" | sort -u >"$work/silent"
for name in "$@"; do
  grep -qxF -e "$name" "$work/silent" || { echo "$name: has not changed under the same comment" >&2 && exit 1; }
  grep -vxF -e "$name" "$work/silent" >"$work/rest" || true
  mv "$work/rest" "$work/silent"
done

if [ "$action" = check ]; then
  diff "$old" "$new" | grep '^[<>]' >&2 || true
fi
if [ -s "$work/silent" ]; then
  {
    echo "Changed, while the comment stayed what it was:"
    sed 's/^/  /' "$work/silent"
    echo "Change the comment as well; or, where it still says all, scripts/update-api.sh with those names."
  } >&2
  exit 1
fi
if [ "$action" = check ]; then
  echo "^ tests/reference/api.txt says something else: look at CHANGELOG.md and docs/public-api.md, then scripts/update-api.sh" >&2
  exit 1
fi
cp "$new" "$old"
