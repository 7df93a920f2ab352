#!/usr/bin/env bash
# Fails if TLS is verified in any way but wholly, or if a public header offers a switch for it.
# Usage: check_tls.sh ROOT
set -euo pipefail
cd "$1"

failed=no
# needs(CALL): src has it, once and as it is written here.
needs() {
  if [ "$(grep -rhF "$1" src | wc -l)" -ne 1 ]; then
    echo "src has to have this, once: $1" >&2
    failed=yes
  fi
}
needs 'handle.set<CURLOPT_SSL_VERIFYPEER>(1L);'
needs 'handle.set<CURLOPT_SSL_VERIFYHOST>(2L);'
needs 'handle.set<CURLOPT_SSLVERSION>(static_cast<long>(CURL_SSLVERSION_TLSv1_2));'

# refuses(REASON, PATTERN, GREP ARGUMENT...)
refuses() {
  local reason="$1" pattern="$2"
  shift 2
  if grep -rnE "$pattern" "$@"; then
    echo "^ $reason" >&2
    failed=yes
  fi
}
refuses "weakens TLS" 'CURLOPT_(PROXY_)?SSL_(VERIFYPEER|VERIFYHOST)>\((0|false)|CURLSSLOPT_|SSL_CTX_FUNCTION' src
refuses "prints what goes over the wire, or follows where it is sent" \
  'CURLOPT_(VERBOSE|DEBUGFUNCTION|NETRC|UNRESTRICTED_AUTH)|CURLOPT_FOLLOWLOCATION>\(1' src
refuses "looks like a switch that turns verification off" \
  '(bool|int) +[a-z_]*(verif|insecure|check|trust|skip|allow)[a-z_]*\{' include/ticket0/options.hpp
# All of TlsOptions, so that a new member is looked at here.
members="$(sed -n '/^struct TlsOptions {/,/^};/p' include/ticket0/options.hpp | sed -n 's/^ *\(.*\){};.*/\1/p')"
if [ "$members" != "$(printf 'std::string %s\n' ca_file client_cert_file client_key_file)" ]; then
  printf 'TlsOptions has other members than this test knows:\n%s\n' "$members" >&2
  failed=yes
fi
[ "$failed" = no ]
