#pragma once

#include <cstddef>

/// This program's operator new: it counts, and can fail on request.
namespace heap {

/// What is allocated at this moment, by all threads.
[[nodiscard]] std::size_t live_blocks() noexcept;

/// The most bytes that were allocated at a time since it was made, above what was at its begin.
class Peak {
 public:
  Peak() noexcept;
  [[nodiscard]] std::size_t bytes() const noexcept;

 private:
  std::size_t before_;
};

/// The allocation of this thread with that number, from 0, throws std::bad_alloc.
void fail_allocation(std::size_t number) noexcept;

/// While it lives, the allocation of this thread with that number, from 0, throws std::bad_alloc.
class Failure {
 public:
  explicit Failure(std::size_t number) noexcept;
  Failure(const Failure&) = delete;
  Failure& operator=(const Failure&) = delete;
  ~Failure();
  /// Whether there were so many allocations.
  [[nodiscard]] bool happened() const noexcept;
};

/// While it lives, counts the blocks that this thread frees with `text` in them.
class Freed {
 public:
  explicit Freed(const char* text) noexcept;
  Freed(const Freed&) = delete;
  Freed& operator=(const Freed&) = delete;
  ~Freed();
  [[nodiscard]] int with_text() const noexcept;
};

}  // namespace heap
