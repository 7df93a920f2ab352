#!/usr/bin/env bash
# Shows that check_tls.sh can fail: each change alone, in a copy of the sources that passes without it.
# Usage: check_tls_self_test.sh ROOT WORK
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_tls.sh"
root="$1" work="$2"

good() {
  rm -rf "$work"
  mkdir -p "$work/include/ticket0" "$work/src"
  cp "$root/include/ticket0/options.hpp" "$work/include/ticket0/"
  cp -R "$root/src/transport" "$work/src/"
}
# refuses FILE SED: what FILE is after the sed script; that it changes nothing is a fault of this test.
refuses() {
  good
  sed -e "$2" "$root/$1" >"$work/$1"
  if cmp -s "$root/$1" "$work/$1"; then
    printf 'This changes nothing in %s: %s\n' "$1" "$2" >&2
    exit 1
  fi
  if bash "$check" "$work" >/dev/null 2>&1; then
    printf 'Not refused in %s: %s\n' "$1" "$2" >&2
    exit 1
  fi
}

good
bash "$check" "$work"
transport=src/transport/curl_transport.cpp
refuses "$transport" '/CURLOPT_SSL_VERIFYPEER/d'
refuses "$transport" 's/VERIFYHOST>(2L)/VERIFYHOST>(0L)/'
refuses "$transport" 's/VERIFYPEER>(1L)/VERIFYPEER>(static_cast<long>(settings_.tls.strict))/'
refuses "$transport" \
  '/VERIFYHOST>/a\  if (!settings_.tls.strict) handle.set<CURLOPT_SSL_VERIFYPEER>(static_cast<long>(settings_.tls.strict));'
refuses "$transport" '/VERIFYHOST>/a\  handle.set<CURLOPT_SSL_VERIFYPEER>(\n      0L);'
refuses "$transport" '/VERIFYHOST>/a\  handle.set<CURLOPT_PROXY_SSL_VERIFYPEER>(long{0});'
refuses "$transport" '/VERIFYHOST>/a\  handle.set<CURLOPT_PROXY_SSL_VERIFYHOST>(long{0});'
refuses "$transport" '/VERIFYHOST>/a\  handle.set<CURLOPT_SSLVERSION>(static_cast<long>(CURL_SSLVERSION_TLSv1));'
refuses "$transport" '/VERIFYHOST>/a\  handle.set<CURLOPT_VERBOSE>(1L);'
options=include/ticket0/options.hpp
refuses "$options" '/^struct TlsOptions/a\  bool strict{true};'
refuses "$options" '/^struct TlsOptions/a\  bool relaxed = false;'
refuses "$options" '/^struct TlsOptions/a\  std::string ciphers;'
refuses "$options" '/TlsOptions tls{};/a\  bool verify_peer{true};'
refuses "$options" '/TlsOptions tls{};/a\  bool verify_peer = true;'
