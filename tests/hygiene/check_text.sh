#!/usr/bin/env bash
# Fails on text that has no place in a file of the tree: paths of somebody's machine, hosts of package registries, tabs, white
# space at the end of a line, a last line without its newline.
# Usage: check_text.sh ROOT
set -euo pipefail
cd "$1"

# What a fuzzer is fed is bytes, not text.
find . \( -path ./tests/fuzz/corpus -o -name .git -o -name build -o -name 'build-*' -o -name out -o -name node_modules \) -prune -o -type f -print |
  sed 's|^\./||' | sort >"${TMPDIR:-/tmp}/check_text.$$"
trap 'rm -f "${TMPDIR:-/tmp}/check_text.$$"' EXIT
files=()
while IFS= read -r file; do files+=("$file"); done <"${TMPDIR:-/tmp}/check_text.$$"
if [ ${#files[@]} -eq 0 ]; then
  echo "No files in $1" >&2
  exit 1
fi

failed=no
# none(REASON, PATTERN, FILE...): no line of any FILE may match.
none() {
  local reason="$1" pattern="$2"
  shift 2
  [ $# -gt 0 ] || return 0
  if grep -nHIE -e "$pattern" -- "$@"; then
    echo "^ $reason" >&2
    failed=yes
  fi
}

sources=()
tabless=()
for file in "${files[@]}"; do
  case "$file" in
    *.md) continue ;;  # two blanks at the end of a line are a line break there
  esac
  sources+=("$file")
  case "$file" in
    *Makefile) ;;
    *) tabless+=("$file") ;;
  esac
done

none "a path of one machine" '(^|[^[:alnum:]_.~}-])/(wor[k]|home|root|Users)/' "${files[@]}"
none "a path outside this tree" '\.\./share[d]' "${files[@]}"
none "a package registry's host" \
  '//([a-z0-9.-]+\.)?(deb|mirrors?|archive|security|ports|registry|registries|proxy|files)\.[a-z0-9-]+\.[a-z]+' "${files[@]}"
none "white space at the end of the line" '[[:blank:]]$' "${sources[@]}"
none "a tab" $'\t' "${tabless[@]}"
none "a carriage return" $'\r' "${sources[@]}"

for file in "${files[@]}"; do
  if [ -s "$file" ] && [ -n "$(tail -c 1 "$file" | tr -d '\n\0')" ]; then
    echo "$file: no newline at the end" >&2
    failed=yes
  fi
done
[ "$failed" = no ]
