#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/sockets.hpp"
#include "sandbox/wire.hpp"

namespace sandbox {

/// Headers of the inner server for the relay alone: what to do with the answer, and that it has no body
/// although it has a length (the answer to a HEAD).
inline constexpr std::string_view wire_header = "X-Sandbox-Wire";
inline constexpr std::string_view bodiless_header = "X-Sandbox-Bodiless";

/// One client's connection and its counterpart to the inner server: bytes go there as they come, answers come
/// back as they say.
class RelayLink {
 public:
  RelayLink(Socket client, Socket inner);

  /// Until either side has had enough.
  void run();

  /// From another thread: run() returns soon, whatever it waits for.
  void stop();

 private:
  enum class Ending { close, reset };

  bool serve();
  bool take_request();
  bool take_answers();
  bool play(const std::string& head, std::string_view body, const Wire& wire);
  bool after_the_answer();
  bool pause(std::chrono::milliseconds length);
  void end();

  std::mutex mutex_;  // of the descriptors' end, against stop()
  Socket client_;
  Socket inner_;
  bool client_talks_{true};  // false: it has shut down its half, or nobody listens to it any more
  Ending ending_{Ending::close};
  std::string received_;  // from the inner server, not yet a whole answer

  /// What is to come on the client's connection unless it asks for something before.
  struct Idle {
    Wire::Ending ending;
    std::chrono::steady_clock::time_point at;
    std::string answer;  // the last one
  };
  std::optional<Idle> idle_{};
};

}  // namespace sandbox
