#pragma once

#include "ticket0/error.hpp"

/// For tests of code that uses a Client; link `ticket0::fakes`.
namespace ticket0::inline v1::fakes {

/// Answers from a script, in order, and records what was sent, including the header with the key. send() may
/// be called from several threads. A request for which the script has no answer left fails with a
/// TransportError that names it; the client does not repeat it.
class TICKET0_EXPORT FakeTransport final : public Transport {
 public:
  /// The script is empty: add to it with reply() and fail().
  FakeTransport();
  FakeTransport(const FakeTransport&) = delete;
  FakeTransport& operator=(const FakeTransport&) = delete;
  ~FakeTransport() override;
  /// Appends an answer with any status to the script. Returns *this, so that calls can be chained.
  FakeTransport& reply(int status, std::string body, Headers headers = {});
  /// Appends a failure: send() throws a TransportError with this outcome and text.
  FakeTransport& fail(Outcome outcome, std::string what = "connection reset");
  /// The requests sent, in order. Read it only while no call is running.
  [[nodiscard]] const std::vector<HttpRequest>& sent() const noexcept;
  /// Performs the next step of the script, whatever the request is.
  HttpResponse send(const HttpRequest& request, const SendContext& context) override;

 private:
  struct Script;
  std::unique_ptr<Script> script_;
};

/// A clock whose time moves only when something waits on it, or advance() is called. It starts at
/// 2026-01-01T00:00:00Z. Every member may be called from any thread.
class TICKET0_EXPORT ManualClock final : public Clock {
 public:
  /// Each clock has its own time.
  ManualClock();
  ManualClock(const ManualClock&) = delete;
  ManualClock& operator=(const ManualClock&) = delete;
  ~ManualClock() override;
  /// Stands still while nothing waits.
  std::chrono::steady_clock::time_point now() noexcept override;
  /// Moves with now().
  std::chrono::system_clock::time_point wall() noexcept override;
  /// Moves the time to `when` and returns true immediately; if `cancel` is cancelled, returns false and moves
  /// nothing. A wait of more than a year is one for another thread: it moves nothing and ends when `cancel`
  /// is cancelled.
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override;
  /// Moves the time without a wait.
  void advance(std::chrono::milliseconds by);
  /// The total of all waits, without what advance() added.
  [[nodiscard]] std::chrono::milliseconds waited() const noexcept;

 private:
  struct Time;
  std::unique_ptr<Time> time_;
};

}  // namespace ticket0::inline v1::fakes
