#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sandbox/json.hpp"
#include "sandbox/options.hpp"
#include "sandbox/request.hpp"
#include "sandbox/request_log.hpp"
#include "sandbox/service.hpp"

namespace sandbox {

/// How a test in any language looks into a sandbox that runs and drives it: HTTP below /_sandbox, on the same
/// port. Its requests are not in the log and use up no budget, and no key is in what it shows.
///
/// Only programs of this machine are served, and no web page that a browser shows on it: the Host has to be
/// the sandbox's own, so has an Origin if there is one, and a body has to be application/json.
class Control {
 public:
  /// What reset() calls in place of the sandbox's owner.
  using Reset = std::function<void()>;
  Control(const Options& options, Service& service, RequestLog& log, Reset reset);

  /// `port` is the one that clients connect to. Nothing if the request is not for /_sandbox.
  std::optional<Response> answer(const Request& request, int port) const;

 private:
  /// The status, and the body.
  std::pair<int, Json> act(const Request& request, int port) const;
  void refuse_strangers(const Request& request, int port) const;
  Json requests(const Request& request) const;
  Json replies() const;
  Json add_fault(const Request& request) const;
  Json add_customer_answer(const Request& request) const;
  std::string without_keys(std::string text) const;
  Json without_keys(const Json& body) const;

  const Options& options_;
  Service& service_;
  RequestLog& log_;
  Reset reset_;
};

}  // namespace sandbox
