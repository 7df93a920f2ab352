#pragma once

#include <algorithm>
#include <mutex>
#include <vector>

#include "http/url.hpp"

namespace ticket0::inline v1::detail {

/// The origins that refused a request over HTTP/2, and are asked over HTTP/1.1 since. May be used by any
/// thread.
class Http1Origins {
 public:
  [[nodiscard]] bool has(const Origin& origin) const {
    const std::lock_guard lock{mutex_};
    return find(origin) != origins_.end();
  }
  void add(const Origin& origin) {
    const std::lock_guard lock{mutex_};
    if (find(origin) == origins_.end()) origins_.push_back(origin);
  }

 private:
  [[nodiscard]] std::vector<Origin>::const_iterator find(const Origin& origin) const {
    return std::find_if(origins_.begin(), origins_.end(), [&origin](const Origin& each) {
      return each.host == origin.host && each.port == origin.port;
    });
  }
  mutable std::mutex mutex_{};
  std::vector<Origin> origins_{};
};

}  // namespace ticket0::inline v1::detail
