#pragma once

#include <map>
#include <mutex>
#include <set>

#include "outbox/support.hpp"

namespace outbox_test {

/// A service in memory: takes replies to any ticket, and lists them. For tests that make thousands of runs.
class SmallService final : public Transport {
 public:
  explicit SmallService(std::shared_ptr<Clock> clock) : clock_(std::move(clock)) {}
  HttpResponse send(const HttpRequest& request, const SendContext&) override {
    const std::lock_guard<std::mutex> guard{mutex_};
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
  [[nodiscard]] int most_often() const {
    int most = 0;
    for (const auto& [body, times] : times_) most = std::max(most, times);
    return most;
  }
  [[nodiscard]] std::size_t different() const { return times_.size(); }

 private:
  [[nodiscard]] static std::string date_of(Timestamp time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), size};
  }
  std::shared_ptr<Clock> clock_;
  std::mutex mutex_{};
  std::vector<std::string> messages_{};
  std::map<std::string, int> times_{};
};

}  // namespace outbox_test
