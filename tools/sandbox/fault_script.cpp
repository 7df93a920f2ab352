#include "sandbox/fault_script.hpp"

#include <mutex>
#include <optional>
#include <utility>

namespace sandbox {

void FaultScript::add(Fault fault) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto skip = fault.skip;
  const auto times = fault.times;
  entries_.push_back({.fault = std::move(fault), .skip = skip, .hits = times, .endless = times == 0});
}

void FaultScript::clear() {
  const std::lock_guard<std::mutex> lock(mutex_);
  entries_.clear();
}

std::optional<Fault> FaultScript::strike(const Shot& shot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto& entry : entries_) {
    const auto& fault = entry.fault;
    if (fault.route != "*" && fault.route != shot.route) continue;
    if (is_of_lists(fault.kind) && !shot.is_paged) continue;
    if (entry.skip > 0) {
      --entry.skip;
      continue;
    }
    if (fault.kind == Fault::Kind::overlap && !shot.has_cursor) continue;
    if (!entry.endless) {
      if (entry.hits == 0) continue;
      --entry.hits;
    }
    return fault;
  }
  return std::nullopt;
}

}  // namespace sandbox
