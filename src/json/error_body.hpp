#pragma once

#include <string>
#include <string_view>

#include "json/stop.hpp"

namespace ticket0::inline v1::detail::json {

/// `{"error":{"code","message","retryAfter"}}`, as far as it is there.
struct ErrorBody {
  std::string code{};
  std::string message{};
  std::string retry_after{};  // older generation: an ISO time
};

/// A total function: any bytes give an ErrorBody, an empty one if they are not JSON or nested too deeply,
/// or if `stop` says so.
[[nodiscard]] ErrorBody decode_error(std::string_view text, const Stop& stop = {});

}  // namespace ticket0::inline v1::detail::json
