#!/usr/bin/env bash
# Everything with Apple's clang++ and Homebrew's libraries.
# Usage: scripts/ci/macos.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

brew install cmake ninja pkg-config curl openssl nlohmann-json cpp-httplib googletest sqlite
prefixes="$(brew --prefix curl);$(brew --prefix openssl);$(brew --prefix sqlite)"  # those are not linked into the common prefix
CMAKE_PREFIX_PATH="$prefixes" TICKET0_WERROR=ON scripts/test.sh
