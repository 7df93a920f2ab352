#!/usr/bin/env bash
# Fails on a key, or on what is a customer's, in what the tests printed: whatever of these tests plant has one word in it. A log that
# is not there, or is empty, fails too: nothing would have been looked at.
# Usage: check_output.sh LOG
set -euo pipefail
log="$1"

if [ ! -s "$log" ]; then
  echo "$log is missing or empty: what the tests printed was not looked at." >&2
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
