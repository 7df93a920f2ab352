#include "engine/key_ring.hpp"

namespace ticket0::inline v1::detail {

KeyRing::~KeyRing() {
  for (Entry* entry = current_; entry != nullptr;) delete std::exchange(entry, entry->older);
}

KeyRing::Use KeyRing::use() const noexcept {
  for (;;) {
    Entry& entry = *current_;
    ++entry.uses;
    // Whoever replaces the key from now on sees this use. If it was replaced just before, the key may already
    // be wiped: it has not been read.
    if (current_ == &entry) return Use{entry};
    end(entry);
  }
}

void KeyRing::replace(Secret key) {
  auto* const entry = new Entry{std::move(key)};
  entry->older = current_;
  while (!current_.compare_exchange_weak(entry->older, entry)) {}
  Entry& replaced = *entry->older;
  replaced.is_replaced = true;
  wipe_if_unused(replaced);
}

void KeyRing::end(Entry& entry) noexcept {
  if (--entry.uses == 0) wipe_if_unused(entry);
}

void KeyRing::wipe_if_unused(Entry& entry) noexcept {
  if (entry.is_replaced && entry.uses == 0 && !entry.is_wiped.exchange(true)) entry.key = Secret{};
}

}  // namespace ticket0::inline v1::detail
