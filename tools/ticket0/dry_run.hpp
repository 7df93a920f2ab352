#pragma once

#include <optional>
#include <string>

#include "ticket0/http.hpp"

namespace tool {

/// Keeps the request of a call in place of sending it. send() throws a TransportError that says so.
class DryRun final : public ticket0::Transport {
 public:
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override;
  /// The request that the call would have sent, without the key.
  [[nodiscard]] const std::optional<ticket0::HttpRequest>& request() const noexcept { return request_; }

 private:
  std::optional<ticket0::HttpRequest> request_{};
};

/// A curl command that sends `request`.
std::string curl_command(const ticket0::HttpRequest& request);

}  // namespace tool
