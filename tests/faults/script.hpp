#pragma once

#include <random>
#include <vector>

#include "sandbox/fault.hpp"

namespace faults {

/// A seeded source of choices: the same seed, the same script.
class Dice {
 public:
  explicit Dice(unsigned seed) : source_(seed) {}
  [[nodiscard]] int from(int least, int most) {
    return std::uniform_int_distribution<int>{least, most}(source_);
  }
  [[nodiscard]] bool chance(int percent) { return from(1, 100) <= percent; }
  template <class T>
  [[nodiscard]] const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(from(0, static_cast<int>(all.size()) - 1))];
  }

 private:
  std::mt19937 source_;
};

/// One bad day: up to four faults on writes, and on the reads that look after them. Messages may be dated or
/// written otherwise than expected, and a cache may answer a look.
[[nodiscard]] std::vector<sandbox::Fault> random_script(Dice& dice);

/// What may come on a kept connection after an answer.
void add_idle_faults(std::vector<sandbox::Fault>& script, Dice& dice);

/// For a test's message.
[[nodiscard]] std::string describe(const std::vector<sandbox::Fault>& script);

}  // namespace faults
