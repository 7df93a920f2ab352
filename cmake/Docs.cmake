# The target docs: the public headers' reference as HTML, in docs/html of the build directory. Only where Doxygen and awk are.
find_package(Doxygen QUIET)
find_program(TICKET0_AWK awk)
if(NOT DOXYGEN_FOUND OR NOT TICKET0_AWK)
  return()
endif()

set(warnings NO)
if(TICKET0_WERROR)
  set(warnings FAIL_ON_WARNINGS)
endif()
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/docs/Doxyfile" @ONLY CONTENT [[
@INCLUDE         = "@PROJECT_SOURCE_DIR@/docs/Doxyfile"
PROJECT_NUMBER   = @PROJECT_VERSION@
OUTPUT_DIRECTORY = "@PROJECT_BINARY_DIR@/docs"
WARN_AS_ERROR    = @warnings@
]])
add_custom_target(docs
  COMMAND Doxygen::doxygen "${PROJECT_BINARY_DIR}/docs/Doxyfile"
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"  # what docs/Doxyfile names is relative to it
  COMMENT "Writing ${PROJECT_BINARY_DIR}/docs/html/index.html"
  VERBATIM)
