#!/usr/bin/env bash
# One budget for several processes, as a server counts: four processes with four threads each want 20 requests a second. They are
# killed, stopped and slowed down, at random and where it would hurt. Stores that are broken on purpose must let too many through.
# Usage: scripts/ci/budget.sh [BUILD [SECONDS]]   SECONDS: of each run, 6 by default
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

build="${1:-build/budget}" length="${2:-6}"
if [ ! -x "$build/tests/budget/fleet_check" ]; then
  scripts/install-deps.sh --tests
  cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DTICKET0_REDIS=ON
  cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target fleet_check
fi
check="$build/tests/budget/fleet_check"

work="$(mktemp -d)"
redis=
finish() {
  [ -z "$redis" ] || kill "$redis"
  wait || :
  rm -rf "$work"
}
trap finish EXIT
start_redis() {
  redis-server --port 0 --unixsocket "$work/redis" --save "" --dir "$work" --logfile "$work/log" &
  redis=$!
}
start_redis
sleep 2  # a server that has just started grants nothing for a period

failed=no
count=0
run() { # STORE HARM [CONTROL]
  count=$((count + 1))
  redis-cli -s "$work/redis" del ticket0:budget:fleet >/dev/null
  local store="$1"
  [ "$store" != file ] || store="file:$work/budget-$count"
  [ "$store" != redis ] || store="redis:$work/redis"
  "$check" "$store" "$length" "$count" "${@:2}" || {
    echo "^ failed" >&2
    failed=yes
  }
}
for store in file redis; do
  for harm in none random slow hook end; do
    run "$store" "$harm"
  done
done
run file hook clock
run file hook start
length=12
run file slow check  # its phases are 3 s long

# The server loses all it knows, freezes, forgets the script and holds its clients up, while the processes go on.
(
  run redis none
  [ "$failed" = no ]
) &
fleet=$!
sleep 3
kill -KILL "$redis"
start_redis
sleep 3
kill -STOP "$redis"
sleep 1.5
kill -CONT "$redis"
sleep 1
redis-cli -s "$work/redis" script flush >/dev/null
redis-cli -s "$work/redis" client pause 300 all >/dev/null
wait "$fleet" || failed=yes
[ "$failed" = no ]
