# The target docs: the guides and the public headers' reference as one site, in docs/html of the build directory. Only where Doxygen and awk are.
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

INPUT           += README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs examples/README.md
FILE_PATTERNS   += *.md
RECURSIVE        = YES
FILTER_PATTERNS  = *.hpp="awk -f docs/doxygen_filter.awk" \
                   *.md="awk -v root=@PROJECT_SOURCE_DIR@/ -f docs/site/page.awk"
USE_MDFILE_AS_MAINPAGE =
STRIP_FROM_INC_PATH = include
SHOW_INCLUDE_FILES = YES
FORCE_LOCAL_INCLUDES = YES
HIDE_COMPOUND_REFERENCE = YES
IMAGE_PATH       = docs
TOC_INCLUDE_HEADINGS = 0
HTML_HEADER      = docs/site/header.html
HTML_FOOTER      = docs/site/footer.html
HTML_EXTRA_STYLESHEET = docs/site/site.css
DISABLE_INDEX    = YES
GENERATE_TREEVIEW = NO
SEARCHENGINE     = YES
SERVER_BASED_SEARCH = NO
]])
add_custom_target(docs
  COMMAND Doxygen::doxygen "${PROJECT_BINARY_DIR}/docs/Doxyfile"
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"  # what docs/Doxyfile names is relative to it
  COMMENT "Writing ${PROJECT_BINARY_DIR}/docs/html/index.html"
  VERBATIM)
