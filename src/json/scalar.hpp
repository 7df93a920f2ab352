#pragma once

#include <cstdint>
#include <string_view>

namespace ticket0::inline v1::detail::json {

/// A JSON value that has no parts, as the parser saw it.
struct Scalar {
  enum class Kind : std::uint8_t { null, boolean, integer, number, text };
  Kind kind{Kind::null};
  bool boolean{false};
  std::int64_t integer{0};  // of Kind::integer: a whole number that fits; every other number is Kind::number
  std::string_view text{};  // of Kind::text, the characters; of the numbers, their digits
};

}  // namespace ticket0::inline v1::detail::json
