#!/usr/bin/env bash
# The library, the fakes and the webhooks compile for Windows with mingw-w64's g++, as does each public header alone. Debian has
# neither libcurl nor OpenSSL for Windows: their headers are those for this machine, and nothing is linked or run.
# Usage: scripts/ci/mingw.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

compiler=x86_64-w64-mingw32-g++-posix  # the other one, -win32, has no <mutex>
build="$PWD/build/mingw"
headers="$build/windows/include"

scripts/install-deps.sh
command -v "$compiler" >/dev/null || scripts/install-deps.sh g++-mingw-w64-x86-64-posix

# Not /usr/include as a whole, which has this machine's C library too. The libraries are empty.
rm -rf "$build/windows"
mkdir -p "$headers" "$build/windows/lib" "$build/windows/share/cmake"
for from in "/usr/include/$(c++ -print-multiarch)" /usr/include; do
  for directory in curl openssl nlohmann; do
    [ ! -d "$from/$directory" ] || cp -RLn "$from/$directory" "$headers"
  done
done
cp -R /usr/share/cmake/nlohmann_json "$build/windows/share/cmake"
touch "$build/windows/lib/libcurl.a" "$build/windows/lib/libcrypto.a"

cmake -S . -B "$build" -DCMAKE_SYSTEM_NAME=Windows "-DCMAKE_CXX_COMPILER=$compiler" -DCMAKE_BUILD_TYPE=Debug \
  "-DCMAKE_FIND_ROOT_PATH=$build/windows" -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY \
  -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY -DCURL_NO_CURL_CMAKE=ON -DTICKET0_WEBHOOK=ON -DTICKET0_WERROR=ON \
  -DTICKET0_BUILD_TESTS=OFF -DTICKET0_BUILD_TOOLS=OFF -DTICKET0_BUILD_EXAMPLES=OFF
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)"
scripts/ci/headers.sh "$build" "$compiler" -std=c++20
