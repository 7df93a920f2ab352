include(CMakePackageConfigHelpers)

set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/ticket0")
get_target_property(library_type ticket0 TYPE)

set(left_out PATTERN "outbox.hpp" EXCLUDE)  # in a package of its own, with what needs SQLite
if(NOT TICKET0_WEBHOOK)
  list(APPEND left_out PATTERN "webhook.hpp" EXCLUDE)
endif()
if(NOT TICKET0_REDIS)
  list(APPEND left_out PATTERN "redis_budget.hpp" EXCLUDE)
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/ticket0" "${PROJECT_BINARY_DIR}/include/ticket0"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  COMPONENT ticket0_dev
  FILES_MATCHING PATTERN "*.hpp"
  ${left_out})

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT ticket0_license)

set_target_properties(ticket0_fakes PROPERTIES EXPORT_NAME fakes)
# Of two components, named so that a parent project may have its own: what a program needs when it runs, and what is needed to build one.
function(install_library export part)
  install(TARGETS ${ARGN} EXPORT ${export}
    RUNTIME COMPONENT ${part}_runtime
    LIBRARY COMPONENT ${part}_runtime NAMELINK_COMPONENT ${part}_dev
    ARCHIVE COMPONENT ${part}_dev)
  install(EXPORT ${export} NAMESPACE ticket0:: DESTINATION "${config_dir}" COMPONENT ${part}_dev)
endfunction()
install_library(ticket0Targets ticket0 ticket0 ticket0_fakes)
set(pc_names ticket0 ticket0-fakes)
if(TICKET0_WEBHOOK)  # in a file of its own, so that who does without it needs no OpenSSL
  set_target_properties(ticket0_webhook PROPERTIES EXPORT_NAME webhook)
  install_library(ticket0WebhookTargets ticket0 ticket0_webhook)
  list(APPEND pc_names ticket0-webhook)
endif()
if(TICKET0_BUDGET)
  set_target_properties(ticket0_budget PROPERTIES EXPORT_NAME budget)
  install_library(ticket0BudgetTargets ticket0 ticket0_budget)
  list(APPEND pc_names ticket0-budget)
endif()
if(TICKET0_REDIS)  # in a file of its own, so that who does without it needs no hiredis
  set_target_properties(ticket0_redis PROPERTIES EXPORT_NAME redis)
  install_library(ticket0RedisTargets ticket0 ticket0_redis)
  install(FILES "${PROJECT_SOURCE_DIR}/cmake/FindHiredis.cmake" DESTINATION "${config_dir}" COMPONENT ticket0_dev)
  list(APPEND pc_names ticket0-redis)
endif()
if(TICKET0_OUTBOX)  # likewise, and no SQLite
  set_target_properties(ticket0_outbox PROPERTIES EXPORT_NAME outbox)
  install_library(ticket0OutboxTargets ticket0_outbox ticket0_outbox)
  install(FILES "${PROJECT_SOURCE_DIR}/include/ticket0/outbox.hpp" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/ticket0"
    COMPONENT ticket0_outbox_dev)
  list(APPEND pc_names ticket0-outbox)
endif()

