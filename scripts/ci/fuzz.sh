#!/usr/bin/env bash
# Each fuzz target for a fixed number of inputs, from a fixed seed and from nothing learned before.
# Usage: scripts/ci/fuzz.sh [COUNT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

rm -rf build/fuzz/learned
scripts/fuzz.sh --runs="${1:-20000}"
