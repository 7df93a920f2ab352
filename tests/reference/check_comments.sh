#!/usr/bin/env bash
# Fails on what Doxygen warns of in the public headers: a symbol without a comment, a command or a name in one that is none.
# Usage: check_comments.sh ROOT
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/doxygen.sh"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
run_doxygen "$(cd "$1" && pwd)" "$work" GENERATE_XML=YES >"$work/warnings" 2>&1 || true
[ -s "$work/xml/index.xml" ] || { cat "$work/warnings" >&2 && echo "doxygen has written nothing" >&2 && exit 1; }
if [ -s "$work/warnings" ]; then
  cat "$work/warnings" >&2
  echo "^ a public symbol has a comment that says its contract: see Style in CONTRIBUTING.md" >&2
  exit 1
fi
