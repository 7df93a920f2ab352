#!/usr/bin/env bash
# Builds the consumer with make and pkg-config in OUT, from what is installed in PREFIX, then runs it: check_consumer.sh.
# Usage: build_consumer_pkg_config.sh PREFIX LIBDIR OUT SANDBOX
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
prefix="$1" libdir="$2" out="$3" sandbox="$4"

export PKG_CONFIG_PATH="$prefix/$libdir/pkgconfig"
flags="$(pkg-config --cflags --libs ticket0-fakes)"
echo "$flags"
if [[ "$flags" != *"-I$prefix/"* ]] && [[ "$flags" != *"-I$PKG_CONFIG_PATH/"* ]]; then
  echo "The flags do not follow the prefix." >&2
  exit 1
fi
rm -rf "$out"
mkdir -p "$out"
make -C "$here/pkg_config" OUT="$out"
LD_LIBRARY_PATH="$prefix/$libdir" "$here/check_consumer.sh" "$out" "$sandbox"
