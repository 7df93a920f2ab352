#!/usr/bin/env bash
# The target docs of a build directory writes the reference, without what is not for users.
# Usage: check_target.sh BUILD_DIR
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/doxygen.sh"

html="$1/docs/html"
rm -rf "$html"
cmake --build "$1" --target docs
grep -q 'Cheap to copy' "$html/classticket0_1_1Client.html"
if grep -nE 'inline v1|TICKET0_EXPORT|detail::|engine_' "$html"/class*.html "$html"/struct*.html "$html"/namespace*.html >&2; then
  echo "^ is nothing for users" >&2
  exit 1
fi
