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
  [[nodiscard]] static bool happened();
};

}  // namespace outbox_test
