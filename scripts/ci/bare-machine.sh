#!/usr/bin/env bash
# Shows that quickstart.sh and test.sh need nothing beforehand: runs both in a minimal system, made with debootstrap from this
# machine's own package sources, that has the files a clone of this tree has and no compiler. Wants root, on Debian or Ubuntu.
# Usage: scripts/ci/bare-machine.sh [SUITE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [ "$(id -u)" -ne 0 ]; then
  echo "bare-machine.sh has to be run as root." >&2
  exit 1
fi
command -v debootstrap >/dev/null || scripts/install-deps.sh debootstrap

# shellcheck source=/dev/null
suite="${1:-$(. /etc/os-release && echo "$VERSION_CODENAME")}"
# shellcheck disable=SC2016  # the variable is apt's
mirror="$(apt-get indextargets --format '$(REPO_URI)' "Codename: $suite" "Created-By: Packages" | head -n 1)"
root="$(mktemp -d)"
cleanup() {
  ! mountpoint -q "$root/proc" || umount "$root/proc"
  rm -rf --one-file-system "$root"
}
trap cleanup EXIT

echo "Making a minimal $suite"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail "$root.log" >&2; exit 1; }
rm -f "$root.log"
for file in /etc/resolv.conf /etc/hosts; do
  [ ! -e "$file" ] || cp -L "$file" "$root$file"
done
mount -t proc proc "$root/proc"

# What git would give to a clone, were this work tree committed.
mkdir "$root/ticket0"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  tar --null --files-from=- -cf - | tar -xf - -C "$root/ticket0"

inside() {
  echo "--- $*"
  chroot "$root" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} "$@"
}
if inside sh -c 'command -v c++ || command -v cmake'; then
  echo "This system is not bare." >&2
  exit 1
fi
shown="$(inside /ticket0/scripts/quickstart.sh)"
echo "$shown"
if [ "$(grep -c '^tkt_' <<<"$shown")" -ne 10 ]; then
  echo "quickstart.sh did not show ten tickets." >&2
  exit 1
fi
inside /ticket0/scripts/quickstart.sh >/dev/null
inside /ticket0/scripts/test.sh
