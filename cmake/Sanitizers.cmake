# TICKET0_SANITIZE=address;undefined or thread. For the whole of a top-level build: mixing would report nonsense.
if(TICKET0_SANITIZE AND PROJECT_IS_TOP_LEVEL)
  foreach(sanitizer IN LISTS TICKET0_SANITIZE)
    if(NOT sanitizer MATCHES "^(address|undefined|leak|thread)$")
      message(FATAL_ERROR "TICKET0_SANITIZE: '${sanitizer}' is not one of address, undefined, leak, thread.")
    endif()
  endforeach()
  list(JOIN TICKET0_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${sanitizers})
endif()

# The library's own code tells libFuzzer which of it an input reached.
if(TICKET0_BUILD_FUZZERS)
  if(NOT PROJECT_IS_TOP_LEVEL OR NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "TICKET0_BUILD_FUZZERS wants a top-level build with clang++, whose libFuzzer it uses.")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
