#pragma once

#include <gtest/gtest.h>

#include <cstdlib>

#include "ticket0/client.hpp"

/// A client of the Prism that run_with_prism.mjs has started. What comes back are the examples of
/// ticket0.openapi.yaml.
class PrismTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(url(), nullptr) << "Run this by run_with_prism.mjs, as ctest does."; }
  [[nodiscard]] static const char* url() { return std::getenv("TICKET0_CONTRACT_URL"); }

  /// Sends every request once: no retries, no wait for the second that a documented 429 asks for, no limit.
  const ticket0::Client client_{
      {.api_key = ticket0::Secret{"t0_contract"},
       .base_url = url() ? url() : "http://127.0.0.1:9",
       .retry = {.max_attempts = 1, .max_retry_after = std::chrono::milliseconds{500}},
       .rate_limit = {.enabled = false}}};
};

/// Which of the documented answers to give, e.g. "code=404" or "example=legacy".
[[nodiscard]] inline ticket0::CallOptions prefer(std::string answer) {
  return {.headers = {{"Prefer", std::move(answer)}}};
}

[[nodiscard]] inline ticket0::Timestamp at(std::string_view text) {
  return ticket0::parse_timestamp(text).value();
}
