#!/usr/bin/env bash
# Fails if a library of ours prints, has to do with files, or ends the program; if a shared one shows names that are not
# ours; and if a static one has weak symbols of others, whose place a program's own copy would take.
# Usage: check_symbols.sh LIBRARY...
set -euo pipefail

# A library has no business with these, and ours needs none of them: sockets and the authorities' files are libcurl's.
# (std::terminate and assert's __assert_fail are how the language itself stops.)
prints='(__)?v?[fd]?printf(_chk)?|fwrite(_unlocked)?|f?put[sc](_unlocked)?|putchar(_unlocked)?|perror|(__)?v?syslog(_chk)?'
files='p?writev?(64)?|pwritev2|creat(64)?|(__)?open(at)?(64)?(_2)?|(f|fd|fre)open(64)?|popen|mkostemps?(64)?|mkstemps?(64)?|tmpfile(64)?'
ends='abort|_?exit|_Exit|quick_exit|system|setenv|putenv'
streams='std::(cout|cerr|clog|wcout|wcerr|cin|ios_base::Init::Init\(\))|stdout|stderr'
file_streams='(.* )?std::(__[a-z0-9]+::)*basic_(filebuf|[io]?fstream)<.*'
# One place reads files, those of a client's certificate, which the caller names.
reads='std::(__[a-z0-9]+::)*basic_(filebuf|ifstream)<'
forbidden="^($prints|$files|$ends|$streams|$file_streams)(@.*)?\$"

# Templates of the standard library come as weak symbols in any shared object, hidden or not: namespace std asks for it.
ours='((std::optional<ticket0::[a-zA-Z0-9_:]+> )?ticket0::|(vtable|typeinfo|typeinfo name|VTT|guard variable) for ticket0::|std::hash<ticket0::)'

# A linker merges weak symbols of one name. The standard library's are one and the same; any others have to be in a namespace
# of ours, as the JSON parser's are. Mangled names, for these begin with the namespace.
special='(T[VISTC]|GV|GR)?'
weak_of_ours="^_Z$special[ZNKVRO]*(S[tsabiod]|7ticket0|16ticket0_nlohmann|9__gnu_cxx)"
weak_of_compilers='^(DW\.ref\..*|__clang_call_terminate|_Znwm?j?Pv|_ZdlPvS_)$'

failed=no
for library in "$@"; do
  case "$library" in
    *.so | *.so.*) undefined="$(nm -DC --undefined-only "$library" | grep -vE "$reads")" ;;
    *) undefined="$(nm -AC --undefined-only "$library" | grep -vE ":local_cause\\.cpp\\.o:.*$reads" | sed 's/^.*: *\([Uw] \)/\1/')" ;;
  esac
  used="$(sed -n 's/^ *[Uw] //p' <<<"$undefined" | sort -u)"
  if [ -z "$used" ]; then
    echo "$library uses nothing: this check sees nothing." >&2
    exit 1
  fi
  if nm -C --defined-only "$library" 2>/dev/null | grep '_M_check_equal_allocators' >/dev/null; then
    used="$(grep -v '^abort$' <<<"$used")"  # std::list::splice() calls it where nothing is optimised
  fi
  if grep -E "$forbidden" <<<"$used"; then
    echo "^ used by $library" >&2
    failed=yes
  fi

  case "$library" in
    *.so | *.so.*)
      shown="$(nm -DC --defined-only "$library" | sed -E 's/^[0-9a-f]* *//')"
      if ! grep -q 'ticket0::' <<<"$shown"; then
        echo "$library shows nothing of namespace ticket0: it is of no use." >&2
        failed=yes
      fi
      if grep -vE "^[A-Za-z] $ours" <<<"$shown" | grep -vE '^[WVu] .*(std|__gnu_cxx)::'; then
        echo "^ shown by $library" >&2
        failed=yes
      fi
      ;;
    *)
      weak="$(nm --defined-only "$library" 2>/dev/null | awk '$2 ~ /^[WVu]$/ { print $3 }' | sort -u)"
      if [ -z "$weak" ]; then
        echo "$library has no weak symbols: this check sees nothing." >&2
        failed=yes
      fi
      if grep -vE -e "$weak_of_ours" -e "$weak_of_compilers" <<<"$weak" | c++filt; then
        echo "^ weak in $library" >&2
        failed=yes
      fi
      ;;
  esac
done
[ "$failed" = no ]
