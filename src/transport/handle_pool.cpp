#include "transport/handle_pool.hpp"

#include <algorithm>
#include <iterator>
#include <new>

namespace ticket0::inline v1::detail {

std::unique_ptr<CurlHandle> HandlePool::take() {
  Idle& idle = idle_.get();
  std::vector<Entry>
      closed;  // outlives the lock: closing a connection may take its time, and so does a new one
  {
    const std::lock_guard lock{idle.mutex};
    closed = expired(idle, std::chrono::steady_clock::now());
    if (!idle.entries.empty()) {
      auto handle = std::move(idle.entries.back().handle);
      idle.entries.pop_back();
      return handle;
    }
  }
  return std::make_unique<CurlHandle>();
}

void HandlePool::give_back(std::unique_ptr<CurlHandle> handle) noexcept {
  if (handle->inherited()) return;
  try {
    Idle& idle = idle_.get();
    std::vector<Entry> closed;
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock{idle.mutex};
    closed = expired(idle, now);
    Entry& entry = idle.entries.emplace_back();
    entry = {.handle = std::move(handle), .since = now};
  } catch (const std::bad_alloc&) {}
}

void HandlePool::clear() noexcept {
  Idle* const idle = idle_.find();
  if (idle == nullptr) return;
  std::vector<Entry> closed;
  const std::lock_guard lock{idle->mutex};
  closed.swap(idle->entries);
}

std::vector<HandlePool::Entry> HandlePool::expired(Idle& idle, std::chrono::steady_clock::time_point now) {
  const auto fresh = std::find_if(idle.entries.begin(), idle.entries.end(),
                                  [now](const Entry& entry) { return now - entry.since < max_idle; });
  std::vector<Entry> expired{std::make_move_iterator(idle.entries.begin()), std::make_move_iterator(fresh)};
  idle.entries.erase(idle.entries.begin(), fresh);
  return expired;
}

}  // namespace ticket0::inline v1::detail
