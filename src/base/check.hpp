#pragma once

#include <chrono>
#include <limits>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "ticket0/error.hpp"

/// Checks of values that a user passes in. Each throws an E whose text begins with the member's name: a
/// ConfigError for the options of a client or a receiver, an InvalidArgument for the arguments of a call.
namespace ticket0::inline v1::detail {

template <class E = ConfigError>
[[noreturn]] void refuse(std::string_view member, std::string_view why) {
  throw E{std::string{member} + " " + std::string{why}};
}

template <class Rep, class Period>
[[nodiscard]] std::string in_words(std::chrono::duration<Rep, Period> time) {
  constexpr bool is_ms = std::is_same_v<Period, std::milli>;
  constexpr bool is_s = std::is_same_v<Period, std::ratio<1>>;
  constexpr bool is_h = std::is_same_v<Period, std::chrono::hours::period>;
  return std::to_string(time.count()) + (is_ms ? " ms" : is_s ? " s" : is_h ? " h" : " days");
}

/// Longest text in a request's head, in bytes: a header, an id, a filter, a path. No server takes that much.
inline constexpr std::size_t max_header_text = 65'536;
inline constexpr std::string_view too_long_for_head =
    "is longer than 64 KiB, more than a request's head can hold";

/// Throws InvalidArgument for an id that would change the path it is put in, or that no server takes.
inline void check_id(std::string_view type, std::string_view id) {
  const auto refuse_id = [&](std::string_view why) { refuse<InvalidArgument>(type, why); };
  if (id.empty()) refuse_id("is empty: pass the id of an object that the service has");
  if (id == "." || id == "..") refuse_id("is \".\" or \"..\", which is no id");
  if (id.size() > max_header_text) refuse_id(too_long_for_head);
  if (!is_utf8(id)) refuse_id(is_not_utf8);
}

template <class E = ConfigError, class Time, class Highest>
void check_time(std::string_view member, Time time, Time lowest, Highest highest) {
  if (time < lowest || time > highest)
    refuse<E>(member, "is " + in_words(time) + ": it has to be from " + in_words(lowest) + " to " +
                          in_words(highest));
}
template <class E = ConfigError>
void check_time(std::string_view member, std::chrono::milliseconds time) {
  check_time<E>(member, time, std::chrono::milliseconds{1}, std::chrono::hours{24});
}

template <class E = ConfigError, class Count>
void check_count(std::string_view member, Count count, Count highest = std::numeric_limits<Count>::max()) {
  if (count >= 1 && count <= highest) return;
  refuse<E>(member,
            "is " + std::to_string(count) + ": it has to be " +
                (highest == std::numeric_limits<Count>::max() ? "at least 1"
                                                              : "from 1 to " + std::to_string(highest)));
}

}  // namespace ticket0::inline v1::detail
