#!/usr/bin/env bash
# Fails if TLS is verified in any way but wholly, or if a public header offers a switch for it.
# Usage: check_tls.sh ROOT
set -euo pipefail
cd "$1"

failed=no
# Every line of src that names one of the options which decide what is verified. Each is a statement of its own: libcurl's
# defaults are as strict, so that none of these can be passed by to do harm. The options of a proxy keep those defaults.
decides="$(grep -rhE 'VERIFYPEER|VERIFYHOST|OPT_[A-Z_]*SSLVERSION|CURL_SSLVERSION_' src | sed 's/^ *//' | sort)"
expected="$(sort <<'LINES'
handle.set<CURLOPT_SSL_VERIFYPEER>(1L);
handle.set<CURLOPT_SSL_VERIFYHOST>(2L);
constexpr long oldest = CURL_SSLVERSION_TLSv1_2;
handle.set<CURLOPT_SSLVERSION>(oldest);
handle.set_if_known<CURLOPT_PROXY_SSLVERSION>(oldest);
LINES
)"
if [ "$decides" != "$expected" ]; then
  printf 'src sets what is verified by:\n%s\nand has to by these lines, each once:\n%s\n' "$decides" "$expected" >&2
  failed=yes
fi

# refuses(REASON, PATTERN, GREP ARGUMENT...)
refuses() {
  local reason="$1" pattern="$2"
  shift 2
  if grep -rnE "$pattern" "$@"; then
    echo "^ $reason" >&2
    failed=yes
  fi
}
refuses "weakens TLS" 'CURLSSLOPT_|SSL_CTX_FUNCTION' src
refuses "prints what goes over the wire, or follows where it is sent" \
  'CURLOPT_(VERBOSE|DEBUGFUNCTION|NETRC|UNRESTRICTED_AUTH)|CURLOPT_FOLLOWLOCATION>\(1' src
refuses "looks like a switch that turns verification off" \
  '(bool|int|long) +[a-z_]*(verif|insecure|strict|check|trust|skip|allow)[a-z_]* *[={;]' include/ticket0/options.hpp
# All of TlsOptions but its comments, so that a new member is looked at here, however it is written.
members="$(sed -n '/^struct TlsOptions {/,/^};/p' include/ticket0/options.hpp |
  sed -e '1d;$d' -e 's|//.*||' -e 's/^ *//' -e 's/ *$//' -e '/^$/d')"
if [ "$members" != "$(printf 'std::string %s{};\n' ca_file client_cert_file client_key_file)" ]; then
  printf 'TlsOptions has other members than this test knows:\n%s\n' "$members" >&2
  failed=yes
fi
[ "$failed" = no ]
