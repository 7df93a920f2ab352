# cmake -DWORK=dir -P self_test.cmake
#
# Shows that check_docs.cmake can fail: a good tree passes, and each change that breaks one rule is refused with its reason.
cmake_minimum_required(VERSION 3.22)
set(check "${CMAKE_CURRENT_LIST_DIR}/check_docs.cmake")
string(ASCII 91 open)  # brackets, out of the way of CMake's own
string(ASCII 93 close)

set(good_source "void f() {\n  // ${open}snippet one${close}\n  int a${open}2${close} = {1, 2};\n  h(${open}a${close}(int no_link) {});\n  if (a) {\n    g(\";\");\n  }\n  // ${open}end${close}\n}\n")
set(good_page "# Title\n\n<!-- snippet: one -->\n```cpp\nint a${open}2${close} = {1, 2};\nh(${open}a${close}(int no_link) {});\nif (a) {\n  g(\";\");\n}\n```\n
See ${open}the page${close}(docs/more.md#top).\n")
set(good_more "<!-- checked by: run.sh -->\n```sh\n./run.sh --all=1 --port 1\ntrue  # --none\n```\n\n<!-- file: out.txt -->\n```text\nall well\n```\n
<!-- by hand: needs the service -->\n```sh\n./ask\n```\n
<!-- snippet: of_example -->\n```cpp\nint b;\n```\n")

function(write_tree source page more)
  file(REMOVE_RECURSE "${WORK}/tree")
  file(WRITE "${WORK}/tree/tests/docs/a.cpp" "${source}")
  file(WRITE "${WORK}/tree/examples/b.cpp" "\n// ${open}snippet of_example${close}\nint b;\n// ${open}end${close}\n")
  file(WRITE "${WORK}/tree/README.md" "${page}")
  file(WRITE "${WORK}/tree/docs/more.md" "${more}")
  file(WRITE "${WORK}/tree/run.sh" "true\n\"$dir/run.sh\" --all=2\n")
  file(WRITE "${WORK}/tree/out.txt" "all well\n")
endfunction()

function(check_tree result output)
  execute_process(COMMAND "${CMAKE_COMMAND}" "-DROOT=${WORK}/tree" -P "${check}"
    RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
  string(REGEX REPLACE "[ \n]+" " " out "${out}")  # cmake wraps its messages
  set(${result} ${code} PARENT_SCOPE)
  set(${output} "${out}" PARENT_SCOPE)
endfunction()

# refuses(PART FROM TO REASON): with FROM replaced by TO in one part the check fails and its message has REASON.
function(refuses part from to reason)
  set(source "${good_source}")
  set(page "${good_page}")
  set(more "${good_more}")
  string(REPLACE "${from}" "${to}" changed "${${part}}")
  if("${changed}" STREQUAL "${${part}}")
    message(SEND_ERROR "Nothing to change: '${from}' in ${part}")
  endif()
  set(${part} "${changed}")
  write_tree("${source}" "${page}" "${more}")
  check_tree(code out)
  string(FIND "${out}" "${reason}" at)
  if(code EQUAL 0 OR at EQUAL -1)
    message(SEND_ERROR "Not refused (${code}): '${from}' as '${to}' in ${part}; expected '${reason}' in: ${out}")
  endif()
endfunction()

write_tree("${good_source}" "${good_page}" "${good_more}")
check_tree(code out)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "A tree that keeps the rules was refused: ${out}")
endif()

refuses(page "{1, 2}" "{1, 3}" "differs from its snippet")
refuses(page "  g(" "g(" "differs from its snippet")
refuses(page "}\n```" "}\n\n```" "differs from its snippet")
refuses(source "\";\"" "\":\"" "differs from its snippet")
refuses(page "<!-- snippet: one -->" "" "a cpp block without a line")
refuses(page "snippet: one" "snippet: two" "no snippet of that name")
refuses(source "// ${open}end${close}" "" "no snippet of that name")
refuses(source "void f" "// ${open}snippet two${close}\n// ${open}end${close}\nvoid f" "no page shows the snippet two")
refuses(page "```cpp" "```c++" "which this check does not know")
refuses(page "```cpp" "```" "which this check does not know")
refuses(page "}\n```" "}\n" "does not end")
refuses(page "docs/more.md" "docs/less.md" "a link to docs/less.md")
refuses(more "run.sh -->" "walk.sh -->" "names no file that is there")
refuses(more "./run.sh" "./ran.sh" "has 'ran.sh', which is not in that file")
refuses(more "--all=" "--al=" "has '--al', which is not in that file")
refuses(more "true" "false" "has 'false', which is not in that file")
refuses(more "<!-- by hand: needs the service -->\n" "" "a block of sh without")
refuses(more "all well" "all bad" "differs from the file")
refuses(more "int b;" "int c;" "differs from its snippet")
refuses(more "out.txt" "in.txt" "names no file that is there")
