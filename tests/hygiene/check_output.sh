#!/usr/bin/env bash
# Fails on a key, or on what is a customer's, in what the tests printed: whatever of these tests plant has one word in it. Fails on
# a test that was skipped and whose name does not say what it needs. A log that is not there, or is empty, fails too: nothing would
# have been looked at.
# Usage: check_output.sh LOG
set -euo pipefail
log="$1"

if [ ! -s "$log" ]; then
  echo "$log is missing or empty: what the tests printed was not looked at." >&2
  exit 1
fi
unnamed="$(LC_ALL=C awk '
  /^[0-9]+\/[0-9]+ Test: / { name = $3 }
  /^Skip regular expression found/ && name !~ /[._]needs_/ { print name }' "$log")"
if [ -n "$unnamed" ]; then
  printf '%s\n^ skipped, and the name does not say what is needed: ..._needs_WHAT\n' "$unnamed" >&2
  exit 1
fi
status=0
grep -an canary "$log" >&2 || status=$?
case "$status" in
  0) echo "^ a key, or what is a customer's, in the output of a test" >&2 ;;
  1) exit 0 ;;
  *) echo "$log could not be read." >&2 ;;
esac
exit 1
