#!/usr/bin/env bash
# Shows that check_comments.sh and api.sh can fail: a good tree passes, and each change that breaks a rule is refused with its
# reason.
# Usage: self_test.sh ROOT WORK
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/doxygen.sh"
root="$(cd "$1" && pwd)"
tree="$2/tree"
header="$tree/include/ticket0/shop.hpp"
output="$2/output"

good() {
  rm -rf "$tree"
  mkdir -p "$tree/include/ticket0" "$tree/docs" "$tree/cmake" "$tree/scripts" "$tree/tests/reference"
  cp "$root/docs/Doxyfile" "$root/docs/doxygen_filter.awk" "$tree/docs"
  cp "$root/cmake/version.hpp.in" "$tree/cmake"
  cp "$root/scripts/update-api.sh" "$tree/scripts"
  cp "$here/api.sh" "$here/api.awk" "$here/doxygen.sh" "$tree/tests/reference"
  echo "# Reference" >"$tree/docs/reference.md"
  cat >"$header" <<'END'
#pragma once
/// A shop.
namespace ticket0::inline v1 {
/// Sells by weight.
class TICKET0_EXPORT Shop {
 public:
  Shop(const Shop&) = delete;
  ~Shop();
  /// Weighs `grams` of it. Throws where there is less.
  int sell(int grams = 1'000) const;
  /// @{
  /// Whether anybody is there.
  bool open() const;
  bool closed() const;
  /// @}

 private:
  int secret();
};
/// What is on the shelf.
struct Shelf {
  int grams{100};  ///< Of flour.
  friend bool operator==(const Shelf&, const Shelf&) = default;
};
}  // namespace ticket0::inline v1
END
  "${update[@]}"
}
change() { # change FROM TO: all that is like FROM, a regular expression of sed
  sed -E "s|$1|$2|" "$header" >"$header.new"
  if cmp -s "$header" "$header.new"; then echo "Nothing to change: $1" >&2 && exit 1; fi
  mv "$header.new" "$header"
}
passes() {
  "$@" >"$output" 2>&1 || { cat "$output" >&2 && echo "^ was refused: $*" >&2 && exit 1; }
}
refuses() { # refuses REASON COMMAND...
  local reason="$1"
  shift
  if "$@" >"$output" 2>&1; then echo "Not refused: $*; expected '$reason'" >&2 && exit 1; fi
  grep -qF -e "$reason" "$output" || { cat "$output" >&2 && echo "^ has no '$reason': $*" >&2 && exit 1; }
}
update=(bash "$tree/scripts/update-api.sh")
comments=(bash "$here/check_comments.sh" "$tree")
check=(bash "$here/api.sh" check "$tree")

good
passes "${comments[@]}"
passes "${check[@]}"

# Without a comment, or with one that says what is not so
while IFS='#' read -r from to reason; do
  good
  change "$from" "$to"
  refuses "$reason" "${comments[@]}"
done <<'END'
^ private:#  void burn();\n private:#Member burn() (function) of class ticket0::Shop is not documented
^ private:#  explicit Shop(int rooms);\n private:#Member Shop(int rooms) (function) of class ticket0::Shop is not documented
^  int grams#  int sugar{0};\n  int grams#Member sugar (variable) of struct ticket0::Shelf is not documented
^struct Shelf#enum class Size { small };\nstruct Shelf#ticket0::Shelf is not documented
  ///< Of flour\.##Member grams (variable) of struct ticket0::Shelf is not documented
^/// Sells by weight\.##Compound ticket0::Shop is not documented
where there is less#@throwz Less#Found unknown command
Weighs#@param kilos Weighs#argument 'kilos' of command @param is not found
Weighs#@ref Shop::buy Weighs#unable to resolve reference to 'Shop::buy'
END
good
change '^  int secret' '  void more();\n  int secret'  # private
passes "${comments[@]}"
passes "${check[@]}"

# A changed declaration is refused until api.txt has it
while IFS='#' read -r from to; do
  good
  change "$from" "$to"
  refuses "something else than tests/reference/api.txt" "${check[@]}"
  passes "${update[@]}"
  passes "${check[@]}"
done <<'END'
1'000#2'000
int grams#long grams
int sell#long sell
1'000\) const#1'000)
grams\{100\}#grams{200}
class TICKET0_EXPORT Shop#class TICKET0_EXPORT Shop : public Shelf
 = delete# = default
^  friend bool .*#
^  bool closed\(.*#
^  bool closed\(.*#&\n  bool closed(int hour) const;
^ private:#  /// Fills the shelf.\n  void fill();\n private:
END
good
change 'Of flour' 'Of sugar'  # a comment does not count
passes "${check[@]}"
