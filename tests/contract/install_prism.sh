#!/usr/bin/env bash
# Installs what package-lock.json names into DIR, unless it is there. Ends with 77 where no registry answers.
# Usage: install_prism.sh NPM DIR
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
npm="$1" dir="$2"

if cmp -s "$here/package-lock.json" "$dir/installed.json"; then
  exit 0
fi
rm -rf "$dir"
mkdir -p "$dir"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$dir"
cd "$dir"
if ! "$npm" ci --omit=dev </dev/null >npm.log 2>&1; then
  rm -rf node_modules
  case "$(sed -nE 's/^npm (error|ERR!) code //p' npm.log | head -n 1)" in
    ENOTFOUND | EAI_AGAIN | ECONN* | EHOSTUNREACH | ENETUNREACH | ETIMEDOUT | ERR_SOCKET_TIMEOUT | E50[0-9])
      echo "skipped: npm cannot reach its registry"
      exit 77
      ;;
    *)
      cat npm.log >&2
      exit 1
      ;;
  esac
fi
cp package-lock.json installed.json
