#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace sandbox {

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

}  // namespace sandbox
