#include "outbox/steps.hpp"

#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <string>

#include "outbox/aim.hpp"

namespace outbox_test {

namespace {

Aim aim;
std::atomic<int> left{0};

}  // namespace

void set_aim(const Aim& wanted) {
  aim = wanted;
  left = wanted.times;
}

}  // namespace outbox_test

namespace ticket0::inline v1::outbox::detail {

void step(std::string_view name) noexcept {
  const outbox_test::Aim& aim = outbox_test::aim;
  if (name != aim.step || --outbox_test::left != 0) return;
  ::raise(aim.signal);  // to this thread: it takes no step more
}

bool is_broken(Rule rule) noexcept { return static_cast<int>(rule) + 1 == outbox_test::aim.broken_rule; }

}  // namespace ticket0::inline v1::outbox::detail
