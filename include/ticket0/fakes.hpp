#pragma once

#include "ticket0/error.hpp"

/// For tests of code that uses a Client; link `ticket0::fakes`.
namespace ticket0::inline v1::fakes {

/// Answers from a script, in order, and records what was sent, the header with the key included. send() may
/// be called from many threads; a request for which the script has no answer left fails with a TransportError
/// that says which it was.
class TICKET0_EXPORT FakeTransport final : public Transport {
 public:
  /// With an empty script.
  FakeTransport();
  FakeTransport(const FakeTransport&) = delete;
  FakeTransport& operator=(const FakeTransport&) = delete;
  ~FakeTransport() override;
  /// Adds an answer, of any status, to the end of the script. Gives itself, so that calls can be chained.
  FakeTransport& reply(int status, std::string body, Headers headers = {});
  /// The same for a request that gets no answer: send() throws a TransportError of this outcome and text.
  FakeTransport& fail(Outcome outcome, std::string what = "connection reset");
  /// What was sent, in order. Look at it when no call is running.
  [[nodiscard]] const std::vector<HttpRequest>& sent() const noexcept;
  /// Takes the next step of the script, whatever the request is.
  HttpResponse send(const HttpRequest& request, const SendContext& context) override;

 private:
  struct Script;
  std::unique_ptr<Script> script_;
};

/// Time that moves only when someone waits, or advance() is called. It starts at 2026-01-01T00:00:00Z; every
/// member may be called from any thread.
class TICKET0_EXPORT ManualClock final : public Clock {
 public:
  /// Independent of every other one.
  ManualClock();
  ManualClock(const ManualClock&) = delete;
  ManualClock& operator=(const ManualClock&) = delete;
  ~ManualClock() override;
  /// Stands still while nobody waits.
  std::chrono::steady_clock::time_point now() noexcept override;
  /// Moves with now().
  std::chrono::system_clock::time_point wall() noexcept override;
  /// Moves the time to `when` and returns true at once; false, and no move, where it is cancelled.
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override;
  /// Moves the time, as if it had passed without anyone waiting.
  void advance(std::chrono::milliseconds by);
  /// All waits together; what advance() moved does not count.
  [[nodiscard]] std::chrono::milliseconds waited() const noexcept;

 private:
  struct Time;
  std::unique_ptr<Time> time_;
};

}  // namespace ticket0::inline v1::fakes
