# For the scripts beside it: what has to be the same in all of them.
doxygen_version=1.9.4  # that of Debian 12; others warn of other things and write other texts

# Says why and ends the script where the check cannot be made. ctest shows it as skipped.
skip_without_doxygen() {
  local found
  command -v awk >/dev/null || { echo "skipped: no awk on this machine" && exit 0; }
  command -v doxygen >/dev/null || { echo "skipped: no doxygen on this machine" && exit 0; }
  found="$(doxygen --version | cut -d' ' -f1)"
  [ "$found" = "$doxygen_version" ] || { echo "skipped: doxygen $found, and its texts are compared with those of $doxygen_version" && exit 0; }
}

# run_doxygen ROOT OUTPUT SETTING...: with the settings of docs/Doxyfile and these.
run_doxygen() {
  local root="$1" output="$2"
  shift 2
  (cd "$root" && { cat docs/Doxyfile && printf '%s\n' "OUTPUT_DIRECTORY = \"$output\"" GENERATE_HTML=NO "$@"; } | doxygen -)
}
