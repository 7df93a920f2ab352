#pragma once

#include "engine/api_error.hpp"
#include "engine/no_answer.hpp"
#include "engine/retry.hpp"
#include "json/error_body.hpp"

namespace ticket0::inline v1::detail {

/// An attempt that gave no result: what is known of it.
struct Failed {
  Ending ending{Ending::lost};
  Outcome outcome{Outcome::unknown};
  std::optional<HttpResponse> response{};
  json::ErrorBody body{};
  std::optional<std::chrono::seconds> asked{};  // to wait so long
  NoAnswer no_answer{};                         // where there was no response
  std::string problem{};                        // why a success cannot be read
};

/// Of an answer that is no success; `now` is the calendar's time. Where `stop` says so, its body is not read.
[[nodiscard]] Failed failed_answer(HttpResponse response, std::chrono::system_clock::time_point now,
                                   const json::Stop& stop = {});
[[nodiscard]] Failed failed_exchange(NoAnswer failure);
/// Of a success whose body cannot be read. `over_limit`: it holds more, or nests it deeper, than this library
/// accepts.
[[nodiscard]] Failed failed_decode(HttpResponse response, std::string problem, bool over_limit);

}  // namespace ticket0::inline v1::detail
