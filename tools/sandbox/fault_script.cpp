#include "sandbox/fault_script.hpp"

#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace sandbox {
namespace {

constexpr std::string_view message_list = "GET /tickets/:id/messages";
constexpr std::string_view reply = "POST /tickets/:id/messages";

}  // namespace

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

/// True: this request is not one of its hits.
bool FaultScript::Entry::lets_through() {
  if (skip > 0) {
    --skip;
    return true;
  }
  return !endless && hits == 0;
}

std::optional<Fault> FaultScript::strike(const Shot& shot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto& entry : entries_) {
    const auto& fault = entry.fault;
    if (fault.route != "*" && fault.route != shot.route) continue;
    if (is_of_lists(fault.kind) && !shot.is_paged) continue;
    if (fault.kind == Fault::Kind::stale && shot.route != message_list) continue;
    if (is_of_storing(fault.kind) || entry.lets_through()) continue;
    if (fault.kind == Fault::Kind::overlap && !shot.has_cursor) continue;
    if (!entry.endless) --entry.hits;
    return fault;
  }
  return std::nullopt;
}

std::vector<Fault> FaultScript::strike_storing(const Shot& shot) {
  std::vector<Fault> all;
  if (shot.route != reply) return all;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto& entry : entries_) {
    if (!is_of_storing(entry.fault.kind) || entry.lets_through()) continue;
    if (!entry.endless) --entry.hits;
    all.push_back(entry.fault);
  }
  return all;
}

}  // namespace sandbox
