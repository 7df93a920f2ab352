#!/usr/bin/env bash
# The library and vcpkg's test project with Visual Studio and vcpkg; the tests and the sandbox need POSIX sockets.
# Usage: scripts/ci/windows.sh    (in Git's bash; VCPKG_INSTALLATION_ROOT names vcpkg)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cmake -S packaging/vcpkg/test-project -B build/windows -DCMAKE_BUILD_TYPE=Release \
  "-DCMAKE_TOOLCHAIN_FILE=$VCPKG_INSTALLATION_ROOT/scripts/buildsystems/vcpkg.cmake"
cmake --build build/windows --config Release
"$(find build/windows -name main.exe | head -n 1)"
