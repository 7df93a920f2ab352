#!/usr/bin/env bash
# Fails if a library of ours prints, or ends the program; and if a shared one shows names that are not ours.
# Usage: check_symbols.sh LIBRARY...
set -euo pipefail

# A library has no business with these. (std::terminate and assert's __assert_fail are how the language itself stops.)
forbidden='^(std::(cout|cerr|clog|wcout|wcerr|cin|ios_base::Init::Init\(\))|stdout|stderr|v?f?printf|__v?f?printf_chk'
forbidden+='|f?puts|f?putc|putchar|fwrite|perror|syslog|abort|_?exit|_Exit|quick_exit|system|setenv|putenv)(@.*)?$'

# Templates of the standard library come as weak symbols in any shared object, hidden or not: namespace std asks for it.
ours='((std::optional<ticket0::[a-zA-Z0-9_:]+> )?ticket0::|(vtable|typeinfo|typeinfo name|VTT|guard variable) for ticket0::|std::hash<ticket0::)'

failed=no
for library in "$@"; do
  case "$library" in
    *.so | *.so.*) undefined=(nm -DC --undefined-only) ;;
    *) undefined=(nm -C --undefined-only) ;;
  esac
  used="$("${undefined[@]}" "$library" | sed -n 's/^ *[Uw] //p' | sort -u)"
  if [ -z "$used" ]; then
    echo "$library uses nothing: this check sees nothing." >&2
    exit 1
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
  esac
done
[ "$failed" = no ]
