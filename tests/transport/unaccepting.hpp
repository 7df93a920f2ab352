#pragma once

#include <string>
#include <vector>

/// A loopback port that listens and accepts nobody. The kernel still takes connections and their first bytes
/// while there is room in its queue.
class Unaccepting {
 public:
  enum class Queue { has_room, full };
  explicit Unaccepting(Queue queue);
  Unaccepting(const Unaccepting&) = delete;
  Unaccepting& operator=(const Unaccepting&) = delete;
  /// Whoever waits in the queue is reset.
  ~Unaccepting() { stop(); }
  void stop();

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string url(const std::string& scheme = "http") const;
  /// Comes back when somebody waits in the queue, or, where that is full, asks to be let into it; at once
  /// where the system does not tell the latter. False where nobody comes within ten seconds.
  bool wait_for_somebody() const;

 private:
  int listener_;
  int port_{0};
  std::vector<int> fillers_{};
};
