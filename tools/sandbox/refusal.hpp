#pragma once

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace sandbox {

/// A request that the service declines: the status, the code and the message of its error body, and headers
/// to go with it.
class Refusal : public std::exception {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  Refusal(int status, std::string code, std::string message, Headers headers = {});

  int status() const noexcept { return status_; }
  const std::string& code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const Headers& headers() const noexcept { return headers_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  int status_;
  std::string code_;
  std::string message_;
  Headers headers_;
};

Refusal invalid(std::string message);
Refusal unauthorized(std::string message);
Refusal forbidden(std::string message);
Refusal not_found(std::string message);

}  // namespace sandbox
