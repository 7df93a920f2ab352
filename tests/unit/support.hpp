#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "ticket0/error.hpp"

namespace unit {

/// The text of the E that `call` throws; a failure of the test if it throws none.
template <class E = ticket0::InvalidArgument, class Call>
[[nodiscard]] std::string refusal(const Call& call) {
  try {
    call();
  } catch (const E& e) {
    return e.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

/// A text with bytes of any value, a NUL among them.
template <std::size_t N>
[[nodiscard]] std::string bytes(const char (&literal)[N]) {
  return std::string(literal, N - 1);
}

[[nodiscard]] inline std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all.append(text);
  return all;
}

}  // namespace unit
