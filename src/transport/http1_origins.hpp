#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

#include "http/url.hpp"

namespace ticket0::inline v1::detail {

/// The origins that gave no response over HTTP/2, such as one that answers HTTP_1_1_REQUIRED. They are asked
/// over HTTP/1.1 next, and for a time if that is answered. libcurl does not say why HTTP/2 failed, and a
/// connection that was lost looks the same: so a request whose failure does no harm tries HTTP/2 again after
/// an hour, and after twice the time whenever it fails. May be used by any thread.
class Http1Origins {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::hours first_period{1};
  static constexpr std::chrono::hours longest_period{24};
  enum class Speak : std::uint8_t {
    any,    // what the two ends agree on
    http1,  // nothing else
    trial,  // any, over a new connection: whether HTTP/2 works again
  };

  /// How a request goes. `may_try`: it may be the one that fails.
  [[nodiscard]] Speak how(const Origin& origin, bool may_try, Time now) noexcept;
  /// A request that went this way, which is not `any`, was answered.
  void answered(const Origin& origin, Speak how, int status) noexcept;
  /// A request that went this way, and perhaps over HTTP/2, got no byte of a response.
  void failed(const Origin& origin, Speak how, CURLcode code, Time now);
  /// HTTP/1.1 cannot even be spoken.
  void forget(const Origin& origin) noexcept;

 private:
  struct Entry {
    Origin origin;
    Time trial;  // not before
    std::chrono::hours period{first_period};
    bool sure{false};  // HTTP/1.1 was answered
  };
  [[nodiscard]] Entry* find(const Origin& origin) noexcept;
  void erase(const Origin& origin) noexcept;
  std::mutex mutex_{};
  std::vector<Entry> entries_{};
};

}  // namespace ticket0::inline v1::detail
