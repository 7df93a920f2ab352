#pragma once

#include "engine/no_answer.hpp"
#include "error/details.hpp"

namespace ticket0::inline v1::detail {

/// What happened in a call so far, and the errors that tell it. None of their texts has a key.
class Report {
 public:
  Report(const Operation& operation, const Secret& key) noexcept : operation_(operation), key_(key) {}

  void answered(int status, std::chrono::microseconds took);
  void failed(std::chrono::microseconds took);
  [[nodiscard]] int attempts() const noexcept { return attempts_; }

  [[noreturn]] void throw_api_error(HttpResponse response, std::chrono::system_clock::time_point now) const;
  [[noreturn]] void throw_no_answer(const NoAnswer& failure) const;
  [[noreturn]] void throw_decode_error(std::string_view problem) const;
  [[noreturn]] void throw_cancelled(Outcome outcome) const;
  /// The call's time was up before an attempt could begin.
  [[noreturn]] void throw_no_time() const;

 private:
  void add(std::string_view line, std::chrono::microseconds took);
  [[nodiscard]] ErrorFactory::Details details(Outcome outcome) const;
  template <class E>
  [[noreturn]] void raise(const std::string& what, ErrorFactory::Details all) const;

  const Operation& operation_;
  const Secret& key_;
  int attempts_{0};
  std::vector<std::string> timeline_{};
};

}  // namespace ticket0::inline v1::detail
