#include "transport/handle_pool.hpp"

#include <algorithm>
#include <iterator>

#include "transport/process.hpp"

namespace ticket0::inline v1::detail {

HandlePool::HandlePool() : idle_(new Idle{.process = current_process(), .mutex = {}, .entries = {}}) {}

HandlePool::~HandlePool() {
  Idle* const idle = idle_.load();
  if (idle->process == current_process()) delete idle;
}

std::unique_ptr<CurlHandle> HandlePool::take() {
  Idle& idle = this->idle();
  std::vector<Entry> closed;  // outlives the lock: closing a connection may take its time
  const std::lock_guard lock{idle.mutex};
  closed = expired(idle, std::chrono::steady_clock::now());
  if (idle.entries.empty()) return std::make_unique<CurlHandle>();
  auto handle = std::move(idle.entries.back().handle);
  idle.entries.pop_back();
  return handle;
}

void HandlePool::give_back(std::unique_ptr<CurlHandle> handle) {
  if (handle->inherited()) return;
  Idle& idle = this->idle();
  std::vector<Entry> closed;
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock{idle.mutex};
  closed = expired(idle, now);
  idle.entries.push_back({.handle = std::move(handle), .since = now});
}

HandlePool::Idle& HandlePool::idle() {
  Idle* idle = idle_.load();
  if (idle->process == current_process()) return *idle;
  auto fresh = std::make_unique<Idle>();
  fresh->process = current_process();
  if (idle_.compare_exchange_strong(idle, fresh.get())) return *fresh.release();
  return *idle;  // another thread of this process was faster
}

std::vector<HandlePool::Entry> HandlePool::expired(Idle& idle, std::chrono::steady_clock::time_point now) {
  const auto fresh = std::find_if(idle.entries.begin(), idle.entries.end(),
                                  [now](const Entry& entry) { return now - entry.since < max_idle; });
  std::vector<Entry> expired{std::make_move_iterator(idle.entries.begin()), std::make_move_iterator(fresh)};
  idle.entries.erase(idle.entries.begin(), fresh);
  return expired;
}

}  // namespace ticket0::inline v1::detail
