#!/usr/bin/env bash
# Writes tests/reference/api.txt: what the public headers declare.
# Usage: scripts/update-api.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec tests/reference/api.sh update .
