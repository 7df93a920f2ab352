# For the scripts beside it: what has to be the same in all of them.
doxygen_version=1.9.4  # that of Debian 12; others warn of other things and write other texts

# Whether the checks can be made; says why not.
has_doxygen() {
  local found
  if ! command -v doxygen >/dev/null || ! command -v awk >/dev/null; then
    echo "skipped: no doxygen or no awk on this machine"
    return 1
  fi
  found="$(doxygen --version | cut -d' ' -f1)"
  if [ "$found" != "$doxygen_version" ]; then
    echo "skipped: doxygen $found, and its texts are compared with those of $doxygen_version"
    return 1
  fi
}

# Ends the script where they cannot be made; ctest shows it as skipped.
skip_without_doxygen() { has_doxygen || exit 0; }

# run_doxygen ROOT OUTPUT SETTING...: with the settings of docs/Doxyfile and these.
run_doxygen() {
  local root="$1" output="$2"
  shift 2
  (cd "$root" && { cat docs/Doxyfile && printf '%s\n' "OUTPUT_DIRECTORY = \"$output\"" GENERATE_HTML=NO "$@"; } | doxygen -)
}
