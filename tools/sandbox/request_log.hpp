#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/request.hpp"

namespace sandbox {

/// What arrived: counts of everything, and the last 1000 requests as they were. Thread-safe.
class RequestLog {
 public:
  struct Entry {
    std::size_t number{0};  // from 1
    Request request{};
    std::string route{};
    int status{0};  // 0: no response
  };

  /// A connection is told by its peer's address and port.
  void record(const Request& request, const std::string& route, int status, const std::string& peer);
  void clear();

  std::size_t total() const;
  std::size_t total(std::string_view route) const;  // e.g. "GET /tickets/:id"
  std::size_t connections() const;
  std::vector<Request> requests() const;  // oldest first
  std::vector<Entry> entries() const;     // the same, with what came of them

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t, std::less<>> routes_;
  std::set<std::string> peers_;
  std::deque<Entry> entries_;
  std::size_t total_{0};
};

}  // namespace sandbox
