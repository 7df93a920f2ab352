#!/usr/bin/env bash
# SNIPPET has to compile as it is, and with -DMUST_NOT_COMPILE to fail with one of the phrases that its line `// expect: ` names.
# Usage: check.sh SNIPPET COMPILER [FLAG...]
set -euo pipefail
snippet="$1"
shift

phrases="$(sed -n 's|^// expect: ||p' "$snippet")"
if [ -z "$phrases" ]; then
  echo "$snippet: it has no line '// expect: '" >&2
  exit 1
fi
compile=("$@" -std=c++20 -Wall -Wextra -Werror -fsyntax-only "$snippet")
if ! text="$(LC_ALL=C "${compile[@]}" 2>&1)"; then
  printf '%s\n%s does not compile even without its mistake.\n' "$text" "$snippet" >&2
  exit 1
fi
if text="$(LC_ALL=C "${compile[@]}" -DMUST_NOT_COMPILE 2>&1)"; then
  echo "$snippet compiles, and must not." >&2
  exit 1
fi
if ! grep -qE "error: .*($phrases)" <<<"$text"; then
  printf '%s\n%s fails, but not for its reason: %s\n' "$text" "$snippet" "$phrases" >&2
  exit 1
fi
