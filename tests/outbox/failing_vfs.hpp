#pragma once

#include <cstddef>

namespace outbox_test {

/// While it lives, the calls that SQLite makes to the system are counted, and the one with this number fails
/// in the way that its kind can fail; from 0.
class FailingCall {
 public:
  explicit FailingCall(std::size_t number);
  FailingCall(const FailingCall&) = delete;
  FailingCall& operator=(const FailingCall&) = delete;
  ~FailingCall();
  [[nodiscard]] bool happened() const;
};

/// The same for the blocks of memory that SQLite asks for.
class FailingMemory {
 public:
  explicit FailingMemory(std::size_t number);
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;
  ~FailingMemory();
  [[nodiscard]] bool happened() const;
};

}  // namespace outbox_test
