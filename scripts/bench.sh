#!/usr/bin/env bash
# Measures the goals of docs/performance.md in a few minutes: builds in Release, starts nginx on loopback, and prints tables as
# Markdown. With --update they go into docs/performance.md, and the chart beside it.
# Usage: [CXX=COMPILER] scripts/bench.sh [--update]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

update=no
if [ "${1:-}" = --update ]; then
  update=yes
fi
compiler="${CXX:-c++}"
build="build/bench${CXX:+-${CXX##*/}}"
work="$(mktemp -d)"
nginx=
cleanup() {
  [ -z "$nginx" ] || kill "$nginx" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
say() { echo "$*" >&2; }

PATH="$PATH:/usr/sbin"
scripts/install-deps.sh --tests
command -v nginx >/dev/null || scripts/install-deps.sh nginx-light
command -v gnuplot >/dev/null || scripts/install-deps.sh gnuplot-nox
command -v openssl >/dev/null || scripts/install-deps.sh openssl
[ -e /usr/include/benchmark/benchmark.h ] || scripts/install-deps.sh libbenchmark-dev

say "Building"
if command -v ninja >/dev/null; then
  export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
fi
build() {
  cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DTICKET0_BUILD_BENCHMARKS=ON -DTICKET0_BUILD_EXAMPLES=OFF &&
    cmake --build "$build" --parallel --target ticket0_bench print_page gates_tests gates_counted
}
if ! build >"$work/log" 2>&1; then
  cat "$work/log" >&2
  exit 1
fi

say "Starting nginx"
mkdir "$work/www"
"$build/tests/bench/print_page" 100 >"$work/www/page_100.json"
"$build/tests/bench/print_page" 20 >"$work/www/page_20.json"
cp "$work/www/page_100.json" "$work/www/zipped.json"
gzip --keep "$work/www/zipped.json"
echo '{"id":"tkt_1"}' >"$work/www/tiny.json"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=ticket0-bench \
  -addext subjectAltName=IP:127.0.0.1 -keyout "$work/server.key" -out "$work/server.pem" 2>"$work/log"
cat /etc/ssl/certs/ca-certificates.crt "$work/server.pem" >"$work/bundle.pem"
chmod -R a+rX "$work"
for attempt in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 10000))
  sed -e "s|@WORK@|$work|g" -e "s|@HTTP@|$port|" -e "s|@HTTPS@|$((port + 1))|" -e "s|@CLOSING@|$((port + 2))|" \
    tests/bench/nginx.conf.in >"$work/nginx.conf"
  nginx -e "$work/nginx.log" -c "$work/nginx.conf" &
  nginx=$!
  for _ in $(seq 50); do
    [ ! -s "$work/nginx.pid" ] || break 2
    kill -0 "$nginx" 2>/dev/null || break
    sleep 0.1
  done
  kill "$nginx" 2>/dev/null || true
  nginx=
  if [ "$attempt" = 5 ]; then
    cat "$work/nginx.log" >&2
    exit 1
  fi
done

say "Counting"
bash tests/gates/check_instructions.sh "$build/tests/gates/gates_counted" 1.03 >"$work/counted" || true
"$build/tests/gates/gates_tests" --gtest_brief=1 >>"$work/counted" || true
bash tests/gates/check_header_lines.sh "$compiler" include "$build/include" >>"$work/counted" || true
bash tests/bench/header_time.sh "$compiler" include "$build/include" >>"$work/counted"

say "Measuring"
met=0
BENCH_HTTP="http://127.0.0.1:$port" BENCH_HTTPS="https://127.0.0.1:$((port + 1))" \
  BENCH_CLOSING="https://127.0.0.1:$((port + 2))" BENCH_CA_FILE="$work/server.pem" BENCH_CA_BUNDLE="$work/bundle.pem" \
  "$build/tests/bench/ticket0_bench" "$work/counted" "$work/tables" "$work/chart" >"$work/log" 2>&1 || met=$?
if [ "$met" != 0 ] && [ "$met" != 3 ] && [ "$met" != 4 ]; then
  cat "$work/log" >&2
  exit 1
fi

version() { dpkg-query -W -f='${Version}' "$1" 2>/dev/null || echo "?"; }
{
  # shellcheck source=/dev/null
  echo "$(. /etc/os-release && echo "$PRETTY_NAME"), $(getconf _NPROCESSORS_ONLN) cores," \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $("$compiler" --version | head -n 1)," \
    "$(curl-config --version), OpenSSL $(version libssl-dev), nlohmann/json $(version nlohmann-json3-dev)," \
    "cpp-httplib $(version libcpp-httplib-dev), $(nginx -v 2>&1 | sed 's/.*: //')." | fold -s -w 118 | sed 's/ *$//'
  echo
  cat "$work/tables"
} >"$work/report"

if [ "$met" = 4 ]; then
  cat "$work/report"
  say "A row of the tables was not measured."
  exit 1
fi
if [ "$update" = yes ]; then
  awk -v report="$work/report" '
    /^<!-- scripts\/bench.sh: begin -->$/ {
      print $0 "\n"
      while ((getline line < report) > 0) print line
      print ""
      inside = 1
    }
    /^<!-- scripts\/bench.sh: end -->$/ { inside = 0 }
    inside { next }
    { print }' docs/performance.md >"$work/page"
  cp "$work/page" docs/performance.md
  gnuplot -e "data='$work/chart'; out='$work/chart.svg'" tests/bench/chart.gnuplot
  tr '\t' ' ' <"$work/chart.svg" | sed 's/ *$//' >docs/performance.svg
fi
cat "$work/report"
[ "$met" = 0 ] || say "A goal was missed: see the tables."
