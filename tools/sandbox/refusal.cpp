#include "sandbox/refusal.hpp"

#include <optional>
#include <string>
#include <utility>

namespace sandbox {

Refusal::Refusal(int status, std::string code, std::string message, Headers headers,
                 std::optional<Instant> retry_at)
    : status_(status),
      code_(std::move(code)),
      message_(std::move(message)),
      headers_(std::move(headers)),
      retry_at_(retry_at) {}

Refusal invalid(std::string message) { return {400, "VALIDATION_ERROR", std::move(message)}; }
Refusal unauthorized(std::string message) { return {401, "UNAUTHORIZED", std::move(message)}; }
Refusal forbidden(std::string message) { return {403, "FORBIDDEN", std::move(message)}; }
Refusal not_found(std::string message) { return {404, "NOT_FOUND", std::move(message)}; }

}  // namespace sandbox
