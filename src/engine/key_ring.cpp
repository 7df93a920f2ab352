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
  auto entry = std::make_unique<Entry>(std::move(key));
  for (;;) {
    const Use old = use();  // its end wipes the key
    if (old.reveal() == entry->key.reveal()) return;
    entry->older = old.entry_;
    if (!current_.compare_exchange_strong(entry->older, entry.get())) continue;
    static_cast<void>(entry.release());
    old.entry_->is_replaced = true;
    return;
  }
}

void KeyRing::end(Entry& entry) noexcept {
  if (--entry.uses == 0) wipe_if_unused(entry);
}

void KeyRing::wipe_if_unused(Entry& entry) noexcept {
  if (entry.is_replaced && entry.uses == 0 && !entry.is_wiped.exchange(true)) entry.key = Secret{};
}

}  // namespace ticket0::inline v1::detail
