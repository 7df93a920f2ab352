#pragma once

#include <string>

namespace ticket0::inline v1::detail {

/// Overwrites the characters in a way the compiler keeps, then empties `text`.
void wipe(std::string& text) noexcept;

/// Wipes a string when the scope ends, however it ends.
class WipeOnExit {
 public:
  explicit WipeOnExit(std::string& text) noexcept : text_(text) {}
  WipeOnExit(const WipeOnExit&) = delete;
  WipeOnExit& operator=(const WipeOnExit&) = delete;
  ~WipeOnExit() { wipe(text_); }

 private:
  std::string& text_;
};

}  // namespace ticket0::inline v1::detail
