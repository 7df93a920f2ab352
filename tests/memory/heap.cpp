#include "memory/heap.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

namespace {

std::atomic<std::size_t> blocks{0};
std::atomic<std::size_t> live_bytes{0};
std::atomic<std::size_t> most_bytes{0};

constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
thread_local std::size_t until_failure = never;
thread_local const char* wanted_text = nullptr;
thread_local int freed_with_text = 0;

}  // namespace

void* operator new(std::size_t size) {
  if (until_failure != never && until_failure-- == 0) throw std::bad_alloc{};
  void* const block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc{};
  ++blocks;
  const std::size_t now = live_bytes += malloc_usable_size(block);
  for (std::size_t before = most_bytes; before < now && !most_bytes.compare_exchange_weak(before, now);) {}
  return block;
}

void operator delete(void* block) noexcept {
  if (block == nullptr) return;
  --blocks;
  if (wanted_text != nullptr &&
      memmem(block, malloc_usable_size(block), wanted_text, std::strlen(wanted_text)) != nullptr)
    ++freed_with_text;
  live_bytes -= malloc_usable_size(block);
  std::free(block);
}

void operator delete(void* block, std::size_t /*size*/) noexcept { operator delete(block); }

namespace heap {

std::size_t live_blocks() noexcept { return blocks; }

Peak::Peak() noexcept : before_(live_bytes) { most_bytes = before_; }
std::size_t Peak::bytes() const noexcept { return most_bytes - before_; }

void fail_allocation(std::size_t number) noexcept { until_failure = number; }
Failure::Failure(std::size_t number) noexcept { fail_allocation(number); }
Failure::~Failure() { until_failure = never; }
bool Failure::happened() const noexcept { return until_failure == never; }

Freed::Freed(const char* text) noexcept {
  freed_with_text = 0;
  wanted_text = text;
}
Freed::~Freed() { wanted_text = nullptr; }
int Freed::with_text() const noexcept { return freed_with_text; }

}  // namespace heap
