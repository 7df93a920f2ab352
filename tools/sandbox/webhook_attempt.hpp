#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace sandbox {

/// One request to the webhook endpoint, and what came of it.
struct WebhookAttempt {
  std::string id{};    // of the event; empty for the ping
  std::string type{};  // "ping" for the ping
  int number{1};       // of the attempt; the first is 1, the last one 6
  bool twin{false};    // of the second delivery of a duplicated event
  std::string body{};  // as sent
  std::string signature{};
  std::chrono::steady_clock::time_point at{};
  int status{0};          // 0: no answer
  bool abandoned{false};  // it failed and none follows

  bool delivered() const { return status >= 200 && status < 300; }
};

/// A duplicated event is two deliveries, the ping is one.
struct WebhookCounts {
  std::size_t events{0};
  std::size_t attempts{0};
  std::size_t delivered{0};
  std::size_t abandoned{0};
  std::size_t pending{0};  // deliveries that are neither delivered nor abandoned
};

}  // namespace sandbox
