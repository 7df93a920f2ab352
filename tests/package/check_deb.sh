#!/usr/bin/env bash
# Makes the Debian packages of a build, installs them into an empty root, builds and runs a consumer with nothing but that root's
# files, and removes them again.
# Usage: check_deb.sh SOURCE BUILD WORK SANDBOX [CMAKE-ARGUMENT...]
set -euo pipefail
source="$1" build="$2" work="$3" sandbox="$4"
shift 4

rm -rf "$work/root" "$work"/*.deb "$work/consumer" "$work/app"
mkdir -p "$work"
(cd "$work" && cpack --config "$build/CPackConfig.cmake" -B "$work")
ls "$work"/*.deb

root="$work/root"
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers"
touch "$root/var/lib/dpkg/status"
packages() { # what they depend on is in the system's own root
  dpkg --root="$root" --force-not-root --force-depends --force-script-chrootless --log=/dev/null "$@"
}
packages --install "$work"/*.deb
dpkg --root="$root" --list | grep ticket0

outbox="$(dpkg-deb --field "$work"/libticket0-outbox-0*.deb Package)"
for package in libticket0-dev "$(dpkg-deb --field "$work"/libticket0-0*.deb Package)" libticket0-outbox-dev "$outbox"; do
  cmp "$source/LICENSE" "$root/usr/share/doc/$package/copyright"
done

# The dependencies that were found out are those of the library, and no more.
depends="$(dpkg-deb --field "$work"/libticket0-0*.deb Depends)"
echo "runtime depends: $depends"
for library in libcurl4 libssl3 libstdc++6; do
  grep -q "$library" <<<"$depends" || { echo "no dependency on $library" >&2; exit 1; }
done
if grep sqlite <<<"$depends"; then
  echo "^ who does without the outbox needs no SQLite" >&2
  exit 1
fi
grep -q libsqlite3 <<<"$(dpkg-deb --field "$work"/libticket0-outbox-0*.deb Depends)"
grep -q "libticket0-[0-9.]* (= " <<<"$(dpkg-deb --field "$work"/libticket0-dev*.deb Depends)"

cmake -S "$source/tests/install/find_package" -B "$work/consumer" "-Dticket0_ROOT=$root/usr" \
  -DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON "$@"
cmake --build "$work/consumer"
library="$(dirname "$(find "$root/usr/lib" -name 'libticket0.so')")"
ldd "$work/consumer/consumer" | grep libticket0
LD_LIBRARY_PATH="$library" "$source/tests/install/check_consumer.sh" "$work/consumer" "$sandbox"

# README.md's program ends with a reply that stands in the sandbox: found by pkg-config, and by CMake.
pc="$(dirname "$(find "$root/usr" -name ticket0.pc)")"
flags="$(PKG_CONFIG_PATH="$pc" pkg-config --cflags --libs ticket0)"
# shellcheck disable=SC2086  # they are words
"${CXX:-c++}" -std=c++20 "$source/tests/docs/readme.cpp" $flags -o "$work/readme"
mkdir -p "$work/app"
cp "$source/tests/docs/cmake/CMakeLists.txt" "$work/app/"
cp "$source/tests/docs/readme.cpp" "$work/app/main.cpp"
echo 'int main() {}' >"$work/app/tests.cpp"
cmake -S "$work/app" -B "$work/app/build" -DWAY=find_package "-Dticket0_ROOT=$root/usr" "$@"
cmake --build "$work/app/build"
# shellcheck source=tests/sandbox/ask.sh
. "$source/tests/sandbox/ask.sh"
# shellcheck disable=SC2016  # for the shell that is started
for program in "$work/readme" "$work/app/build/my_app"; do
  LD_LIBRARY_PATH="$library" "$source/scripts/with-sandbox.sh" "$sandbox" bash -c '
    set -euo pipefail
    ticket="$("$1" | sed -n "s/ is resolved$//p")"
    ask "/tickets/$ticket/messages" | grep -o "Leave the room\."' bash "$program"
done

packages --purge libticket0-outbox-dev "$outbox" libticket0-dev "$(dpkg-deb --field "$work"/libticket0-0*.deb Package)"
if find "$root" -path "$root/var" -prune -o -type f -print | grep .; then
  echo "^ left behind" >&2
  exit 1
fi
