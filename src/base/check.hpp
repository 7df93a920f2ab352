#pragma once

#include <string>
#include <string_view>

#include "ticket0/error.hpp"

/// Checks of options. Each throws an E whose text begins with the member's name: a ConfigError for the
/// options of a client or a receiver, an InvalidArgument for the arguments of a call.
namespace ticket0::inline v1::detail {

template <class E = ConfigError>
[[noreturn]] void refuse(std::string_view member, std::string_view why) {
  throw E{std::string{member} + " " + std::string{why}};
}

template <class E = ConfigError>
void check_time(std::string_view member, std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds highest = std::chrono::hours{24};
  if (time < std::chrono::milliseconds{1} || time > highest)
    refuse<E>(member, "is " + std::to_string(time.count()) + " ms: it has to be from 1 ms to 24 h");
}

template <class E = ConfigError>
void check_count(std::string_view member, int count, int highest) {
  if (count < 1 || count > highest)
    refuse<E>(member, "is " + std::to_string(count) + ": it has to be from 1 to " + std::to_string(highest));
}

}  // namespace ticket0::inline v1::detail
