#pragma once

#include <atomic>
#include <memory>

#include "ticket0/types.hpp"

namespace ticket0::inline v1::detail {

/// The key of a client's requests, which may be replaced while they run. A replaced key is wiped when the
/// last attempt that uses it ends. Lock-free, so that a forked child cannot hang on it. May be used by any
/// thread.
class KeyRing {
 private:
  struct Entry {
    explicit Entry(Secret its_key) noexcept : key(std::move(its_key)) {}
    Secret key;
    std::atomic<int> uses{0};
    std::atomic<bool> is_replaced{false};
    std::atomic<bool> is_wiped{false};
    Entry* older{nullptr};
  };

 public:
  explicit KeyRing(Secret key) : current_(new Entry{std::move(key)}) {}
  KeyRing(const KeyRing&) = delete;
  KeyRing& operator=(const KeyRing&) = delete;
  ~KeyRing();

  /// Keeps the key of an attempt until the attempt ends.
  class Use {
   public:
    Use(Use&& other) noexcept : entry_(std::exchange(other.entry_, nullptr)) {}
    Use& operator=(Use&&) = delete;
    ~Use() {
      if (entry_ != nullptr) end(*entry_);
    }
    [[nodiscard]] std::string_view reveal() const noexcept { return entry_->key.reveal(); }
    /// True once another key has taken its place.
    [[nodiscard]] bool is_replaced() const noexcept { return entry_->is_replaced; }

   private:
    friend class KeyRing;
    explicit Use(Entry& entry) noexcept : entry_(&entry) {}
    Entry* entry_;
  };
  [[nodiscard]] Use use() const noexcept;
  /// The same key again replaces nothing.
  void replace(Secret key);

 private:
  static void end(Entry& entry) noexcept;
  static void wipe_if_unused(Entry& entry) noexcept;

  std::atomic<Entry*> current_;  // the replaced ones follow it; they are freed with the ring
};

}  // namespace ticket0::inline v1::detail
