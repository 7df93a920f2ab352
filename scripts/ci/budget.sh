#!/usr/bin/env bash
# One budget for several processes, as a server counts: four processes with four threads each want 20 requests a second. They are
# killed, stopped and slowed down, at random and where it would hurt. Stores that are broken on purpose must let too many through.
# Usage: scripts/ci/budget.sh [BUILD [SECONDS [SEEDS]]]
#   SECONDS: of each run with harm at random, 6 by default; SEEDS: how many of those for each store, 1 by default
# Takes three minutes and a half; with 600 s and 10 seeds 3 h 25 min.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

build="${1:-build/budget}" at_random="${2:-6}" seeds="${3:-1}"
if [ ! -x "$build/tests/budget/fleet_check" ]; then
  scripts/install-deps.sh --tests
  cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DTICKET0_REDIS=ON
  cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target fleet_check
fi
check="$build/tests/budget/fleet_check"

work="$(mktemp -d)"
redis=
port=0
addresses=(127.0.0.1)
machines=()  # those that this run has made
stop_redis() { # even if it is frozen or dead already
  [ -z "$redis" ] || kill -KILL "$redis" 2>/dev/null || :
  wait "$redis" 2>/dev/null || :  # quietly
  redis=
}
finish() {
  stop_redis
  for machine in "${machines[@]}"; do ip netns del "$machine" || :; done
  wait || :
  rm -rf "$work"
}
trap finish EXIT
start_redis() {
  redis-server --port "$port" --bind "${addresses[@]}" --protected-mode no --unixsocket "$work/redis" --save "" --dir "$work" --logfile "$work/log" &
  redis=$!
}
start_redis
sleep 2  # a server that has just started grants nothing for a period

failed=no
count=0
run() { # SECONDS STORE HARM [CONTROL]
  count=$((count + 1))
  redis-cli -s "$work/redis" del ticket0:budget:fleet >/dev/null
  local store="$2"
  [ "$store" != file ] || store="file:$work/budget-$count"
  [ "$store" != redis ] || store="redis:$work/redis"
  "$check" "$store" "$1" "$count" "${@:3}" || {
    echo "^ failed" >&2
    failed=yes
  }
}
for store in file redis; do
  run 20 "$store" none
  for harm in slow hook end; do
    run 6 "$store" "$harm"
  done
  for ((seed = 0; seed < seeds; seed++)); do
    run "$at_random" "$store" random
  done
  run 6 "$store" hook start
  run 12 "$store" slow check  # its phases are 3 s long
done
run 6 file hook clock

# Three machines: network namespaces, each with a cable to this one.
make_machines() {
  for machine in 1 2 3; do
    ip netns add "fleet$machine"
    machines+=("fleet$machine")
    ip link add "fleet$machine" type veth peer name far netns "fleet$machine"
    ip addr add "10.73.$machine.1/24" dev "fleet$machine"
    ip link set "fleet$machine" up
    ip -n "fleet$machine" addr add "10.73.$machine.2/24" dev far
    ip -n "fleet$machine" link set far up
  done
}
restart_redis() {
  stop_redis
  start_redis
}
if [ "$(id -u)" = 0 ] && command -v ip >/dev/null && unshare --net true 2>/dev/null; then
  make_machines
  port=16379
  addresses=(10.73.1.1 10.73.2.1 10.73.3.1)
  restart_redis
  sleep 2
  run 20 "far:$port" none
  run 6 "far:$port" random
else
  echo "left out: Redis from three machines, which needs root and network namespaces"
fi

# The server loses all it knows, freezes, forgets the script and holds its clients up, while the processes go on.
(
  run 12 redis outage
  [ "$failed" = no ]
) &
fleet=$!
sleep 3
restart_redis
sleep 3
kill -STOP "$redis"
sleep 1.5
kill -CONT "$redis"
sleep 1
redis-cli -s "$work/redis" script flush >/dev/null
redis-cli -s "$work/redis" client pause 300 all >/dev/null
wait "$fleet" || failed=yes
# It loses all it knows again and again, while new processes ask at once. If its identity were not looked at, they would get slots.
for control in "" forget; do
  (
    run 7 redis random ${control:+"$control"}
    [ "$failed" = no ]
  ) &
  fleet=$!
  sleep 1.4
  for _ in 1 2 3 4 5 6; do
    sleep 0.7
    restart_redis
  done
  wait "$fleet" || failed=yes
done
[ "$failed" = no ]
