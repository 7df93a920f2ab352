# cmake -DSOURCE=dir -DWORK=dir -DTOOLCHAIN=list -P absolute_libdir.cmake
execute_process(
  COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}" ${TOOLCHAIN} -DTICKET0_BUILD_TESTS=OFF -DTICKET0_BUILD_EXAMPLES=OFF
    -DTICKET0_BUILD_TOOLS=OFF -DCMAKE_INSTALL_PREFIX=/opt/prefix -DCMAKE_INSTALL_LIBDIR=/opt/elsewhere/lib
  COMMAND_ERROR_IS_FATAL ANY)
file(READ "${WORK}/ticket0.pc" pc)
foreach(line IN ITEMS "prefix=/opt/prefix\n" "libdir=/opt/elsewhere/lib\n" "includedir=\${prefix}/include\n")
  string(FIND "${pc}" "${line}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "Expected ${line} in ticket0.pc:\n${pc}")
  endif()
endforeach()
