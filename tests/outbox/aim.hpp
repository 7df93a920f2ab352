#pragma once

#include <string>

namespace outbox_test {

/// What is to happen to this process, and what it does wrong: see outbox/steps.hpp.
struct Aim {
  std::string step{};  // where it gets the signal
  int times{0};        // when it comes there for the so many-th time
  int signal{0};       // SIGKILL or SIGSTOP
  int broken_rule{0};  // 1 to 3, in the order of Rule; 0: none
};
void set_aim(const Aim& wanted);

}  // namespace outbox_test
