#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace sandbox {

inline char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

/// A to Z folded, every other byte as it is.
inline std::string lower(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(), [](char byte) { return lower(byte); });
  return folded;
}

}  // namespace sandbox
