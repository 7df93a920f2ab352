#pragma once

#include <new>

#include "memory/heap.hpp"
#include "ticket0/error.hpp"

namespace heap {

/// Runs `job` again and again, so that each of its allocations fails once; gives their number.
template <class Job>
std::size_t fail_each_allocation_of(const Job& job) {
  for (std::size_t number = 0;; ++number) {
    const Failure failure{number};
    try {
      job();
    } catch (const std::bad_alloc&) {
    } catch (const ticket0::Error&) {}
    if (!failure.happened()) return number;
  }
}

}  // namespace heap
