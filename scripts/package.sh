#!/usr/bin/env bash
# Makes Debian packages of the library, shared unless told otherwise, and the source archive, in DIR.
# Usage: scripts/package.sh [DIR [CMAKE-ARGUMENT...]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dir="${1:-build/package}"
[ $# -eq 0 ] || shift
mkdir -p "$dir"
scripts/install-deps.sh
command -v dpkg-shlibdeps >/dev/null || scripts/install-deps.sh dpkg-dev

cmake -S . -B "$dir/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr -DBUILD_SHARED_LIBS=ON \
  -DTICKET0_BUILD_TESTS=OFF -DTICKET0_BUILD_EXAMPLES=OFF -DTICKET0_BUILD_TOOLS=OFF "$@"
cmake --build "$dir/build" --parallel "$(getconf _NPROCESSORS_ONLN)"
(cd "$dir" && cpack --config build/CPackConfig.cmake && cpack --config build/CPackSourceConfig.cmake)
ls "$dir"/*.deb "$dir"/*.tar.gz