# A static library leaves libcurl to the program's link step; a shared one has it already.
if(library_type STREQUAL "STATIC_LIBRARY")
  set(dependencies "include(CMakeFindDependencyMacro)
find_dependency(CURL ${TICKET0_CURL_MINIMUM})
find_dependency(Threads)
")
  set(webhook_dependencies "find_package(OpenSSL ${TICKET0_OPENSSL_MINIMUM} QUIET COMPONENTS Crypto)")
  set(webhook_condition "TARGET OpenSSL::Crypto")
  set(outbox_dependencies "find_package(SQLite3 ${TICKET0_SQLITE_MINIMUM} QUIET)")
  set(outbox_condition "TARGET SQLite::SQLite3")
  # Requires, not Requires.private: libcurl is usually shared while this library is not, and a distribution's
  # `pkg-config --static --libs libcurl` names a dozen libraries whose static halves nobody has installed.
  set(pc_requires "Requires: libcurl >= ${TICKET0_CURL_MINIMUM}")
  set(pc_private_libs "Libs.private: ${CMAKE_THREAD_LIBS_INIT}")
  set(pc_webhook_requires "ticket0 = ${PROJECT_VERSION}, libcrypto >= ${TICKET0_OPENSSL_MINIMUM}")
  set(redis_dependencies "include(\"\${CMAKE_CURRENT_LIST_DIR}/FindHiredis.cmake\")")
  set(redis_condition "TARGET hiredis::hiredis")
  set(pc_redis_requires "ticket0 = ${PROJECT_VERSION}, hiredis >= ${TICKET0_HIREDIS_MINIMUM}")
  set(pc_outbox_requires "ticket0 = ${PROJECT_VERSION}, sqlite3 >= ${TICKET0_SQLITE_MINIMUM}")
else()
  set(dependencies "")
  set(webhook_dependencies "")
  set(webhook_condition "TRUE")
  set(redis_dependencies "")
  set(redis_condition "TRUE")
  set(pc_redis_requires "ticket0 = ${PROJECT_VERSION}")
  set(outbox_dependencies "")
  set(outbox_condition "TRUE")
  set(pc_requires "")
  set(pc_private_libs "")
  set(pc_webhook_requires "ticket0 = ${PROJECT_VERSION}")
  set(pc_outbox_requires "ticket0 = ${PROJECT_VERSION}")
endif()

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/ticket0Config.cmake.in" "${PROJECT_BINARY_DIR}/ticket0Config.cmake"
  INSTALL_DESTINATION "${config_dir}"
  NO_SET_AND_CHECK_MACRO)
# While the version is 0.x, a new minor may break: 0.1 does not stand in for 0.2.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ticket0ConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ticket0Config.cmake" "${PROJECT_BINARY_DIR}/ticket0ConfigVersion.cmake"
  DESTINATION "${config_dir}" COMPONENT ticket0_dev)

# The .pc files find themselves, so that an installed tree may be moved; directories that were given as absolute stay so.
set(pc_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(pc_prefix "${CMAKE_INSTALL_PREFIX}")
  set(pc_libdir "${CMAKE_INSTALL_LIBDIR}")
else()
  file(RELATIVE_PATH up "/prefix/${pc_dir}" "/prefix")
  string(REGEX REPLACE "/$" "" up "${up}")
  set(pc_prefix "\${pcfiledir}/${up}")
  set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(pc_includedir "${CMAKE_INSTALL_INCLUDEDIR}")
else()
  set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
foreach(name IN LISTS pc_names)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  set(part ticket0)
  if(name STREQUAL "ticket0-outbox")
    set(part ticket0_outbox)
  endif()
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${pc_dir}" COMPONENT ${part}_dev)
endforeach()

# The programs, with their manual, completions and fault scripts: cmake --install BUILD --component ticket0_tools
if(TARGET ticket0-cli)
  install(TARGETS ticket0-cli ticket0-sandbox RUNTIME COMPONENT ticket0_tools EXCLUDE_FROM_ALL)
  get_target_property(tool_pages ticket0-cli BINARY_DIR)
  function(install_tool_files directory)
    install(FILES ${ARGN} DESTINATION "${directory}" COMPONENT ticket0_tools EXCLUDE_FROM_ALL)
  endfunction()
  install_tool_files("${CMAKE_INSTALL_MANDIR}/man1" "${tool_pages}/pages/ticket0.1" "${tool_pages}/pages/ticket0-sandbox.1")
  install_tool_files("${CMAKE_INSTALL_DATAROOTDIR}/zsh/vendor-completions" "${tool_pages}/pages/_ticket0")
  install(FILES "${tool_pages}/pages/ticket0.bash" RENAME ticket0
    DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/bash-completion/completions" COMPONENT ticket0_tools EXCLUDE_FROM_ALL)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/tools/sandbox/faults" DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/ticket0"
    COMPONENT ticket0_tools EXCLUDE_FROM_ALL)
endif()
