# hiredis::hiredis, also of versions that bring no CMake package. Nothing is defined where it is not found.
if(NOT TARGET hiredis::hiredis AND NOT CMAKE_DISABLE_FIND_PACKAGE_hiredis)
  find_package(hiredis QUIET CONFIG)
endif()
if(NOT TARGET hiredis::hiredis AND NOT CMAKE_DISABLE_FIND_PACKAGE_hiredis)
  find_path(TICKET0_HIREDIS_INCLUDE_DIR hiredis/hiredis.h)
  find_library(TICKET0_HIREDIS_LIBRARY hiredis)
  mark_as_advanced(TICKET0_HIREDIS_INCLUDE_DIR TICKET0_HIREDIS_LIBRARY)
  if(TICKET0_HIREDIS_INCLUDE_DIR AND TICKET0_HIREDIS_LIBRARY)
    add_library(hiredis::hiredis UNKNOWN IMPORTED)
    set_target_properties(hiredis::hiredis PROPERTIES
      IMPORTED_LOCATION "${TICKET0_HIREDIS_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${TICKET0_HIREDIS_INCLUDE_DIR}")
  endif()
endif()
