#pragma once

#include <set>
#include <string>
#include <typeinfo>

#include "ticket0/error.hpp"
#include "ticket0/options.hpp"

namespace faults {

/// Watches one call at a time, and says what of it contradicts what the caller got.
class Witness final : public ticket0::Observer {
 public:
  void on_send(const Attempt& attempt) noexcept override {
    calls_.insert(attempt.call);
    sent_.insert(std::string{attempt.method} + " " + std::string{attempt.route});
  }
  void on_response(const Attempt& attempt, int, std::chrono::microseconds) noexcept override {
    calls_.insert(attempt.call);
  }
  void on_failure(const Attempt& attempt, std::string_view, std::chrono::microseconds) noexcept override {
    calls_.insert(attempt.call);
  }
  void on_wait(const Attempt& attempt, std::chrono::milliseconds, ticket0::WaitReason) noexcept override {
    calls_.insert(attempt.call);
  }
  void on_end(const CallEnd& end) noexcept override {
    ++ends_;
    calls_.insert(end.call);
    is_new_ = earlier_.insert(end.call).second;
    attempts_ = end.attempts;
    own_sends_ = static_cast<int>(sent_.count(std::string{end.method} + " " + std::string{end.route}));
    told_ = end.error == nullptr ? "success" : describe(*end.error);
  }

  /// Of the call that has ended since the last time; `error` is what it threw. Empty: all agrees.
  [[nodiscard]] std::string contradiction(const ticket0::Error* error) {
    const std::string got = error == nullptr ? "success" : describe(*error);
    std::string broken;
    if (ends_ != 1)
      broken = "ended " + std::to_string(ends_) + " times for its observer";
    else if (calls_.size() != 1)
      broken = "had several numbers";
    else if (!is_new_)
      broken = "had the number of another call";
    else if (told_ != got)
      broken = "was told of as " + told_ + " and came to " + got;
    else if (attempts_ != own_sends_)
      broken = "sent other than its attempts";
    else if (error != nullptr && attempts_ != error->attempts())
      broken = "had other attempts than its error";
    ends_ = 0;
    calls_.clear();
    sent_.clear();
    return broken;
  }

 private:
  static std::string describe(const ticket0::Error& error) {
    return std::string{typeid(error).name()} + " " + std::to_string(static_cast<int>(error.outcome())) + " " +
           error.what();
  }
  int ends_{0};
  std::set<std::uint64_t> calls_{};
  std::set<std::uint64_t> earlier_{};
  std::multiset<std::string> sent_{};
  bool is_new_{false};
  int attempts_{0};
  int own_sends_{0};
  std::string told_{};
};

}  // namespace faults
