# cmake -DROOT=dir -DBUILT=dir -DWORK=dir -DTOOLCHAIN=arguments -P check_vcpkg.cmake
#
# Runs the port with vcpkg's functions played by vcpkg_stubs.cmake, then builds and runs its test project against what
# it installed.
cmake_minimum_required(VERSION 3.22)
include("${CMAKE_CURRENT_LIST_DIR}/vcpkg_stubs.cmake")

set(port "${ROOT}/packaging/vcpkg/ports/ticket0-cpp")
foreach(manifest IN ITEMS "${port}/vcpkg.json" "${ROOT}/packaging/vcpkg/test-project/vcpkg.json")
  file(READ "${manifest}" text)
  string(JSON name GET "${text}" name)  # an error where it is not JSON
  string(JSON version GET "${text}" version)
endforeach()

set(PORT ticket0-cpp)
set(FEATURES core webhook)
set(VCPKG_TARGET_IS_WINDOWS TRUE)  # where the port does what it does elsewhere, and asks for a static library
set(CURRENT_PACKAGES_DIR "${WORK}/packages")
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}" "${WORK}/test-project")
include("${port}/portfile.cmake")
get_property(checked GLOBAL PROPERTY linkage_checked)
if(NOT checked)
  message(FATAL_ERROR "the port lets vcpkg build a shared library on Windows")
endif()

foreach(file IN ITEMS share/ticket0-cpp/usage share/ticket0-cpp/copyright include/ticket0/webhook.hpp)
  if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/${file}")
    message(FATAL_ERROR "the port installs no ${file}")
  endif()
endforeach()

run("${CMAKE_COMMAND}" -S "${ROOT}/packaging/vcpkg/test-project" -B "${WORK}/test-project" ${TOOLCHAIN}
  "-DCMAKE_PREFIX_PATH=${CURRENT_PACKAGES_DIR}")
run("${CMAKE_COMMAND}" --build "${WORK}/test-project")
run("${WORK}/test-project/main")
