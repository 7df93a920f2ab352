#!/usr/bin/env bash
# Everything under the thread sanitizer.
# Usage: [CXX=COMPILER] scripts/ci/tsan.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# What is suppressed is what the sanitizer cannot see; the file says why.
export TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1:die_after_fork=0:suppressions=$PWD/tests/sandbox/tsan.supp${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
scripts/test.sh tsan
