#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "sandbox/clock.hpp"
#include "sandbox/options.hpp"
#include "sandbox/post.hpp"
#include "sandbox/webhook_delivery.hpp"

namespace sandbox {

/// Sends events to the endpoint, four at a time, each until it is taken or has failed six times. Thread-safe.
class Webhooks {
 public:
  /// The clock dates events; the waits between attempts are real time. Throws std::invalid_argument for
  /// options that cannot be.
  Webhooks(WebhookOptions options, Clock clock, std::function<void(std::string_view line)> log);

  /// Ends what is being sent; what waits is never sent.
  ~Webhooks();
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;

  /// What the service sends when an endpoint is saved; not in the envelope of events.
  void ping();

  /// Returns the event's id at once.
  std::string emit(const Event& event);

  /// See Server::flush_webhooks().
  bool flush(std::chrono::milliseconds within);

  WebhookCounts counts() const;
  std::vector<WebhookAttempt> attempts() const;

 private:
  void send_all();
  WebhookAttempt attempt(const Delivery& delivery, Post& post) const;
  void settle(Delivery delivery, WebhookAttempt made);

  const WebhookOptions options_;
  const Endpoint endpoint_;
  const Clock clock_;
  const Dice dice_;
  const std::string run_;  // in every id, so that ids differ from those of an earlier sandbox
  const std::function<void(std::string_view line)> log_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  DeliveryQueue queue_;
  std::list<Post> sending_;
  std::size_t held_{0};  // the event that waits for the one after it; 0: none
  WebhookCounts counts_;
  std::deque<WebhookAttempt> attempts_;
  bool stopping_{false};
  std::size_t running_{0};
  std::vector<std::thread> senders_;
};

}  // namespace sandbox
