# shellcheck shell=bash
# Sourced by tests that look at a sandbox from a shell.

# ask PATH: what the sandbox answers to a GET, asked for without the library. For what runs below with-sandbox.sh.
ask() {
  local authority="${TICKET0_BASE_URL#http://}"
  authority="${authority%%/*}"
  exec 3<>"/dev/tcp/${authority%%:*}/${authority##*:}"
  printf 'GET /%s%s HTTP/1.0\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n' \
    "${TICKET0_BASE_URL#http://*/}" "$1" "$authority" "$TICKET0_API_KEY" >&3
  timeout 10 cat <&3
  echo
}
export -f ask
