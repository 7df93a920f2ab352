# `cpack` in the build directory makes Debian packages: libticket0-0.1 (runtime) and libticket0-dev of a shared build, the
# latter alone of a static one; those of the outbox beside them, and ticket0-tools if the tools are built. Configure with -DCMAKE_INSTALL_PREFIX=/usr: scripts/package.sh does it all, and the source archive
# too, by `cpack --config CPackSourceConfig.cmake`.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ticket0)
set(CPACK_PACKAGE_VENDOR "ticket0-cpp")
set(CPACK_PACKAGE_CONTACT "The developers of ticket0-cpp")
file(WRITE "${PROJECT_BINARY_DIR}/CPackPrefix.cmake"  # the source archive has none
  "if(CPACK_GENERATOR STREQUAL \"DEB\")\n  set(CPACK_PACKAGING_INSTALL_PREFIX \"${CMAKE_INSTALL_PREFIX}\")\nendif()\n")
set(CPACK_PROJECT_CONFIG_FILE "${PROJECT_BINARY_DIR}/CPackPrefix.cmake")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(dev_description "${PROJECT_DESCRIPTION}: headers and what is needed to link\n Use it by find_package(ticket0) of CMake or by pkg-config.")
set(CPACK_DEBIAN_TICKET0_DEV_PACKAGE_NAME libticket0-dev)
set(CPACK_DEBIAN_TICKET0_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_TICKET0_DEV_DESCRIPTION "${dev_description}")

get_target_property(library_type ticket0 TYPE)
if(library_type STREQUAL "SHARED_LIBRARY")
  set(soversion "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}")
  set(CPACK_COMPONENTS_ALL ticket0_runtime ticket0_dev)
  set(CPACK_DEBIAN_TICKET0_RUNTIME_PACKAGE_NAME "libticket0-${soversion}")
  set(CPACK_DEBIAN_TICKET0_RUNTIME_PACKAGE_SECTION libs)
  set(CPACK_DEBIAN_TICKET0_RUNTIME_DESCRIPTION "${PROJECT_DESCRIPTION}: shared libraries")
  set(CPACK_DEBIAN_TICKET0_RUNTIME_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${PROJECT_BINARY_DIR}/src")  # where the others find libticket0
  set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)  # with it the runtime package has ldconfig run
  set(CPACK_DEBIAN_TICKET0_DEV_PACKAGE_DEPENDS "libticket0-${soversion} (= ${PROJECT_VERSION})")
else()
  set(CPACK_COMPONENTS_ALL ticket0_dev)
  set(CPACK_DEBIAN_TICKET0_DEV_PACKAGE_DEPENDS "libcurl4-openssl-dev (>= ${TICKET0_CURL_MINIMUM}) | libcurl4-gnutls-dev (>= ${TICKET0_CURL_MINIMUM})")
  set(CPACK_DEBIAN_TICKET0_DEV_PACKAGE_SUGGESTS "libssl-dev, libhiredis-dev")  # for ticket0::webhook and ticket0::redis
endif()

# The outbox has packages of its own: who does without it gets no SQLite.
if(TICKET0_OUTBOX)
  set(outbox_description "${PROJECT_DESCRIPTION}: the outbox")
  list(APPEND CPACK_COMPONENTS_ALL ticket0_outbox_dev)
  set(CPACK_DEBIAN_TICKET0_OUTBOX_DEV_PACKAGE_NAME libticket0-outbox-dev)
  set(CPACK_DEBIAN_TICKET0_OUTBOX_DEV_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_TICKET0_OUTBOX_DEV_DESCRIPTION "${outbox_description}, its header and what is needed to link")
  set(CPACK_DEBIAN_TICKET0_OUTBOX_DEV_PACKAGE_DEPENDS "libticket0-dev (= ${PROJECT_VERSION})")
  if(library_type STREQUAL "SHARED_LIBRARY")
    list(APPEND CPACK_COMPONENTS_ALL ticket0_outbox_runtime)
    set(CPACK_DEBIAN_TICKET0_OUTBOX_RUNTIME_PACKAGE_NAME "libticket0-outbox-${soversion}")
    set(CPACK_DEBIAN_TICKET0_OUTBOX_RUNTIME_PACKAGE_SECTION libs)
    set(CPACK_DEBIAN_TICKET0_OUTBOX_RUNTIME_DESCRIPTION "${outbox_description}, a shared library")
    set(CPACK_DEBIAN_TICKET0_OUTBOX_RUNTIME_PACKAGE_SHLIBDEPS ON)
    set(CPACK_DEBIAN_TICKET0_OUTBOX_RUNTIME_PACKAGE_DEPENDS "libticket0-${soversion} (= ${PROJECT_VERSION})")
    string(APPEND CPACK_DEBIAN_TICKET0_OUTBOX_DEV_PACKAGE_DEPENDS ", libticket0-outbox-${soversion} (= ${PROJECT_VERSION})")
  else()
    string(APPEND CPACK_DEBIAN_TICKET0_OUTBOX_DEV_PACKAGE_DEPENDS ", libsqlite3-dev (>= ${TICKET0_SQLITE_MINIMUM})")
  endif()
endif()

if(TARGET ticket0-cli)
  list(APPEND CPACK_COMPONENTS_ALL ticket0_tools)
  set(CPACK_DEBIAN_TICKET0_TOOLS_PACKAGE_NAME ticket0-tools)
  set(CPACK_DEBIAN_TICKET0_TOOLS_PACKAGE_SECTION utils)
  set(CPACK_DEBIAN_TICKET0_TOOLS_DESCRIPTION
    "the Ticket0 help desk from the command line\n ticket0 finds out why calls fail, lists, exports and changes what the help desk holds;\n ticket0-sandbox stands in for it in tests.")
  set(CPACK_DEBIAN_TICKET0_TOOLS_PACKAGE_SHLIBDEPS ON)
  if(library_type STREQUAL "SHARED_LIBRARY")
    set(CPACK_DEBIAN_TICKET0_TOOLS_PACKAGE_DEPENDS "libticket0-${soversion} (= ${PROJECT_VERSION})")
    if(TICKET0_OUTBOX)
      string(APPEND CPACK_DEBIAN_TICKET0_TOOLS_PACKAGE_DEPENDS ", libticket0-outbox-${soversion} (= ${PROJECT_VERSION})")
    endif()
  endif()
endif()

# Debian's place for a license is of a package's own name; in an installation without packages it would say nothing.
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER "${component}" upper)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" RENAME copyright COMPONENT ${component} EXCLUDE_FROM_ALL
    DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME}")
endforeach()

set(CPACK_SOURCE_GENERATOR TGZ)
set(CPACK_SOURCE_PACKAGE_FILE_NAME "ticket0-cpp-${PROJECT_VERSION}")
set(CPACK_SOURCE_IGNORE_FILES "^${PROJECT_SOURCE_DIR}/(build|build-[^/]*|out)/;/\\.git$;/\\.git/;/node_modules/;/__pycache__/")
include(CPack)
