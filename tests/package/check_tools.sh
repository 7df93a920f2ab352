#!/usr/bin/env bash
# Makes the Debian package ticket0-tools of a build, unpacks it, and uses what is in it: both programs, their manual, completions and
# fault scripts.
# Usage: check_tools.sh SOURCE BUILD WORK
set -euo pipefail
source="$1" build="$2" work="$3"

rm -rf "$work"
mkdir -p "$work/root"
(cd "$work" && cpack --config "$build/CPackConfig.cmake" -D CPACK_COMPONENTS_ALL=ticket0_tools -B "$work" >"$work/log") || {
  cat "$work/log" >&2
  exit 1
}
package=("$work"/ticket0-tools_*.deb)
depends="$(dpkg-deb --field "${package[0]}" Depends)"
for library in libcurl libssl libstdc++6; do
  grep -qF "$library" <<<"$depends" || { echo "no dependency on $library: $depends" >&2; exit 1; }
done
dpkg-deb --extract "${package[0]}" "$work/root"

prefix="$(dirname "$(dirname "$(find "$work/root" -name ticket0 -path '*/bin/*')")")"
cmp "$source/LICENSE" "$prefix/share/doc/ticket0-tools/copyright"
for file in bin/ticket0-sandbox share/man/man1/ticket0.1 share/man/man1/ticket0-sandbox.1 share/bash-completion/completions/ticket0 \
  share/zsh/vendor-completions/_ticket0 share/ticket0/faults/bad_day.json; do
  [ -s "$prefix/$file" ] || [ -s "$prefix/$file.gz" ] || { echo "no $file in the package" >&2; exit 1; }
done

export PATH="$prefix/bin:$PATH"
grep -qF "ticket0-sandbox" <<<"$(ticket0 sandbox --help)"
# shellcheck disable=SC2016  # for the shell that is started
printf '#!/bin/sh\nexec ticket0-sandbox --quiet --faults %q "$@"\n' "$prefix/share/ticket0/faults/lost_replies.json" >"$work/sandbox"
chmod +x "$work/sandbox"
"$source/scripts/with-sandbox.sh" "$work/sandbox" ticket0 doctor
