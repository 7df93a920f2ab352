#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "sandbox/json.hpp"
#include "sandbox/options.hpp"
#include "sandbox/service.hpp"
#include "sandbox/store.hpp"
#include "sandbox/webhook_delivery.hpp"

namespace sandbox_tests {

using sandbox::Json;

/// A service without sockets, with a time that stands still until it is told to move.
class ServicePeer {
 public:
  static constexpr std::chrono::sys_seconds start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 4} +
                                                  std::chrono::hours{12}};

  explicit ServicePeer(sandbox::Options options = {})
      : service(with_clock(std::move(options), time_), store,
                [this](const sandbox::Event& event) { events.push_back(event); }) {
    ticket = store.add_ticket({.id = "tkt_1", .subject = "Where is it?"}).id;
    replies = "/tickets/" + ticket + "/messages";
  }

  void pass(std::chrono::milliseconds time) { time_ = time_.load() + time; }

  sandbox::Service::Outcome send(const std::string& method, const std::string& path,
                                 const std::string& body = "", const std::string& key = "t0_sandbox_admin") {
    return send_to("/api/v1" + path, method, body, key);
  }
  sandbox::Service::Outcome send_to(const std::string& target, const std::string& method = "GET",
                                    const std::string& body = "",
                                    const std::string& key = "t0_sandbox_admin") {
    sandbox::Request request{.method = method, .target = target, .body = body};
    request.headers = {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}};
    return service.answer(request);
  }
  sandbox::Service::Outcome get(const std::string& path) { return send("GET", path); }
  sandbox::Service::Outcome reply(const std::string& text = "It ships tomorrow.") {
    return send("POST", replies,
                Json{{"fromAddress", "support@helpdesk.example"}, {"bodyText", text}}.dump());
  }
  std::size_t sent() { return service.store().messages(ticket).size(); }

 private:
  using Time = std::atomic<std::chrono::sys_time<std::chrono::milliseconds>>;

  static sandbox::Options with_clock(sandbox::Options options, const Time& time) {
    options.now = [&time] { return time.load(); };
    return options;
  }

  Time time_{start};

 public:
  std::vector<sandbox::Event> events;  // what a webhook would tell
  sandbox::Store store;
  sandbox::Service service;
  std::string ticket;
  std::string replies;
};

/// The first header of this name; empty if there is none.
inline std::string header(const sandbox::Service::Outcome& outcome, const std::string& name) {
  return sandbox::Request{.headers = outcome.response.headers}.header(name);
}

/// Null if the body is not JSON.
inline Json body(const sandbox::Service::Outcome& outcome) {
  auto json = Json::parse(outcome.response.body, nullptr, false);
  return json.is_discarded() ? Json(nullptr) : json;
}

inline std::string code(const sandbox::Service::Outcome& outcome) {
  return body(outcome).at("error").at("code").get<std::string>();
}

}  // namespace sandbox_tests
