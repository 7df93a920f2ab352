#!/usr/bin/env bash
# The site that the target docs writes, in a headless Chromium: each page has a title and a text, fits a phone, is light or dark as
# the system is, and its links lead somewhere. The search finds a guide and a class.
# Usage: check_site.sh CHROMIUM SITE WORK
set -euo pipefail
chromium="$1" site="$2" work="$3"
rm -rf "$work"
mkdir -p "$work"
sed "s|SITE/|file://$site/|" "$(dirname "${BASH_SOURCE[0]}")/site.html" >"$work/site.html"
for scheme in 0 1; do  # dark, light
  "$chromium" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$work/profile" --allow-file-access-from-files --blink-settings="preferredColorScheme=$scheme" \
    --timeout=60000 --virtual-time-budget=600000 --dump-dom "file://$work/site.html" >"$work/seen.html" 2>"$work/log"
  seen="$(awk -v RS='</pre>' 'sub(/.*<pre id="problems">/, "")' "$work/seen.html")"
  if ! [[ "$seen" =~ ^[0-9]+\ pages\ seen$ ]] || [ "${seen%% *}" -lt 50 ]; then
    echo "$seen" >&2
    exit 1
  fi
done
grep -rqF "Retries and limits" "$site/search" && grep -rqF "classticket0_1_1Client.html" "$site/search"
echo "$seen"
