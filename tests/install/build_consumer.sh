#!/usr/bin/env bash
# Builds a consumer project with CMake in OUT and looks at its command line, then runs it: check_consumer.sh.
# Usage: build_consumer.sh PROJECT OUT SANDBOX [ARGUMENT...]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
project="$1" out="$2" sandbox="$3"
shift 3

rm -rf "$out/CMakeCache.txt"
cmake -S "$here/$project" -B "$out" "$@"
cmake --build "$out" --parallel 2

# Of the library's there may be include directories and the language's version, and nothing else.
command="$(grep -o '"command": ".*consumer/main.cpp' "$out/compile_commands.json" | sed 's/^"command": "//')"
echo "$command"
for word in $command; do
  case "$word" in
    *++* | *ccache | -I* | -isystem | /* | -std=* | -o | -c | *.o) ;;
    -Wall | -Wextra | -Wshadow | -Wconversion | -Werror | -g | -O3 | -DNDEBUG | --coverage | -fprofile-update=atomic) ;;
    *)
      echo "The library leaks $word into the consumer's command line." >&2
      exit 1
      ;;
  esac
done

"$here/check_consumer.sh" "$out" "$sandbox"
