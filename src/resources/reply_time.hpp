#pragma once

#include <span>

#include "ticket0/http.hpp"
#include "ticket0/types.hpp"

/// When a call was made by the service's clock, as its responses show.
namespace ticket0::inline v1::detail {

/// When a response was asked for and received, and how old it is.
struct ResponseTime {
  std::chrono::steady_clock::time_point asked{};
  std::chrono::steady_clock::time_point received{};
  std::optional<Timestamp> date{};            // its `Date`, in whole seconds
  std::optional<std::chrono::seconds> age{};  // 0 without an `Age`; empty if it cannot be read
};
/// `wall`: roughly this machine's calendar time, for a date whose year has two digits.
[[nodiscard]] ResponseTime time_of(const HttpResponse& response, std::chrono::steady_clock::time_point asked,
                                   std::chrono::steady_clock::time_point received,
                                   std::chrono::system_clock::time_point wall);

/// The first attempt that may have created the message.
struct FirstAttempt {
  std::chrono::steady_clock::time_point began{};
  Timestamp wall{};  // by this machine's calendar
};

/// When a call's message was created, by the service's clock.
struct CallWindow {
  Timestamp from{};
  Timestamp to{};
  /// A message created then or earlier was there before the call, whichever clock is wrong; empty: no age
  /// proves that.
  std::optional<Timestamp> older_until{};
};
/// `responses` are the one that left the doubt and the one with the message, both if they came. Without a
/// `Date` in any it goes by this machine's calendar. `clocks_agree`: the clock that dates messages is known
/// to be that of `Date`, within a minute.
[[nodiscard]] CallWindow window_of(const FirstAttempt& first, std::span<const ResponseTime> responses,
                                   bool clocks_agree, std::chrono::steady_clock::time_point looked);

/// The dates of the responses of one look.
struct ResponseDates {
  std::optional<Timestamp> first{};  // the earliest and the latest; empty if one has none
  std::optional<Timestamp> last{};
  /// How long after the doubt arose the oldest was made, by its `Age`; 0: one may be older than the doubt.
  std::chrono::steady_clock::duration after_doubt{0};
};
[[nodiscard]] ResponseDates dates_of(std::span<const ResponseTime> responses,
                                     std::chrono::steady_clock::time_point doubt);

}  // namespace ticket0::inline v1::detail
