#!/usr/bin/env bash
# Shows that check_ways.sh can fail, on programs that end in the wrong way.
# Usage: check_ways_self_test.sh SERVER WORK
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_ways.sh"
server="$1" ways="$2/ways.sh"

program() {  # program(COMMANDS): one whose only way ought to say "fine" and end with 3
  printf '#!/usr/bin/env bash\nif [ "$1" = --list ]; then echo "only 3 fine"; exit; fi\n%s\n' "$1" >"$ways"
  chmod +x "$ways"
}
refuses() {
  if bash "$check" "$ways" "$server" http 2 "${2:-only}" >/dev/null 2>&1; then
    printf 'Not refused: %s\n' "$1" >&2
    exit 1
  fi
}

program 'echo fine; exit 3'
bash "$check" "$ways" "$server" http 2 only >/dev/null
refuses 'a way that is not there' other
program 'echo fine; kill -SEGV $$'
refuses 'a crash'
program 'echo fine'
refuses 'another status'
program 'echo fine indeed; exit 3'
refuses 'another output'
program 'exit 3'
refuses 'no output'
program 'echo fine; echo leak >&2; exit 3'
refuses 'what a sanitizer says'
