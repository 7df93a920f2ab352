include(GenerateExportHeader)
include(GNUInstallDirs)

# What ticket0 and ticket0_fakes have in common. Nothing of it reaches a user but cxx_std_20.
function(ticket0_library target)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${target}
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  if(NOT DEFINED CMAKE_POSITION_INDEPENDENT_CODE)  # a static one may end in somebody's plug-in
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:ticket0_warnings>)
endfunction()

# The include directories of the public headers, with the two that are generated: ticket0/version.hpp and ticket0/export.hpp.
# In a static build TICKET0_EXPORT is empty in the header itself, so no macro has to be defined by users.
function(ticket0_public_headers target)
  set(generated "${PROJECT_BINARY_DIR}/include")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/version.hpp.in" "${generated}/ticket0/version.hpp" @ONLY)
  generate_export_header(${target}
    BASE_NAME TICKET0
    EXPORT_FILE_NAME "${generated}/ticket0/export.hpp"
    INCLUDE_GUARD_NAME TICKET0_EXPORT_HPP)
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${generated}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endfunction()
