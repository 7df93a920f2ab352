#!/usr/bin/env bash
# Both commands of README.md, quickstart.sh and test.sh, in a clean clone of HEAD in a bare system: a minimal Debian or Ubuntu
# without a compiler, made by debootstrap from the archive that this machine's own packages come from. SUITE is this machine's
# own unless told otherwise. Ends with the versions that it ran with, and with what ran, what was skipped and how long it took.
# With COMMAND, e.g. scripts/ci/libcxx.sh, that is run in the clone instead. Wants root.
# Usage: scripts/ci/suite.sh [--arch ARCH] [SUITE [COMMAND [ARGUMENT...]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

arch="$(dpkg --print-architecture)"
if [ "${1:-}" = --arch ]; then
  arch="$2"
  shift 2
fi
# shellcheck source=/dev/null
own="$(. /etc/os-release && echo "$VERSION_CODENAME")"
suite="${1:-$own}"
[ $# -eq 0 ] || shift

if [ "$(id -u)" -ne 0 ]; then
  echo "suite.sh has to be run as root." >&2
  exit 1
fi
command -v debootstrap >/dev/null || scripts/install-deps.sh debootstrap
# shellcheck disable=SC2016  # the variable is apt's
mirror="$(apt-get indextargets --format '$(REPO_URI)' "Codename: $own" "Created-By: Packages" | head -n 1)"
recipe="/usr/share/debootstrap/scripts/$suite"
if [ ! -e "$recipe" ]; then  # newer than debootstrap
  recipe=/usr/share/debootstrap/scripts/sid
fi

root="$(mktemp -d)"
log="$(mktemp)"
cleanup() {
  for place in dev/pts proc; do
    ! mountpoint -q "$root/$place" || umount "$root/$place"
  done
  rm -rf --one-file-system "$root" "$log"
}
trap cleanup EXIT

echo "--- a bare $suite, $arch"
debootstrap --variant=minbase --arch="$arch" "$suite" "$root" "$mirror" "$recipe" >"$log" 2>&1 || { tail "$log" >&2; exit 1; }
for file in /etc/resolv.conf /etc/hosts; do
  [ ! -e "$file" ] || cp -L "$file" "$root$file"
done
echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/90frozen"  # the archive may be a snapshot
mount -t proc proc "$root/proc"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"

commit="$(git rev-parse --short HEAD)"
if [ -n "$(git status --porcelain)" ]; then
  echo "What is not committed is left out: this runs $commit." >&2
fi
git clone --quiet --no-hardlinks . "$root/ticket0"

inside() {
  chroot "$root" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
    sh -c 'cd /ticket0; exec "$@"' sh "$@"
}
if inside sh -c 'command -v c++ || command -v cmake'; then
  echo "This system is not bare." >&2
  exit 1
fi

begun="$SECONDS"
minutes() { awk -v seconds="$((SECONDS - begun))" 'BEGIN { printf "%.1f minutes", seconds / 60 }'; }
versions() {
  # shellcheck disable=SC2016  # for the shell that is started
  inside sh -c '
    . /etc/os-release
    echo "$PRETTY_NAME, $(dpkg --print-architecture)"
    for tool in c++ clang++ cmake; do
      ! command -v "$tool" >/dev/null || "$tool" --version | head -n 1
    done
    for module in libcurl openssl nlohmann_json cpp-httplib gtest sqlite3; do
      ! pkg-config --exists "$module" || echo "$module $(pkg-config --modversion "$module")"
    done
    for tool in valgrind doxygen; do
      ! command -v "$tool" >/dev/null || echo "$tool: $("$tool" --version)"
    done'
}

failed=no
if [ $# -gt 0 ]; then
  echo "--- $*"
  inside "$@" || failed=yes
  echo "--- with"
  versions
  echo "--- $commit on $suite, $arch: $* took $(minutes), failed: $failed"
  [ "$failed" = no ]
  exit
fi

echo "--- scripts/quickstart.sh"
shown="$(inside scripts/quickstart.sh)"
echo "$shown"
if [ "$(grep -c '^tkt_' <<<"$shown")" -ne 10 ]; then
  echo "quickstart.sh did not show ten tickets." >&2
  exit 1
fi
inside scripts/quickstart.sh >/dev/null
quickstart="$(minutes)"

begun="$SECONDS"
echo "--- scripts/test.sh"
inside scripts/test.sh 2>&1 | tee "$log" || failed=yes

echo "--- with"
versions
echo "--- $commit on $suite, $arch"
echo "quickstart.sh: $quickstart; test.sh: $(minutes)"
# ctest lists what was skipped or failed as number, name, and which of the two in brackets.
listed="$(sed -nE 's/^[[:space:]]+[0-9]+ - ([^ ]+).* \((Skipped|Failed|Timeout|Not Run|Disabled|[A-Z]{4,}|Subprocess aborted)\).*$/\2: \1/p' "$log" | sort -u)"
all="$(sed -nE 's/^[0-9]+% tests passed, .* out of ([0-9]+)$/\1/p' "$log")"
skipped="$(grep -c '^Skipped: ' <<<"$listed" || true)"
echo "$((${all:-0} - skipped)) of ${all:-no} tests ran, $skipped were skipped"
echo "$listed"
[ "$failed" = no ]
