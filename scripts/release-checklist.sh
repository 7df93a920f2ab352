#!/usr/bin/env bash
# Looks whether this commit can be released as the version of CMakeLists.txt: checks what can be checked, and lists the rest.
# Usage: scripts/release-checklist.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=no
check() { # check TEXT COMMAND...
  local text="$1"
  shift
  if "$@" >/dev/null 2>&1; then echo "[x] $text"; else echo "[ ] $text" && failed=yes; fi
}
not() { ! "$@"; }

version="$(sed -n 's/^  VERSION \([0-9.]*\)$/\1/p' CMakeLists.txt)"
echo "Version $version:"
check "no changes that are not committed" test -z "$(git status --porcelain)"
check "the branch is main" test "$(git rev-parse --abbrev-ref HEAD)" = main
check "no tag v$version yet" not git rev-parse -q --verify "refs/tags/v$version"
check "all that repeats the version says $version" \
  cmake "-DROOT=$PWD" "-DVERSION=$version" -P tests/package/check_version.cmake
check "CHANGELOG.md has a date for $version: ## $version - YYYY-MM-DD" grep -qE "^## $version - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md
check "every page shows what is compiled, and links to what is there" cmake "-DROOT=$PWD" -P tests/docs/check_docs.cmake

cat <<'END'
By hand, each on this commit:
  .ci/run                       every test with g++, then with clang++ and its sanitizers
  scripts/ci/tsan.sh            the thread sanitizer
  scripts/ci/clang-tidy.sh      static analysis
  scripts/ci/cppcheck.sh        static analysis by cppcheck
  scripts/ci/coverage.sh        which lines the tests run
  scripts/fuzz.sh 30            half an hour for each fuzz target, beyond the fixed number of .ci/run
  scripts/ci/abidiff.sh         what changed in the shared library's interface since the last tag
  scripts/ci/suite.sh           README.md's commands where nothing is installed: on bookworm, trixie, sid, and --arch i386 bookworm
  scripts/ci/suite.sh trixie scripts/ci/libcxx.sh           clang++ with libc++; and scripts/ci/libcxx.sh here
  scripts/ci/suite.sh trixie scripts/ci/cxx23.sh            C++23
  scripts/ci/suite.sh bookworm scripts/ci/qemu.sh arm64     another processor; s390x has the other byte order
  scripts/ci/mingw.sh           it compiles for Windows
  scripts/package.sh            the Debian packages
  a look at CHANGELOG.md as a user: what breaks, and what to do about it
Then: git tag -s "vVERSION" and push it; after it the next version in CMakeLists.txt, and "Unreleased" in CHANGELOG.md.
END
[ "$failed" = no ]
