#pragma once

#include <string>
#include <string_view>

#include "ticket0/error.hpp"

/// Checks of options. Each throws a ConfigError that begins with the member's name.
namespace ticket0::inline v1::detail {

[[noreturn]] inline void refuse(std::string_view member, std::string_view why) {
  throw ConfigError{std::string{member} + " " + std::string{why}};
}

inline void check_time(std::string_view member, std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds highest = std::chrono::hours{24};
  if (time < std::chrono::milliseconds{1} || time > highest)
    refuse(member, "is " + std::to_string(time.count()) + " ms: it has to be from 1 ms to 24 h");
}

inline void check_count(std::string_view member, int count, int highest) {
  if (count < 1 || count > highest)
    refuse(member, "is " + std::to_string(count) + ": it has to be from 1 to " + std::to_string(highest));
}

}  // namespace ticket0::inline v1::detail
