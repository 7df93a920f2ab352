#include "engine/random.hpp"

#include <random>

#include "types/process.hpp"

namespace ticket0::inline v1::detail {

double random_fraction() {
  thread_local std::minstd_rand source{std::random_device{}()};
  thread_local long process = current_process();
  if (process != current_process()) {  // forked: it must not wait in step with its siblings
    source.seed(std::random_device{}());
    process = current_process();
  }
  return std::uniform_real_distribution<double>{0, 1}(source);
}

}  // namespace ticket0::inline v1::detail
