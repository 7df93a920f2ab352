#pragma once

#include <span>

#include "ticket0/http.hpp"
#include "ticket0/types.hpp"

/// When a call was made, by the clock of the service: what its answers tell of that.
namespace ticket0::inline v1::detail {

/// An answer's place in time.
struct AnswerTime {
  std::chrono::steady_clock::time_point asked{};
  std::chrono::steady_clock::time_point received{};
  std::optional<Timestamp> date{};            // its `Date`, in whole seconds
  std::optional<std::chrono::seconds> age{};  // 0 where it has no `Age`; empty: one that cannot be read
};
/// `wall`: about this machine's calendar, for a date whose year has two digits.
[[nodiscard]] AnswerTime time_of(const HttpResponse& answer, std::chrono::steady_clock::time_point asked,
                                 std::chrono::steady_clock::time_point received,
                                 std::chrono::system_clock::time_point wall);

/// The first attempt that may have made what is looked for.
struct FirstAttempt {
  std::chrono::steady_clock::time_point began{};
  Timestamp wall{};  // by this machine's calendar
};

/// When a message was created that belongs to a call, by the service's clock.
struct CallWindow {
  Timestamp from{};
  Timestamp to{};
  /// What was created then or earlier was there before the call, whatever clocks are wrong; empty: no age
  /// proves anything.
  std::optional<Timestamp> older_until{};
};
/// `answers` are the one that left the doubt and the one with the message, both if they came. Without a
/// `Date` in any it goes by this machine's calendar. `clocks_agree`: the clock that dates messages is known
/// to be that of `Date`, within a minute.
[[nodiscard]] CallWindow window_of(const FirstAttempt& first, std::span<const AnswerTime> answers,
                                   bool clocks_agree, std::chrono::steady_clock::time_point looked);

/// Of the answers of one look.
struct AnswerDates {
  std::optional<Timestamp> first{};  // the earliest and the latest; empty where one has none
  std::optional<Timestamp> last{};
  /// How long after the doubt arose the oldest was made, by its `Age`; 0: one may be older than the doubt.
  std::chrono::steady_clock::duration after_doubt{0};
};
[[nodiscard]] AnswerDates dates_of(std::span<const AnswerTime> answers,
                                   std::chrono::steady_clock::time_point doubt);

}  // namespace ticket0::inline v1::detail
