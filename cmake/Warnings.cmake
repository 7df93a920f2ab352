# ticket0_warnings: what our own code is compiled with. Link it PRIVATE as $<BUILD_INTERFACE:ticket0_warnings>: it is not
# exported. Warnings are errors only where TICKET0_WERROR says so (CI does), so that a newer compiler breaks nobody's build.
add_library(ticket0_warnings INTERFACE)
if(MSVC)
  target_compile_options(ticket0_warnings INTERFACE /W4 /permissive- /utf-8 $<$<BOOL:${TICKET0_WERROR}>:/WX>)
else()
  target_compile_options(ticket0_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wcast-qual -Wnon-virtual-dtor
    -Woverloaded-virtual -Wnull-dereference -Wextra-semi -Wundef
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wuseless-cast>
    # Designated initialisers leave members out on purpose: each has its default.
    -Wno-missing-field-initializers
    $<$<BOOL:${TICKET0_WERROR}>:-Werror>)
endif()
