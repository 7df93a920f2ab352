#include "sandbox/clock.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace sandbox {
namespace {

thread_local std::optional<Clock::Time> pretended;

}  // namespace

Clock::Clock(std::function<Time()> now) : now_(std::move(now)) {
  if (!now_) now_ = std::chrono::system_clock::now;
}

Clock::Time Clock::now() const { return pretended ? *pretended : now_(); }
Instant Clock::instant() const { return std::chrono::floor<std::chrono::milliseconds>(now()); }

void Clock::as_of(Time at, const std::function<void()>& act) {
  struct Restore {
    std::optional<Time> before{pretended};
    ~Restore() { pretended = before; }
  } const restore;
  pretended = at;
  act();
}

}  // namespace sandbox
