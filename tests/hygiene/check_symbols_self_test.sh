#!/usr/bin/env bash
# Shows that check_symbols.sh can fail, on small libraries that break one rule each.
# Usage: check_symbols_self_test.sh COMPILER WORK
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_symbols.sh"
compiler="$1" work="$2"

rm -rf "$work"
mkdir -p "$work"
good='#include <string>
namespace ticket0 { __attribute__((visibility("default"))) std::string name(int n) { return std::to_string(n); } }'

built() {  # built(TEXT): a shared library of `good` and TEXT
  printf '%s\n' "$good" "$1" >"$work/a.cpp"
  "$compiler" -std=c++20 -fPIC -fvisibility=hidden -fvisibility-inlines-hidden -shared "$work/a.cpp" -o "$work/a.so"
}
refuses() {
  built "$1"
  if bash "$check" "$work/a.so" >/dev/null 2>&1; then
    printf 'Not refused: %s\n' "$1" >&2
    exit 1
  fi
}

built ''
bash "$check" "$work/a.so"
refuses $'#include <iostream>\nvoid f() { std::cerr << 1; }'
refuses $'#include <cstdio>\nvoid f(int n) { std::printf("%d", n); }'
refuses $'#include <cstdio>\nvoid f(int n) { std::fprintf(stderr, "%d", n); }'
refuses $'#include <cstdlib>\nvoid f() { std::abort(); }'
refuses $'#include <cstdlib>\nvoid f() { std::exit(1); }'
refuses '__attribute__((visibility("default"))) void shown() {}'
refuses 'namespace other { __attribute__((visibility("default"))) int shown = 1; }'

refuses $'#include <fstream>\nvoid f(const std::string& key) { std::ofstream{"x"} << key; }'
refuses $'#include <fstream>\nvoid f(const std::string& key) { std::fstream{"x"} << key; }'
refuses $'#include <fstream>\nvoid f(const std::wstring& key) { std::wofstream{"x"} << key; }'
refuses $'#include <fcntl.h>\n#include <unistd.h>\nlong f() { return write(open("x", O_WRONLY), "x", 1); }'
uses() {  # uses(NAME): a shared library that calls NAME, without the header, which may make another name of it
  printf 'int called() asm("%s");\nnamespace ticket0 { __attribute__((visibility("default"))) int f() { return called(); } }\n' "$1" \
    >"$work/a.cpp"
  "$compiler" -fPIC -shared "$work/a.cpp" -o "$work/a.so"
}
for name in write writev pwrite pwrite64 pwritev dprintf vdprintf open open64 openat openat64 creat fopen fopen64 fdopen freopen \
  popen mkstemp syslog vsyslog perror puts putchar fputs fwrite __printf_chk __fprintf_chk __dprintf_chk __syslog_chk __open_2; do
  uses "$name"
  if bash "$check" "$work/a.so" >/dev/null 2>&1; then
    echo "Not refused: $name" >&2
    exit 1
  fi
done
for name in writer my_open snprintf reopen read close; do  # these merely look like them
  uses "$name"
  bash "$check" "$work/a.so"
done

archived() {  # archived(TEXT): a static library of `good` and TEXT
  printf '%s\n' "$good" "$1" >"$work/a.cpp"
  "$compiler" -std=c++20 -O0 -c "$work/a.cpp" -o "$work/a.o"
  rm -f "$work/a.a"
  ar rc "$work/a.a" "$work/a.o"
}
archive_refused() {
  archived "$1"
  if bash "$check" "$work/a.a" >/dev/null 2>&1; then
    printf 'Not refused: %s\n' "$1" >&2
    exit 1
  fi
}
archived 'namespace ticket0 { template <class T> T twice(T t) { return t + t; } int four = twice(2); }'
bash "$check" "$work/a.a"
archive_refused 'namespace nlohmann { template <class T> T twice(T t) { return t + t; } } int four = nlohmann::twice(2);'
archive_refused 'inline int twice(int n) { return n + n; } int four = twice(2);'
archive_refused 'namespace other { inline int shown = 1; } int use() { return other::shown; }'
archive_refused 'struct Other { virtual ~Other() = default; }; Other other;'
archive_refused $'#include <fstream>\nvoid f(std::filebuf& file) { file.open("x", std::ios::out); }'
