#pragma once

#include <deque>

#include "engine/client_fixture.hpp"

/// A service whose answers take their time, on the clock of the test.
class ScriptedTransport final : public ticket0::Transport {
 public:
  using Milliseconds = std::chrono::milliseconds;
  struct Sent {
    ticket0::HttpRequest request;
    ticket0::SendContext context;
    Milliseconds at;  // since this object was made
  };

  explicit ScriptedTransport(std::shared_ptr<ticket0::fakes::ManualClock> clock)
      : Transport(ticket0::Budget::own), clock_(std::move(clock)), start_(clock_->now()) {}

  ScriptedTransport& answer(int status, std::string body, ticket0::Headers headers = {},
                            Milliseconds takes = {}) {
    return add(takes,
               [=] { return ticket0::HttpResponse{.status = status, .headers = headers, .body = body}; });
  }
  ScriptedTransport& fail(ticket0::Outcome outcome, Milliseconds takes = {}) {
    return fail(ticket0::TransportError{"connection reset", outcome}, takes);
  }
  template <class E>
  ScriptedTransport& fail(const E& error, Milliseconds takes = {}) {
    return add(takes, [error]() -> ticket0::HttpResponse { throw error; });
  }

  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    sent.push_back({request, context, std::chrono::duration_cast<Milliseconds>(clock_->now() - start_)});
    if (steps_.empty()) throw std::logic_error{"the script has no answer left"};
    const Step step = std::move(steps_.front());
    steps_.pop_front();
    clock_->advance(step.takes);
    if (on_send) on_send();
    return step.end();
  }
  [[nodiscard]] std::vector<Milliseconds> times() const {
    std::vector<Milliseconds> all;
    for (const Sent& each : sent) all.push_back(each.at);
    return all;
  }
  [[nodiscard]] bool is_done() const noexcept { return steps_.empty(); }

  std::vector<Sent> sent{};
  std::function<void()> on_send{};

 private:
  struct Step {
    Milliseconds takes;
    std::function<ticket0::HttpResponse()> end;
  };
  ScriptedTransport& add(Milliseconds takes, std::function<ticket0::HttpResponse()> end) {
    steps_.push_back({takes, std::move(end)});
    return *this;
  }
  std::shared_ptr<ticket0::fakes::ManualClock> clock_;
  std::chrono::steady_clock::time_point start_;
  std::deque<Step> steps_{};
};

/// Writes down the waits that it is told of: "GET /tickets #2: 375 ms, backoff".
struct WaitNotes final : ticket0::Observer {
  void on_wait(const Attempt& next, std::chrono::milliseconds time,
               ticket0::WaitReason reason) noexcept override {
    lines.push_back(std::string{next.method} + " " + std::string{next.route} + " #" +
                    std::to_string(next.number) + ": " + std::to_string(time.count()) + " ms, " +
                    std::string{to_string(reason)});
  }
  std::vector<std::string> lines{};
};

/// In the middle of its n-th wait the call is cancelled.
class CancellingClock final : public ticket0::Clock {
 public:
  CancellingClock(std::shared_ptr<ticket0::fakes::ManualClock> clock, int wait)
      : clock_(std::move(clock)), waits_left_(wait) {}
  std::chrono::steady_clock::time_point now() noexcept override { return clock_->now(); }
  std::chrono::system_clock::time_point wall() noexcept override { return clock_->wall(); }
  bool wait_until(std::chrono::steady_clock::time_point when, const ticket0::CancelToken& cancel) override {
    if (--waits_left_ == 0) {
      clock_->wait_until(now() + (when - now()) / 2, {});
      stop.cancel();
    }
    return clock_->wait_until(when, cancel);
  }
  ticket0::CancelSource stop{};

 private:
  std::shared_ptr<ticket0::fakes::ManualClock> clock_;
  int waits_left_;
};

/// A client with the defaults, but for the place of its waits within their range: the middle.
class ScriptedTest : public ClientTest {
 protected:
  ScriptedTest() {
    own_.retry = {};
    own_.rate_limit = {};
    own_.transport = script_;
    own_.observer = notes_;
  }
  [[nodiscard]] ticket0::Client client() const { return client_with(own_); }

  static constexpr const char* internal = R"({"error":{"code":"INTERNAL","message":"oops"}})";
  static constexpr const char* busy = R"({"error":{"code":"RATE_LIMITED","message":"slow down"}})";
  /// A success for every call of one object, which is tkt_1 where the call names it.
  static constexpr const char* good = R"({"id":"tkt_1"})";

  std::shared_ptr<ScriptedTransport> script_ = std::make_shared<ScriptedTransport>(clock_);
  std::shared_ptr<WaitNotes> notes_ = std::make_shared<WaitNotes>();
  ticket0::ClientOptions own_ = options();
};
