#pragma once

#include <cstddef>

/// What operator new gave, in this program and on this thread.
struct Allocations {
  std::size_t count{0};
  std::size_t bytes{0};  // that are still there, as malloc rounds them
  std::size_t peak{0};   // the most that were there at once
};

/// Counts from its construction.
class AllocationCounter {
 public:
  AllocationCounter() noexcept;
  AllocationCounter(const AllocationCounter&) = delete;
  AllocationCounter& operator=(const AllocationCounter&) = delete;
  [[nodiscard]] Allocations so_far() const noexcept;

 private:
  std::size_t count_;
  std::size_t bytes_;
};
