#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace ticket0::inline v1::detail {

/// The words of an enum on the wire: `words[i]` is the word of the value i; "" for `unknown`, which is value
/// 0.
template <class E, std::size_t N>
[[nodiscard]] constexpr std::string_view word_of(E value,
                                                 const std::array<std::string_view, N>& words) noexcept {
  const auto at = static_cast<std::size_t>(value);
  return at < N ? words[at] : std::string_view{};
}
template <class E, std::size_t N>
[[nodiscard]] constexpr E value_of(std::string_view word, const std::array<std::string_view, N>& words,
                                   E otherwise) noexcept {
  for (std::size_t i = 1; i < N; ++i)
    if (words[i] == word) return static_cast<E>(i);
  return otherwise;
}

}  // namespace ticket0::inline v1::detail
