#pragma once

#include <gmock/gmock.h>

#include <algorithm>

#include "concurrency/event.hpp"
#include "ticket0/async.hpp"

/// Answers when the test opens it, or fails when the call is cancelled.
class HeldWire final : public ticket0::Transport {
 public:
  HeldWire() : Transport(ticket0::Budget::own) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext& context) override {
    const auto link = context.cancel.on_cancel([this] {
      const std::lock_guard lock{mutex_};
      changed_.notify_all();
    });
    std::unique_lock lock{mutex_};
    ++begun_;
    most_ = std::max(most_, ++running_);
    changed_.notify_all();
    changed_.wait(lock, [&] { return is_open_ || context.cancel.cancelled(); });
    --running_;
    if (!is_open_) throw ticket0::TransportError{"cut"};
    return {.status = 200, .body = R"({"id":"tkt_1"})"};
  }
  void open() {
    const std::lock_guard lock{mutex_};
    is_open_ = true;
    changed_.notify_all();
  }
  /// From now on calls are held again.
  void close() {
    const std::lock_guard lock{mutex_};
    is_open_ = false;
  }
  /// False where so many have not begun within ten seconds.
  [[nodiscard]] bool wait_for_calls(int count) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return begun_ >= count; });
  }
  [[nodiscard]] int begun() {
    const std::lock_guard lock{mutex_};
    return begun_;
  }
  /// At once.
  [[nodiscard]] int most() {
    const std::lock_guard lock{mutex_};
    return most_;
  }

 private:
  std::mutex mutex_{};
  std::condition_variable changed_{};
  bool is_open_{false};
  int begun_{0};
  int running_{0};
  int most_{0};
};

inline ticket0::ClientOptions options_with(std::shared_ptr<ticket0::Transport> wire) {
  return {.api_key = ticket0::Secret{"t0_test"},
          .retry = {.max_attempts = 1},
          .rate_limit = {.enabled = false},
          .transport = std::move(wire)};
}

/// A client whose calls take until wire->open().
class AsyncTest : public testing::Test {
 protected:
  using Client = ticket0::Client;
  using Outcome = ticket0::Outcome;

  static constexpr std::chrono::seconds soon{10};  // whatever has to happen happens sooner
  static constexpr int workers = 16;

  static ticket0::Ticket get(const Client& client) {
    return client.tickets().get(ticket0::TicketId{"tkt_1"});
  }
  /// Occupies every worker with a call.
  [[nodiscard]] std::vector<ticket0::Task<ticket0::Ticket>> occupy_workers() {
    std::vector<ticket0::Task<ticket0::Ticket>> tasks;
    for (int i = 0; i < workers; ++i) tasks.push_back(ticket0::async(*client, get));
    EXPECT_TRUE(wire->wait_for_calls(workers));
    return tasks;
  }

  std::shared_ptr<HeldWire> wire = std::make_shared<HeldWire>();
  std::optional<Client> client{options_with(wire)};
};

/// What the task was cancelled with; empty where it ended otherwise.
template <class T>
[[nodiscard]] std::optional<ticket0::Outcome> cancelled_with(ticket0::Task<T> task) {
  try {
    static_cast<void>(std::move(task).get());
  } catch (const ticket0::CancelledError& e) {
    return e.outcome();
  } catch (const std::exception& e) {
    ADD_FAILURE() << e.what();
  }
  return std::nullopt;
}
