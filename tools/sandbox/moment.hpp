#pragma once

#include <chrono>
#include <string>

namespace sandbox {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A point in time together with the UTC offset that it is written with.
struct Moment {
  Instant at{};
  std::chrono::minutes offset{0};
};

/// `2026-04-22T10:30:00Z`; milliseconds only where they are not zero, `+02:00` instead of `Z` where there is
/// an offset.
std::string iso8601(const Moment& moment);

/// The form of the `Date` header: `Wed, 22 Apr 2026 10:30:00 GMT`.
std::string http_date(Instant at);

}  // namespace sandbox
