# For the scripts beside it: what has to be the same in all of them.
doxygen_version=1.9.4  # that of Debian 12; others warn of other things and write other texts

# Whether the reference can be written; says why not.
has_doxygen() {
  local found
  found="$(doxygen --version | cut -d' ' -f1)"
  if [ "$found" != "$doxygen_version" ]; then
    echo "doxygen ${found:-is not here}: the texts are those of $doxygen_version" >&2
    return 1
  fi
}

# run_doxygen ROOT OUTPUT SETTING...: with the settings of docs/Doxyfile and these.
run_doxygen() {
  local root="$1" output="$2"
  shift 2
  (cd "$root" && { cat docs/Doxyfile && printf '%s\n' "OUTPUT_DIRECTORY = \"$output\"" GENERATE_HTML=NO "$@"; } | doxygen -)
}
