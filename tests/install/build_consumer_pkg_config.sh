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

# follows TEXT WORD...: every word is in it, in this order.
follows() {
  local text=" $1 " word
  shift
  for word in "$@"; do
    [[ "$text" == *" $word "* ]] || { echo "$word is missing, or in the wrong place" >&2 && exit 1; }
    text=" ${text#* "$word" }"
  done
}
# With --static, a static library is followed by libcurl and all that this one names; a shared one needs nothing.
everything="$(pkg-config --static --libs ticket0)"
echo "--static: $everything"
if [ -e "$prefix/$libdir/libticket0.a" ]; then
  follows "$everything" -lticket0 -lcurl
  for word in $(pkg-config --static --libs libcurl); do follows "$everything" "$word"; done
  if pkg-config --exists ticket0-webhook; then
    follows "$(pkg-config --static --libs ticket0-webhook)" -lticket0_webhook -lticket0 -lcurl
    follows "$(pkg-config --static --libs ticket0-webhook)" -lticket0_webhook -lcrypto
  fi
  # What libcurl names may not be installed, for it is needed only if libcurl is static too.
  # shellcheck disable=SC2046,SC2086  # they are words
  if echo 'int main() {}' | "${CXX:-c++}" -x c++ - -o "$out/main" $(pkg-config --static --libs libcurl) 2>/dev/null; then
    "${CXX:-c++}" -std=c++20 ${CXXFLAGS:-} $(pkg-config --static --cflags ticket0) "$here/consumer/main.cpp" $everything \
      -o "$out/linked_with_everything"
  fi
else
  [[ "$everything" != *-lcurl* ]]
fi

make -C "$here/pkg_config" OUT="$out"
LD_LIBRARY_PATH="$prefix/$libdir" "$here/check_consumer.sh" "$out" "$sandbox"
