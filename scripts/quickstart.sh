#!/usr/bin/env bash
# Builds the example list_open_tickets and shows it at work against a stand-in for the service on this machine.
# Usage: scripts/quickstart.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=build/release
example="$build/examples/list_open_tickets"
mkdir -p "$build"
log="$build/quickstart.log"

quietly() {
  "$@" </dev/null >>"$log" 2>&1 || {
    tail -n 50 "$log" >&2
    echo "Failed: $* (the whole output is in $log)" >&2
    exit 1
  }
}

scripts/install-deps.sh
if command -v ninja >/dev/null; then
  export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
fi
[ -x "$example" ] || echo "Building the library, the sandbox and the examples (a minute or two)"
: >"$log"
quietly cmake --preset release
quietly cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)"

echo "The ten most recent open tickets of the sandbox, a stand-in for the service on this machine:"
echo
scripts/with-sandbox.sh "$build/tools/sandbox/ticket0-sandbox" "$example"
echo
tool="$build/tools/ticket0/ticket0"
if [ -x "$tool" ]; then
  echo "From the command line, with the sandbox:"
  echo "  scripts/with-sandbox.sh $build/tools/sandbox/ticket0-sandbox $tool tickets list"
  echo "and with your own workspace and a key from its settings:"
  echo "  export TICKET0_API_KEY=t0_..."
  echo "  $tool doctor"
  echo "  $tool tickets list"
else
  echo "The same for your own workspace, with a key from its settings:"
  echo "  TICKET0_API_KEY=t0_... $example"
fi
