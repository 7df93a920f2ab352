#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "examples/progress.hpp"
#include "ticket0/options.hpp"

namespace tool {

/// Tells how an export gets on: a line at the bottom of the terminal, or without a terminal a line of a log
/// each minute.
class ExportProgress final : public ticket0::Observer {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /// `is_terminal`: standard error is one. `next` hears the same, if it is there.
  ExportProgress(bool is_terminal, std::function<Time()> now = std::chrono::steady_clock::now,
                 std::shared_ptr<ticket0::Observer> next = {});

  /// Exports `what` from here on, of which an earlier run has written `done`. `all` is unknown unless a list
  /// of them is there.
  void begin(std::string what, std::size_t done, std::optional<std::size_t> all = {});
  void show(std::size_t done, const std::optional<ticket0::RateUsage>& usage);
  void finish() { line_.finish(); }

  void on_response(const Attempt& attempt, int status, std::chrono::microseconds took) noexcept override;
  void on_failure(const Attempt& attempt, std::string_view reason,
                  std::chrono::microseconds took) noexcept override;
  void on_wait(const Attempt& attempt, std::chrono::milliseconds time,
               ticket0::WaitReason reason) noexcept override;

 private:
  void tell(const std::string& text);
  std::function<Time()> now_;
  std::shared_ptr<ticket0::Observer> next_;
  Progress line_;
  bool is_terminal_;
  Time told_;
  std::string text_{};
  std::string what_{};
  std::size_t before_{0};
  std::optional<std::size_t> all_{};
  Time begun_{};
  std::chrono::milliseconds waited_{0};
  int requests_{0};
};

/// An upper bound for the time of `requests` more of them in the background: `pace` each, plus a minute each
/// time the budget is used up, of which a background call leaves 10, or a sixth if that is less, to others.
std::chrono::seconds time_for(std::size_t requests, std::chrono::duration<double> pace,
                              const ticket0::RateUsage& usage);

}  // namespace tool
