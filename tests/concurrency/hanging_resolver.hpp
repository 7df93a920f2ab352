#pragma once

#include <string>

/// Hosts whose look-up ends when the HangingResolver does, after five seconds at the latest, and takes no
/// time if there is none: without an answer, and with the address 127.0.0.1.
inline const std::string hanging_host = "hangs.invalid";
inline const std::string late_host = "late.invalid";

/// A host whose look-up fails at once with `error` of getaddrinfo().
[[nodiscard]] std::string failing_host(int error);

/// A program with this in it has a getaddrinfo() of its own: it hangs for these hosts and asks the system for
/// all others.
class HangingResolver {
 public:
  HangingResolver();
  HangingResolver(const HangingResolver&) = delete;
  HangingResolver& operator=(const HangingResolver&) = delete;
  /// Lets every look-up end, and waits for that.
  ~HangingResolver();

  /// Lets those that hang end; others may hang again.
  void release();
  /// Waits until a look-up hangs; false where none comes within ten seconds.
  [[nodiscard]] bool wait_for_somebody();
  /// Look-ups of these hosts that hung since it was made, and how many at a time.
  [[nodiscard]] int asked() const;
  [[nodiscard]] int most_at_a_time() const;
};
