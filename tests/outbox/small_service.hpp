#pragma once

#include <map>
#include <mutex>

#include "outbox/support.hpp"

namespace outbox_test {

/// A service in memory: takes replies to any ticket and new tickets, and lists them as messages. For tests
/// that make thousands of runs, or that act while a request is under way.
class SmallService final : public Transport {
 public:
  struct Ways {
    bool asks{true};                                   // SendContext::before_bytes, as it promises
    std::function<void(const HttpRequest&)> before{};  // the bytes leave
    std::function<void(const HttpRequest&)> after{};   // the request has arrived
  };
  explicit SmallService(std::shared_ptr<Clock> clock) : SmallService(std::move(clock), {}) {}
  SmallService(std::shared_ptr<Clock> clock, Ways ways)
      : Transport(Budget::own), clock_(std::move(clock)), ways_(std::move(ways)) {}
  HttpResponse send(const HttpRequest& request, const SendContext& context) override {
    if (ways_.before) ways_.before(request);
    if (ways_.asks && context.before_bytes && !context.before_bytes()) throw std::runtime_error{"stopped"};
    HttpResponse response = respond(request);
    if (ways_.after) ways_.after(request);
    return response;
  }
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return true; }
  [[nodiscard]] int most_often() const {
    int most = 0;
    for (const auto& [body, times] : times_) most = std::max(most, times);
    return most;
  }
  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }
  [[nodiscard]] std::size_t requests() const { return requests_; }

 private:
  [[nodiscard]] HttpResponse respond(const HttpRequest& request) {
    const std::lock_guard<std::mutex> guard{mutex_};
    ++requests_;
    const Timestamp now = std::chrono::floor<std::chrono::microseconds>(clock_->wall());
    HttpResponse response{.status = 200, .headers = {{"Date", date_of(now)}}};
    if (request.method == "POST") {
      messages_.push_back(R"({"id":"msg_)" + std::to_string(messages_.size() + 1) +
                          R"(","direction":"outbound","createdAt":")" + to_string(now) + "\"," +
                          request.body.substr(1));
      ++times_[request.body];
      response.status = 201;
      response.body = messages_.back();
      return response;
    }
    response.body = request.url.find("/messages") == std::string::npos ? R"({"tickets":[],"nextCursor":null})"
                                                                       : R"({"messages":[)";
    if (response.body.ends_with('[')) {
      for (const std::string& each : messages_)
        response.body += each + (&each == &messages_.back() ? "" : ",");
      response.body += R"(],"total":)" + std::to_string(messages_.size()) + "}";
    }
    return response;
  }
  [[nodiscard]] static std::string date_of(Timestamp time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), size};
  }
  std::shared_ptr<Clock> clock_;
  Ways ways_;
  std::mutex mutex_{};
  std::vector<std::string> messages_{};
  std::map<std::string, int> times_{};
  std::size_t requests_{0};
};

[[nodiscard]] inline Client client_of(std::shared_ptr<SmallService> service, std::shared_ptr<Clock> clock) {
  return Client{{.api_key = Secret{"t0_key"},
                 .base_url = "https://helpdesk.example/api/v1",
                 .rate_limit = {.enabled = false},
                 .transport = std::move(service),
                 .clock = std::move(clock)}};
}

}  // namespace outbox_test
