#!/usr/bin/env bash
# Fails on a source that clang-format would change. Skipped where there is no clang-format 14: other versions differ.
# Usage: check_format.sh ROOT
set -euo pipefail
cd "$1"

formatter=""
for candidate in clang-format-14 clang-format; do
  if "$candidate" --version 2>/dev/null | grep -q 'version 14\.'; then
    formatter="$candidate"
    break
  fi
done
if [ -z "$formatter" ]; then
  echo "skipped: no clang-format 14 on this machine"
  exit 0
fi

dirs=()
for dir in include src tests tools examples; do
  [ ! -d "$dir" ] || dirs+=("$dir")
done
# Its output is compared: --dry-run reports changes of `namespace a::inline b` that it then does not make.
failed=no
while IFS= read -r file; do
  if ! "$formatter" "$file" | cmp -s - "$file"; then
    echo "$file" >&2
    failed=yes
  fi
done < <(find "${dirs[@]}" \( -name '*.cpp' -o -name '*.hpp' \) | sort)
if [ "$failed" = yes ]; then
  echo "^ would be changed by: $formatter -i FILE" >&2
  exit 1
fi
