#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "base/process.hpp"
#include "transport/curl_handle.hpp"

namespace ticket0::inline v1::detail {

/// Idle handles of one transport, the one used last first. As many as there were calls at once; one that has
/// been idle for `max_idle` is closed when the pool is next used. May be used by any thread, and by a forked
/// child, which starts empty.
class HandlePool {
 public:
  static constexpr std::chrono::seconds max_idle{60};

  /// An idle one, or a new one; with libcurl's defaults.
  [[nodiscard]] std::unique_ptr<CurlHandle> take();
  /// Only a handle whose call ended well, and that was reset; drop it otherwise. If there is no memory to
  /// keep it, it is closed: its call has its answer.
  void give_back(std::unique_ptr<CurlHandle> handle) noexcept;
  /// Closes the idle ones.
  void clear() noexcept;

 private:
  struct Entry {
    std::unique_ptr<CurlHandle> handle;
    std::chrono::steady_clock::time_point since;
  };
  struct Idle {
    std::mutex mutex;
    std::vector<Entry> entries;  // the longest idle first
  };
  [[nodiscard]] static std::vector<Entry> expired(Idle& idle, std::chrono::steady_clock::time_point now);

  PerProcess<Idle> idle_;
};

}  // namespace ticket0::inline v1::detail
