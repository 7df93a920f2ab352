#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/json.hpp"

namespace sandbox {

/// What a webhook tells, e.g. ticket.created with the ticket as the API gives it.
struct Event {
  std::string_view type{};
  Json data{};
};

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

/// An event on its way to the endpoint. A duplicated event is two of them, each with attempts of its own.
struct Delivery {
  std::size_t event{0};      // its number, from 1; 0: the ping
  bool twin{false};          // the second one of an event
  int attempts{0};           // made so far
  std::size_t overtakes{0};  // the event that waits for the first attempt of this one; 0: none
  std::string id{};
  std::string type{};
  std::string body{};
};

/// Deliveries by the time of their next attempt; those of the same time in the order in which they came.
class DeliveryQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void add(Delivery delivery, Time due);

  /// The first one if it is due.
  std::optional<Delivery> take(Time now);

  std::optional<Time> next() const;

  /// What has not been attempted of the event is due now.
  void hasten(std::size_t event, Time now);

  std::size_t size() const { return waiting_.size(); }

 private:
  std::multimap<Time, Delivery> waiting_;
};

/// What goes wrong with which delivery. It is told from the seed, the event and the attempt alone, so that
/// the order in which threads come here changes nothing.
class Dice {
 public:
  enum class Of : std::uint32_t { duplicate, reorder, tamper, secret };

  explicit Dice(std::uint32_t seed) : seed_(seed) {}

  bool hit(Of what, int percent, const Delivery& delivery) const;
  std::size_t pick(Of what, std::size_t choices, const Delivery& delivery) const;  // 0 to choices - 1

 private:
  std::uint32_t seed_;
};

/// How long a webhook waits after so many failed attempts, of which there is one at least: 1 min, 5 min, 30
/// min, 2 h, 6 h, each times `scale`. Nothing: it is abandoned.
std::optional<std::chrono::microseconds> retry_wait(int failed, double scale);

/// The value of the header Ticket0-Signature: `sha256=` and the HMAC-SHA256 of the body in hex.
std::string signature(std::string_view secret, std::string_view body);

}  // namespace sandbox
