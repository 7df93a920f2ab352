#!/usr/bin/env bash
# Fails on a source that FORMATTER, a clang-format 14, would change.
# Usage: check_format.sh ROOT FORMATTER
set -euo pipefail
cd "$1"

formatter="$2"

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
