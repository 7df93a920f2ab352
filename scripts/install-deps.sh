#!/usr/bin/env bash
# Installs what the build needs; with --tests what the tests need too. Further arguments are packages of apt.
# Usage: scripts/install-deps.sh [--tests] [PACKAGE...]
set -euo pipefail

tests=no
if [ "${1:-}" = --tests ]; then
  tests=yes
  shift
fi

have() { command -v "$1" >/dev/null 2>&1; }

if ! have apt-get; then
  missing=()
  have cmake || missing+=(cmake)
  have "${CXX:-c++}" || have g++ || have clang++ || missing+=("a C++20 compiler")
  have ninja || have make || missing+=("ninja or make")
  echo "This is not Debian or Ubuntu, so nothing is installed. The build needs these:"
  echo "  Homebrew: cmake ninja pkg-config curl openssl nlohmann-json cpp-httplib cli11 googletest sqlite"
  echo "  dnf:      gcc-c++ cmake ninja-build pkgconf libcurl-devel openssl-devel json-devel cpp-httplib-devel cli11-devel gtest-devel gmock-devel sqlite-devel"
  echo "  vcpkg:    curl openssl nlohmann-json cpp-httplib cli11 gtest sqlite3"
  if [ ${#missing[@]} -gt 0 ]; then
    echo "Not found: ${missing[*]}" >&2
    exit 1
  fi
  exit 0
fi

installed() { dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

wanted=()
have "${CXX:-c++}" || wanted+=(g++)
have make || wanted+=(make)
have cmake || wanted+=(cmake)
have ninja || wanted+=(ninja-build)
have pkg-config || wanted+=(pkg-config)
installed 'libcurl4-*-dev' || wanted+=(libcurl4-openssl-dev)
[ -e /etc/ssl/certs/ca-certificates.crt ] || wanted+=(ca-certificates)
installed nlohmann-json3-dev || wanted+=(nlohmann-json3-dev)
installed libssl-dev || wanted+=(libssl-dev)
installed libhiredis-dev || wanted+=(libhiredis-dev)
installed libsqlite3-dev || wanted+=(libsqlite3-dev)
installed libcpp-httplib-dev || wanted+=(libcpp-httplib-dev)
installed libcli11-dev || wanted+=(libcli11-dev)
format=no
if [ "$tests" = yes ]; then
  installed libgtest-dev || wanted+=(libgtest-dev)
  installed libgmock-dev || wanted+=(libgmock-dev)
  installed libasio-dev || wanted+=(libasio-dev)
  have redis-server || wanted+=(redis-server)
  have valgrind || wanted+=(valgrind)  # counts instructions
  have doxygen || wanted+=(doxygen)
  # The sources are formatted by version 14; others differ, and the check is skipped with them.
  have clang-format-14 || clang-format --version 2>/dev/null | grep -q 'version 14\.' || format=yes
fi
for package in "$@"; do
  installed "$package" || wanted+=("$package")
done

can_install() { [ "$(id -u)" -eq 0 ] || have sudo; }
if [ ${#wanted[@]} -eq 0 ]; then  # one check is skipped without it: it is taken where it can be had, and no reason to fail
  [ "$format" = yes ] && can_install && apt-cache show clang-format-14 >/dev/null 2>&1 || exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! can_install; then
    echo "To be installed, as root: apt-get install ${wanted[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" </dev/null >"$log" 2>&1 || {
    cat "$log" >&2
    echo "apt-get $* failed." >&2
    exit 1
  }
}

apt update
if [ "$format" = yes ] && apt-cache show clang-format-14 >/dev/null 2>&1; then
  wanted+=(clang-format-14)
fi
if [ ${#wanted[@]} -gt 0 ]; then
  echo "Installing ${wanted[*]}"
  apt install -y --no-install-recommends "${wanted[@]}"
fi
