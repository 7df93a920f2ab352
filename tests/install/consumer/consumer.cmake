# What the consumer projects built by CMake have in common.
set(strict -Wall -Wextra -Wshadow -Wconversion -Werror)

# Nothing but the language's version may reach a user's command line.
foreach(target IN ITEMS ticket0::ticket0 ticket0::fakes)
  foreach(property IN ITEMS INTERFACE_COMPILE_OPTIONS INTERFACE_COMPILE_DEFINITIONS INTERFACE_LINK_OPTIONS)
    get_target_property(value ${target} ${property})
    if(value)
      message(FATAL_ERROR "${target} leaks ${property}: ${value}")
    endif()
  endforeach()
endforeach()

add_executable(consumer "${CMAKE_CURRENT_LIST_DIR}/main.cpp")
target_compile_options(consumer PRIVATE ${strict})
target_link_libraries(consumer PRIVATE ticket0::ticket0)

add_executable(fakes_consumer "${CMAKE_CURRENT_LIST_DIR}/fakes.cpp")
target_compile_options(fakes_consumer PRIVATE ${strict})
target_link_libraries(fakes_consumer PRIVATE ticket0::fakes)

# A program that hides its own symbols, as a plug-in does.
add_executable(errors_consumer "${CMAKE_CURRENT_LIST_DIR}/errors.cpp")
target_compile_options(errors_consumer PRIVATE ${strict} -fvisibility=hidden -fvisibility-inlines-hidden)
target_link_libraries(errors_consumer PRIVATE ticket0::fakes)
