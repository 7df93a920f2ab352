#pragma once

#include <string>
#include <utility>

#include "ticket0/http.hpp"

/// Answers every request with the same text.
class CannedTransport final : public ticket0::Transport {
 public:
  explicit CannedTransport(std::string body) : Transport(ticket0::Budget::own), body_(std::move(body)) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& /*request*/,
                             const ticket0::SendContext& /*context*/) override {
    return {.status = 200, .body = body_};
  }

 private:
  std::string body_;
};
