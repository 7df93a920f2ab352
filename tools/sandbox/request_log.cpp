#include "sandbox/request_log.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {
namespace {

constexpr std::size_t kept_requests = 1000;
using Lock = std::lock_guard<std::mutex>;

}  // namespace

void RequestLog::record(const Request& request, const std::string& route, int status,
                        const std::string& peer) {
  const Lock lock(mutex_);
  ++total_;
  ++routes_[route];
  peers_.insert(peer);
  if (entries_.size() == kept_requests) entries_.pop_front();
  entries_.push_back({total_, request, route, status});
}

void RequestLog::clear() {
  const Lock lock(mutex_);
  total_ = 0;
  routes_.clear();
  peers_.clear();
  entries_.clear();
}

std::size_t RequestLog::total() const {
  const Lock lock(mutex_);
  return total_;
}

std::size_t RequestLog::total(std::string_view route) const {
  const Lock lock(mutex_);
  const auto found = routes_.find(route);
  return found == routes_.end() ? 0 : found->second;
}

std::size_t RequestLog::connections() const {
  const Lock lock(mutex_);
  return peers_.size();
}

std::vector<Request> RequestLog::requests() const {
  const Lock lock(mutex_);
  std::vector<Request> requests;
  for (const auto& entry : entries_) requests.push_back(entry.request);
  return requests;
}

std::vector<RequestLog::Entry> RequestLog::entries() const {
  const Lock lock(mutex_);
  return {entries_.begin(), entries_.end()};
}

}  // namespace sandbox
