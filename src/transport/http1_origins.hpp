#pragma once

#include <algorithm>
#include <mutex>
#include <vector>

#include "http/url.hpp"

namespace ticket0::inline v1::detail {

/// The origins that gave no answer over HTTP/2, as one does that answers HTTP_1_1_REQUIRED. They are asked
/// over HTTP/1.1 next, and from then on if that is answered. May be used by any thread.
class Http1Origins {
 public:
  [[nodiscard]] bool has(const Origin& origin) const {
    const std::lock_guard lock{mutex_};
    return std::any_of(entries_.begin(), entries_.end(), Is{origin});
  }
  /// It gave no answer to a request that may have gone over HTTP/2.
  void suspect(const Origin& origin) {
    const std::lock_guard lock{mutex_};
    if (std::none_of(entries_.begin(), entries_.end(), Is{origin})) entries_.push_back({.origin = origin});
  }
  /// A request over HTTP/1.1 was answered.
  void confirm(const Origin& origin) noexcept {
    const std::lock_guard lock{mutex_};
    for (Entry& each : entries_)
      if (Is{origin}(each)) each.sure = true;
  }
  /// HTTP/1.1 did no better. `even_if_sure`: it cannot even be spoken.
  void doubt(const Origin& origin, bool even_if_sure) noexcept {
    const std::lock_guard lock{mutex_};
    std::erase_if(entries_,
                  [&](const Entry& each) { return Is{origin}(each) && (even_if_sure || !each.sure); });
  }

 private:
  struct Entry {
    Origin origin;
    bool sure{false};
  };
  struct Is {
    const Origin& origin;
    bool operator()(const Entry& entry) const noexcept {
      return entry.origin.host == origin.host && entry.origin.port == origin.port;
    }
  };
  mutable std::mutex mutex_{};
  std::vector<Entry> entries_{};
};

}  // namespace ticket0::inline v1::detail
