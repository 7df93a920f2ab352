#include "gates/allocations.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {
thread_local Allocations all;
}

AllocationCounter::AllocationCounter() noexcept : count_(all.count), bytes_(all.bytes) {
  all.peak = all.bytes;
}

Allocations AllocationCounter::so_far() const noexcept {
  return {.count = all.count - count_, .bytes = all.bytes - bytes_, .peak = all.peak - bytes_};
}

void* operator new(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc{};
  ++all.count;
  all.bytes += malloc_usable_size(memory);
  all.peak = std::max(all.peak, all.bytes);
  return memory;
}

void operator delete(void* memory) noexcept {
  all.bytes -= malloc_usable_size(memory);  // 0 of nullptr
  std::free(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept { operator delete(memory); }
