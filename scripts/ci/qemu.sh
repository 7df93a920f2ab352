#!/usr/bin/env bash
# The tests that need no server, built for ARCH by Debian's cross compiler and run by qemu's user emulation. It adds ARCH and its
# packages to the system that it runs in: scripts/ci/suite.sh SUITE scripts/ci/qemu.sh ARCH makes one for it.
# Usage: scripts/ci/qemu.sh ARCH    (as Debian calls it: arm64, s390x)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
arch="$1"

scripts/install-deps.sh --tests dpkg-dev qemu-user
dpkg --add-architecture "$arch"
triplet="$(dpkg-architecture -a "$arch" -q DEB_HOST_MULTIARCH 2>/dev/null)"
machine="${triplet%%-*}"
scripts/install-deps.sh "crossbuild-essential-$arch" \
  {libcurl4-openssl,libssl,libgtest,libgmock,libsqlite3,libcpp-httplib}"-dev:$arch"

export PKG_CONFIG_LIBDIR="/usr/lib/$triplet/pkgconfig:/usr/share/pkgconfig"
build="build/$arch"
tests=(unit_tests golden_tests engine_tests webhook_tests)
cmake -S . -B "$build" -DCMAKE_SYSTEM_NAME=Linux "-DCMAKE_SYSTEM_PROCESSOR=$machine" \
  "-DCMAKE_CXX_COMPILER=$triplet-g++" -DCMAKE_BUILD_TYPE=Debug -DTICKET0_WERROR=ON
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target "${tests[@]}"
failed=no
for test in "${tests[@]}"; do
  echo "--- $test"
  "qemu-$machine" "$(find "$build/tests" -type f -name "$test")" --gtest_brief=1 || failed=yes
done
[ "$failed" = no ]
