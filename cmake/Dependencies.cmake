# What the library itself needs: libcurl, nlohmann/json (to build only) and threads; ticket0::webhook, libcrypto;
# ticket0::redis, hiredis; ticket0::outbox, SQLite; ticket0::budget, only POSIX.
set(TICKET0_CURL_MINIMUM 7.80)   # CURLOPT_PREREQFUNCTION
set(TICKET0_JSON_MINIMUM 3.10)
set(TICKET0_OPENSSL_MINIMUM 1.1.1)
set(TICKET0_HIREDIS_MINIMUM 0.14)
set(TICKET0_SQLITE_MINIMUM 3.37)

# A project that builds its own curl has the target already.
if(NOT TARGET CURL::libcurl)
  find_package(CURL QUIET)
  if(NOT CURL_FOUND OR NOT TARGET CURL::libcurl)
    message(FATAL_ERROR
      "ticket0 needs libcurl ${TICKET0_CURL_MINIMUM} or newer with its headers, but none was found.\n"
      "Install it, e.g. libcurl4-openssl-dev (Debian, Ubuntu), libcurl-devel (Fedora), curl (Homebrew, vcpkg), "
      "or name its place with -DCMAKE_PREFIX_PATH=DIR.")
  endif()
  if(CURL_VERSION_STRING VERSION_LESS TICKET0_CURL_MINIMUM)
    message(FATAL_ERROR
      "ticket0 needs libcurl ${TICKET0_CURL_MINIMUM} or newer, but ${CURL_VERSION_STRING} was found.\n"
      "Debian 12, Ubuntu 22.04, Homebrew and vcpkg have one. Name another one's place with -DCMAKE_PREFIX_PATH=DIR.")
  endif()
endif()

if(NOT TARGET nlohmann_json::nlohmann_json)
  find_package(nlohmann_json ${TICKET0_JSON_MINIMUM} QUIET)
  if(NOT nlohmann_json_FOUND)
    set(found "none was found")
    if(nlohmann_json_CONSIDERED_VERSIONS)
      set(found "${nlohmann_json_CONSIDERED_VERSIONS} was found")
    endif()
    message(FATAL_ERROR
      "ticket0 needs nlohmann/json ${TICKET0_JSON_MINIMUM} or newer to build, but ${found}.\n"
      "Install it, e.g. nlohmann-json3-dev (Debian, Ubuntu), json-devel (Fedora), nlohmann-json (Homebrew, vcpkg). "
      "Programs that use ticket0 do not need it.")
  endif()
endif()

find_package(Threads REQUIRED)

find_package(OpenSSL ${TICKET0_OPENSSL_MINIMUM} QUIET COMPONENTS Crypto)
option(TICKET0_WEBHOOK "Build ticket0::webhook, which needs OpenSSL's libcrypto" ${OPENSSL_FOUND})
if(TICKET0_WEBHOOK AND NOT TARGET OpenSSL::Crypto)
  message(FATAL_ERROR
    "ticket0::webhook needs OpenSSL's libcrypto ${TICKET0_OPENSSL_MINIMUM} or newer with its headers, but none was found.\n"
    "Install it, e.g. libssl-dev (Debian, Ubuntu), openssl-devel (Fedora), openssl (Homebrew, vcpkg), or do without "
    "webhooks with -DTICKET0_WEBHOOK=OFF.")
elseif(TICKET0_WEBHOOK)
  message(STATUS "ticket0::webhook: built")
elseif(OPENSSL_FOUND)  # it was not when the default was cached, or somebody chose so
  message(STATUS "ticket0::webhook: not built, for TICKET0_WEBHOOK is OFF; libcrypto is here, and -DTICKET0_WEBHOOK=ON builds it")
else()
  message(STATUS "ticket0::webhook: not built, for OpenSSL's libcrypto ${TICKET0_OPENSSL_MINIMUM} or newer was not found; with it, "
    "-DTICKET0_WEBHOOK=ON builds it")
endif()

set(TICKET0_BUDGET ${UNIX})
include("${CMAKE_CURRENT_LIST_DIR}/FindHiredis.cmake")
set(redis_default OFF)
if(UNIX AND TARGET hiredis::hiredis)
  set(redis_default ON)
endif()
option(TICKET0_REDIS "Build ticket0::redis, which needs hiredis and POSIX" ${redis_default})
if(TICKET0_REDIS AND NOT (UNIX AND TARGET hiredis::hiredis))
  message(FATAL_ERROR
    "ticket0::redis needs hiredis ${TICKET0_HIREDIS_MINIMUM} or newer with its headers, on a POSIX system, but none was found.\n"
    "Install it, e.g. libhiredis-dev (Debian, Ubuntu), hiredis-devel (Fedora), hiredis (Homebrew, vcpkg), or do without a "
    "budget in Redis with -DTICKET0_REDIS=OFF.")
elseif(TICKET0_REDIS)
  message(STATUS "ticket0::redis: built")
else()
  message(STATUS "ticket0::redis: not built; with hiredis ${TICKET0_HIREDIS_MINIMUM} or newer, -DTICKET0_REDIS=ON builds it")
endif()

# The outbox locks bytes of a file as POSIX does it.
find_package(SQLite3 ${TICKET0_SQLITE_MINIMUM} QUIET)
if(WIN32)
  set(SQLite3_FOUND FALSE)
endif()
option(TICKET0_OUTBOX "Build ticket0::outbox, which needs SQLite and a POSIX system" ${SQLite3_FOUND})
if(TICKET0_OUTBOX AND NOT TARGET SQLite::SQLite3)
  message(FATAL_ERROR
    "ticket0::outbox needs SQLite ${TICKET0_SQLITE_MINIMUM} or newer with its headers, but none was found.\n"
    "Install it, e.g. libsqlite3-dev (Debian, Ubuntu), sqlite-devel (Fedora), sqlite (Homebrew), sqlite3 (vcpkg), or do without "
    "the outbox with -DTICKET0_OUTBOX=OFF.")
elseif(TICKET0_OUTBOX)
  message(STATUS "ticket0::outbox: built")
elseif(SQLite3_FOUND)
  message(STATUS "ticket0::outbox: not built, for TICKET0_OUTBOX is OFF; SQLite is here, and -DTICKET0_OUTBOX=ON builds it")
else()
  message(STATUS "ticket0::outbox: not built, for SQLite ${TICKET0_SQLITE_MINIMUM} or newer was not found; with it, "
    "-DTICKET0_OUTBOX=ON builds it")
endif()
