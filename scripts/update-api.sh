#!/usr/bin/env bash
# Writes tests/reference/api.txt, what the public headers declare. Refuses a declaration that was changed and whose comment was
# not, unless its name is given: the comment still says all.
# Usage: scripts/update-api.sh [NAME...]    e.g. ticket0::Client::send
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec tests/reference/api.sh update . "$@"
