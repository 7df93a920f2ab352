#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ticket0/client.hpp"

/// A call that has come to one phase of its life, and stays there until it is cancelled.
class StandingCall {
 public:
  StandingCall() = default;
  StandingCall(const StandingCall&) = delete;
  StandingCall& operator=(const StandingCall&) = delete;
  virtual ~StandingCall() = default;
  /// Made by one thread.
  virtual void make(const ticket0::CancelToken& cancel) = 0;
  /// By another: false where the call does not get there within ten seconds.
  [[nodiscard]] virtual bool wait_until_there() = 0;
};

struct Phase {
  std::string name;
  ticket0::Outcome outcome;  // of the call that is cancelled there
  std::function<std::unique_ptr<StandingCall>()> begin;
};

/// Of all that a call may wait for.
[[nodiscard]] std::vector<Phase> all_phases();

/// How a call ended that was cancelled while it stood there.
struct Cancelled {
  std::chrono::microseconds took{};  // from cancel() to the error in the caller's hands
  ticket0::Outcome outcome{};
};
/// Throws std::runtime_error where the call does not get there, or does not end with CancelledError.
[[nodiscard]] Cancelled cancel_in(const Phase& phase);
