#!/usr/bin/env bash
# Configures in OUT with `cmake ARGUMENT...`, which has to fail with PHRASE in what it says.
# Usage: expect_refusal.sh PHRASE OUT ARGUMENT...
set -euo pipefail
phrase="$1" out="$2"
shift 2

rm -rf "$out"
if text="$(cmake -B "$out" "$@" 2>&1)"; then
  printf '%s\nThis was to fail, and did not.\n' "$text" >&2
  exit 1
fi
case "$(tr -s ' \n' ' ' <<<"$text")" in
  *"$phrase"*) echo "$text" ;;
  *)
    printf '%s\nIt failed without saying "%s".\n' "$text" "$phrase" >&2
    exit 1
    ;;
esac
