#pragma once

#include <chrono>

/// A program with this in it has a clock_gettime() and a time() of its own: while one of these lives, its
/// clocks, libcurl's too, are ahead by what it was told. Nothing may wait meanwhile.
class ClockShift {
 public:
  ClockShift() = default;
  ClockShift(const ClockShift&) = delete;
  ClockShift& operator=(const ClockShift&) = delete;
  ~ClockShift();
  /// So much further.
  void by(std::chrono::seconds more);
};
