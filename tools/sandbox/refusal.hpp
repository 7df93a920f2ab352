#pragma once

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/clock.hpp"

namespace sandbox {

/// A request that the service declines: the status, the code (as the newer generation spells it) and the
/// message of its error body, the headers to go with it, and the time at which the body says to come back.
class Refusal : public std::exception {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  Refusal(int status, std::string code, std::string message, Headers headers = {},
          std::optional<Instant> retry_at = {});

  int status() const noexcept { return status_; }
  const std::string& code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const Headers& headers() const noexcept { return headers_; }
  const std::optional<Instant>& retry_at() const noexcept { return retry_at_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  int status_;
  std::string code_;
  std::string message_;
  Headers headers_;
  std::optional<Instant> retry_at_;
};

Refusal invalid(std::string message);
Refusal unauthorized(std::string message);
Refusal forbidden(std::string message);
Refusal not_found(std::string message);

}  // namespace sandbox
