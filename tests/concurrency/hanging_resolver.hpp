#pragma once

#include <string>

/// A host whose look-up takes five seconds while a HangingResolver lives.
inline const std::string hanging_host = "hangs.invalid";

/// A program with this in it has a getaddrinfo() of its own, which libcurl's thread calls: it hangs for
/// hanging_host and asks the system for all others.
class HangingResolver {
 public:
  HangingResolver();
  HangingResolver(const HangingResolver&) = delete;
  HangingResolver& operator=(const HangingResolver&) = delete;
  /// Lets every look-up end, without an address, and waits for that.
  ~HangingResolver();

  /// Why it does not work with the libcurl that runs; empty where it does.
  [[nodiscard]] static std::string missing();
  /// Waits until a look-up hangs; false where none comes within ten seconds.
  [[nodiscard]] bool wait_for_somebody();
};
