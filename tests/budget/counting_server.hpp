#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

/// An HTTP server that answers every request with a ticket, and writes down when each came and who sent it
/// (the header X-Process, one digit).
class CountingServer {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Arrival {
    Time at;
    int process;
  };

  CountingServer();
  CountingServer(const CountingServer&) = delete;
  CountingServer& operator=(const CountingServer&) = delete;
  ~CountingServer();

  [[nodiscard]] int port() const noexcept { return port_; }
  /// Ends it; what came, in order.
  [[nodiscard]] std::vector<Arrival> stop();

 private:
  void serve();
  int listener_{-1};
  int port_{0};
  std::atomic<bool> stopped_{false};
  std::vector<Arrival> arrivals_{};
  std::thread thread_{};
};
